import { registry } from "@web/core/registry";

/** Three records of one customer are merged from the list, a name is chosen, and it is undone. */
registry.category("web_tour.tours").add("customer_care_merge", {
    steps: () => [
        {
            content: "the three records",
            trigger: ".o_list_view .o_data_row:contains(Merge Tour One) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Merge Tour Two) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Merge Tour Three) .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_cp_action_menus .dropdown-toggle:contains(Actions)",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .o_menu_item:contains(Merge customers)",
            run: "click",
        },
        {
            content: "the oldest one is proposed to stay",
            trigger: ".modal .o_field_widget[name=survivor_id] input:value(Merge Tour One)",
        },
        {
            content: "take the name of another",
            trigger: ".modal .o_data_row:contains(Name):contains(Merge Tour Two) .o_boolean_toggle input",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_preview]",
            run: "click",
        },
        {
            content: "what moves is counted",
            trigger: ".modal .o_field_widget[name=count_ids] .o_data_row:contains(Sales Order)",
        },
        {
            trigger: ".modal button[name=action_merge]",
            run: "click",
        },
        {
            content: "the operation, with both who were merged",
            trigger: "body:not(:has(.modal)) .o_form_view .o_data_row:contains(Merge Tour Three)",
        },
        {
            trigger: "button[name=action_undo]",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        {
            content: "it is undone",
            trigger: ".o_form_view .o_statusbar_status .o_arrow_button_current:contains(Undone)",
        },
    ],
});
