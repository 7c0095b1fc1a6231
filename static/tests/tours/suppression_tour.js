import { registry } from "@web/core/registry";

/** An address is suppressed by hand, looked up, and noticed when somebody enters it. */
registry.category("web_tour.tours").add("customer_care_suppression", {
    steps: () => [
        {
            content: "nobody is suppressed yet",
            trigger: ".o_list_view button:contains(Suppress addresses)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=addresses] textarea",
            run: "edit Anna.Kowalska@Example.com && press Tab",
        },
        {
            content: "what is understood is said before",
            trigger: ".modal .alert:contains(E-mail: 1)",
        },
        {
            trigger: ".modal button[name=action_suppress]",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(1 address)",
        },
        {
            content: "found by typing the whole address",
            trigger: "body:not(:has(.modal)) .o_searchview_input",
            run: "edit anna.kowalska@example.com",
        },
        {
            trigger: ".o_searchview_autocomplete .o-dropdown-item:contains(Address)",
            run: "click",
        },
        {
            content: "kept as a hash",
            trigger: ".o_data_row:contains(Never contact again):not(:contains(@))",
        },
        {
            content: "no newer yes, no release",
            trigger: ".o_data_row button[name=action_release]",
            run: "click",
        },
        {
            trigger: ".modal-footer button.btn-primary",
            run: "click",
        },
        {
            trigger: ".modal:contains(nobody has said yes) .modal-footer button",
            run: "click",
        },
        {
            content: "a customer with that address",
            trigger: "body:not(:has(.modal)) .o_menu_sections [data-menu-xmlid='customer_care.menu_customers']",
            run: "click",
        },
        {
            trigger: ".o_last_breadcrumb_item:contains(Customers), .breadcrumb-item.active:contains(Customers), .o_control_panel:contains(Customers)",
        },
        {
            trigger: ".o_list_button_add, .o-kanban-button-new",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=email] input",
            run: "edit anna.kowalska@example.com && press Tab",
        },
        {
            content: "whoever types it is told, and not whose it was",
            trigger:
                ".o_notification:contains(An address of this record must not be used for: E-mail.)",
        },
        {
            trigger: ".o_form_button_cancel",
            run: "click",
        },
    ],
});
