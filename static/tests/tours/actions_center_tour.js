import { registry } from "@web/core/registry";

/**
 * The main path: the Center opens on its window, a customer and an action are made
 * without leaving it, the action is extended, e-mailed and marked done.
 */
registry.category("web_tour.tours").add("customer_care_actions_center", {
    steps: () => [
        {
            content: "the Center opens on what is due from yesterday to a week ahead",
            trigger: ".o_searchview_facet:contains(Due)",
        },
        {
            content: "what is due tomorrow is listed",
            trigger: ".o_data_row:contains(Due tomorrow)",
        },
        {
            content: "what is due in three weeks is not",
            trigger: ".o_list_renderer:not(:has(.o_data_row:contains(Due in three weeks)))",
        },
        {
            content: "what is overdue is counted",
            trigger: ".o_center_counter[data-counter=overdue]:not(:contains(/^0/))",
        },
        {
            content: "the counters stand above the cards too",
            trigger: ".o_switch_view.o_kanban",
            run: "click",
        },
        {
            trigger: ".o_kanban_view:has(.o_center_counter[data-counter=overdue]) .o_kanban_record:contains(Due tomorrow)",
        },
        {
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(Due tomorrow)",
        },
        {
            content: "look for the customer",
            trigger: ".o_center_customers",
            run: "click",
        },
        {
            content: "there is none: create one",
            trigger: ".modal .o_create_button",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input, .modal .o_field_widget[name=name] textarea",
            run: "edit Berta Tour",
        },
        {
            trigger: ".modal .o_field_widget[name=email] input",
            run: "edit berta.tour@example.com",
        },
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            content: "still in the Center",
            trigger: "body:not(:has(.modal)) .o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=name] input",
            run: "edit Tour machine",
        },
        {
            trigger: ".o_field_widget[name=partner_id] input",
            run: "edit Berta Tour",
        },
        {
            trigger: ".ui-autocomplete .dropdown-item:contains(Berta Tour)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=serial_number] input",
            run: "edit TOUR-1",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "saved, then extend it",
            trigger: ".o_form_saved button:contains(Extend)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Goodwill",
        },
        {
            trigger: ".modal button[name=action_extend]",
            run: "click",
        },
        {
            content: "the extension is kept",
            trigger: "body:not(:has(.modal)) .nav-link[name=extensions]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=extension_ids] .o_data_row:contains(Goodwill)",
        },
        {
            content: "e-mail the customer",
            trigger: "button[name=action_compose]",
            run: "click",
        },
        {
            content: "with the type's words",
            trigger: ".modal .o_field_widget[name=body]:contains(Tour machine)",
        },
        {
            trigger: ".modal button[name=action_send]",
            run: "click",
        },
        {
            content: "mark it done",
            trigger: "body:not(:has(.modal)) button[name=action_done]",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains(Done)",
        },
    ],
});
