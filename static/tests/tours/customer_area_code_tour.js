import { registry } from "@web/core/registry";

const typed = (name, text) => ({
    trigger: `.modal .o_field_widget[name=${name}] input`,
    run: `edit ${text}`,
});
const button = (name) => ({
    trigger: `.modal button[name=${name}]`,
    run: "click",
});

/** The old code, the cities, the new code, each number, and back again. */
registry.category("web_tour.tours").add("customer_care_area_code", {
    steps: () => [
        {
            trigger: ".o_menu_sections [data-menu-xmlid='customer_care.menu_utilities']",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .dropdown-item:contains(Change area code)",
            run: "click",
        },
        typed("old_code", "0171"),
        button("action_find"),
        {
            content: "London with two numbers, Watford is left out",
            trigger: ".modal .o_data_row:contains(London):contains(2)",
        },
        {
            trigger:
                ".modal .o_data_row:contains(Watford) td[name=is_chosen] input[type=checkbox]",
            run: "click",
        },
        {
            trigger:
                ".modal .o_data_row:contains(Watford) td[name=is_chosen] input:not(:checked)",
        },
        typed("new_code", "0207"),
        button("action_preview"),
        {
            content: "each number before and after",
            trigger:
                ".modal .o_data_row:contains(0171 930 4832):contains(0207 930 4832)",
        },
        {
            trigger: ".modal:not(:contains(0171 930 5000))",
        },
        button("action_change"),
        {
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name=name]:contains(Change area code)",
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
