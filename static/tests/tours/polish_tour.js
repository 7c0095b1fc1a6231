import { registry } from "@web/core/registry";

/** The main path once more, by someone whose language is Polish: every word met is. */
registry.category("web_tour.tours").add("customer_care_polish", {
    steps: () => [
        {
            content: "the filter the Center opens with",
            trigger: ".o_searchview_facet:contains(Do wykonania)",
        },
        {
            trigger: ".o_menu_sections button:contains(Działania)",
        },
        {
            trigger: ".o_center_counter[data-counter=overdue]:contains(Przeterminowane)",
        },
        {
            content: "who the customer is",
            trigger: ".o_data_row:contains(Ekspres do kawy)",
        },
        {
            trigger: ".o_data_row:contains(Ekspres do kawy) td[name=name]",
            run: "click",
        },
        {
            trigger: ".o_form_view button:contains(Przedłuż)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Na życzenie klienta",
        },
        {
            content: "a dialog asks in Polish, too",
            trigger: ".modal-footer button[name=action_extend]:contains(Przedłuż)",
            run: "click",
        },
        {
            content: "what it kept",
            trigger: "body:not(:has(.modal)) .nav-link[name=extensions]:contains(Przedłużenia)",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=extension_ids] .o_data_row:contains(Na życzenie)",
        },
        {
            trigger: "button[name=action_done]:contains(Oznacz jako wykonane)",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains(Wykonane)",
        },
    ],
});
