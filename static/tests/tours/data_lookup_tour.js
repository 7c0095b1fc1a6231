import { registry } from "@web/core/registry";

/** A name is typed; places are listed with what becomes of them; one is opened. */
registry.category("web_tour.tours").add("customer_care_data_lookup", {
    steps: () => [
        {
            trigger: ".o_form_view .o_field_widget[name=text] input",
            run: "edit Anna Marker",
        },
        { trigger: "button[name=action_look]", run: "click" },
        {
            content: "the customer who is meant",
            trigger: ".o_field_widget[name=partner_ids] .badge:contains(Anna Marker)",
        },
        {
            content: "every place, counted",
            trigger: ".o_field_widget[name=summary]:contains(records in)",
        },
        {
            trigger:
                ".o_data_row:has(td[name=name]:contains(/^Note$/)):contains(Emptied) button[name=action_open]",
            run: "click",
        },
        {
            content: "the note itself",
            trigger: ".o_list_view .o_data_row:contains(A note of the tour)",
        },
    ],
});

/** The administrator sees what each addon keeps, and narrows it down. */
registry.category("web_tour.tours").add("customer_care_data_map", {
    steps: () => [
        {
            trigger: ".o_list_view .o_group_header:contains(Customer Care)",
            run: "click",
        },
        {
            trigger: ".o_group_header:contains(Change of a customer)",
            run: "click",
        },
        {
            content: "a column and its fate",
            trigger: ".o_data_row td[name=anonymise]:contains(Emptied)",
        },
        { trigger: ".o_searchview_dropdown_toggler", run: "click" },
        {
            trigger: ".o_filter_menu .dropdown-item:contains(Kept by law)",
            run: "click",
        },
        {
            trigger: ".o_searchview_facet:contains(Kept by law)",
        },
        {
            trigger: ".o_list_view .o_group_header:contains(Invoicing)",
        },
    ],
});
