import { registry } from "@web/core/registry";

const inMenu = (name) => ({
    trigger: `.o-dropdown--menu .dropdown-item:contains(${name})`,
    run: "click",
});

/** The duplicates are looked at, deleted, and brought back from the maintenance log. */
registry.category("web_tour.tours").add("customer_care_phone_double", {
    steps: () => [
        {
            trigger: ".o_menu_sections [data-menu-xmlid='customer_care.menu_utilities']",
            run: "click",
        },
        inMenu("Delete duplicate phones"),
        {
            content: "what stays and what goes",
            trigger: ".modal .o_data_row:contains(+48 601-234-567)",
        },
        {
            trigger: ".modal footer button[name=action_delete]",
            run: "click",
        },
        {
            content: "the maintenance log has it",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name=name]:contains(Delete duplicate phones)",
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
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_arrow_button_current:contains(Undone)",
        },
    ],
});
