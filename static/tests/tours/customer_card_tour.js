import { registry } from "@web/core/registry";

const page = (name) => `.o_notebook .nav-link[name=${name}]`;
const search = (text) => [
    {
        content: `look for ${text}`,
        trigger: ".o_searchview_input",
        run: `edit ${text}`,
    },
    {
        trigger: ".o_searchview_input",
        run: "press Enter",
    },
    {
        trigger: `.o_searchview_facet:contains(${text})`,
    },
];
const forget = {
    trigger: ".o_searchview_facet:contains(Customer) .o_facet_remove",
    run: "click",
};

/**
 * The first day of a customer: two phones, two interests and a group of measurements,
 * found again by the last six digits, and by the old code when the code was changed.
 */
registry.category("web_tour.tours").add("customer_care_card", {
    steps: () => [
        {
            trigger: ".o_list_button_add",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=name] input, .o_field_widget[name=name] textarea",
            run: "edit Celina Tour",
        },
        {
            trigger: ".o_field_widget[name=phone] input",
            run: "edit 601 987 321",
        },
        {
            content: "the second number",
            trigger: page("customer_phones"),
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=customer_phone_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=customer_phone_ids] .o_selected_row [name=number] input",
            run: "edit 22 826 65 43 wew. 12",
        },
        {
            trigger: page("customer_interests"),
            run: "click",
        },
        {
            trigger: "li[data-interest=Tea] label",
            run: "click",
        },
        {
            trigger: "li[data-interest=Tea] input:checked",
        },
        {
            trigger: "li[data-interest=Books] label",
            run: "click",
        },
        {
            trigger: "li[data-interest=Books] input:checked",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
        {
            trigger: page("customer_phones"),
            run: "click",
        },
        {
            content: "the extension was read from what was typed",
            trigger: ".o_field_widget[name=customer_phone_ids] .o_data_row:contains(826 65 43) [name=extension]:contains(12)",
        },
        {
            trigger: page("customer_measurements"),
            run: "click",
        },
        {
            trigger: "button[name=action_new_measurements]",
            run: "click",
        },
        {
            trigger: ".modal tr[data-measurement=Collar] input:focus",
            run: "edit 39",
        },
        {
            trigger: ".modal tr[data-measurement=Collar] input",
            run: "press Tab",
        },
        {
            trigger: ".modal tr[data-measurement=Sleeve] input:focus",
            run: "edit 64",
        },
        {
            trigger: ".modal tr[data-measurement=Sleeve] input",
            run: "press Enter",
        },
        {
            trigger: "body:not(:has(.modal)) tr[data-measurement=Sleeve]:contains(64)",
        },
        {
            content: "back to the list",
            trigger: ".o_back_button, .breadcrumb-item a:contains(Customers)",
            run: "click",
        },
        ...search("987321"),
        {
            content: "found by the last six digits, and nobody else",
            trigger: ".o_list_table:has(.o_data_row:contains(Celina Tour)):not(:has(.o_data_row:contains(Other Tour)))",
        },
        {
            content: "change the code from the menu of the row",
            trigger: ".o_data_row:contains(Celina Tour) .o_customer_operations button",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu [data-operation=change_code]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=new_code] input:focus",
            run: "edit CELINA-1",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit her own wish",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input:value(her own wish)",
        },
        {
            trigger: ".modal button[name=action_change]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_data_row:contains(CELINA-1)",
        },
        forget,
        ...search("TOUR-OLD"),
        {
            content: "the old code still finds her",
            trigger: ".o_list_table:has(.o_data_row:contains(Celina Tour):contains(CELINA-1)):not(:has(.o_data_row:contains(Other Tour)))",
        },
    ],
});
