import { registry } from "@web/core/registry";

const page = "body:not(:has(.modal)) .o_form_view";

/** The day, the customers, the reasons of the others; deactivated, and back again. */
registry.category("web_tour.tours").add("customer_care_no_business", {
    steps: () => [
        {
            trigger: ".o_menu_sections [data-menu-xmlid='customer_care.menu_utilities']",
            run: "click",
        },
        {
            trigger:
                ".o-dropdown--menu .dropdown-item:contains(Delete customers with no invoices)",
            run: "click",
        },
        {
            content: "deactivating is the default",
            trigger: ".o_field_widget[name=mode] input[data-value=deactivate]:checked",
        },
        {
            trigger: ".o_field_widget[name=quotations] input",
            run: "click",
        },
        {
            trigger: "button[name=action_preview]",
            run: "click",
        },
        {
            content: "marked as one with old quotations only",
            trigger:
                ".o_field_widget[name=line_ids] .o_data_row:contains(Anna Alone):contains(Old quotations only)",
        },
        {
            trigger: "button[name=action_show_staying]",
            run: "click",
        },
        {
            content: "who stays, and why",
            trigger: ".o_list_view .o_data_row:contains(Ben Buyer):contains(invoices)",
        },
        {
            trigger: ".o_breadcrumb .o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            trigger: "button[name=action_run]:contains(Deactivate them)",
            run: "click",
        },
        {
            trigger: `${page} .o_field_widget[name=name]:contains(Delete customers with no invoices)`,
        },
        {
            trigger: ".o_form_view button[name=action_undo]",
            run: "click",
        },
        {
            trigger: ".modal footer .btn-primary",
            run: "click",
        },
        {
            trigger: `${page} .o_arrow_button_current:contains(Undone)`,
        },
    ],
});

/** For good: what is left is said, it has to be known, and the file is there. */
registry.category("web_tour.tours").add("customer_care_no_business_delete", {
    steps: () => [
        {
            trigger: ".o_menu_sections [data-menu-xmlid='customer_care.menu_utilities']",
            run: "click",
        },
        {
            trigger:
                ".o-dropdown--menu .dropdown-item:contains(Delete customers with no invoices)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=mode] input[data-value=delete]",
            run: "click",
        },
        {
            trigger: ".alert-danger:contains(cannot be brought back)",
        },
        {
            trigger: "button[name=action_preview]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=line_ids] .o_data_row:contains(Anna Alone)",
        },
        {
            trigger: ".o_field_widget[name=is_sure] input",
            run: "click",
        },
        {
            trigger: "button[name=action_run]:contains(Delete them for good)",
            run: "click",
        },
        {
            trigger: ".modal:contains(cannot be brought back) footer .btn-primary",
            run: "click",
        },
        {
            trigger: `${page} .o_arrow_button_current:contains(Done)`,
        },
        {
            content: "no undo, and a file of what went",
            trigger: `${page}:not(:has(button[name=action_undo])) button[name=action_file]`,
        },
    ],
});
