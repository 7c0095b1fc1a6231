import { registry } from "@web/core/registry";

/** Follow-ups are switched on in the settings; the menu is loaded anew. */
registry.category("web_tour.tours").add("customer_care_follow_up_settings", {
    steps: () => [
        {
            trigger: ".o_dialog [name=customer_follow_ups] input:not(:checked)",
            run: "click",
        },
        {
            trigger: ".o_dialog button[name=action_save]",
            run: "click",
            expectUnloadPage: true,
        },
        { trigger: ".o_web_client" },
    ],
});

const choose = (field, name) => [
    { trigger: `[name=${field}] input`, run: `edit ${name}` },
    { trigger: `.o-autocomplete--dropdown-item:contains(${name})`, run: "click" },
];

/**
 * The oil change is defined, shows whom it would reach, is switched on, makes labels and
 * postcards, and what was sent is cleaned up.
 */
registry.category("web_tour.tours").add("customer_care_follow_up", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        {
            trigger: ".o_field_widget[name=name] input, .o_field_widget[name=name] textarea",
            run: "edit Oil change of the tour",
        },
        ...choose("search_id", "Vehicles of the tour"),
        { trigger: "[name=purpose_id] input:value(Service)" },
        {
            trigger: "[name=trigger] input, [name=trigger] select",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(A service is expected)",
            run: "click",
        },
        { trigger: ".o_field_widget[name=delay] input", run: "edit -14" },
        {
            content: "a postcard",
            trigger: "[name=step_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        { trigger: "[name=step_ids] .o_selected_row [name=channel] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(Postcard)", run: "click" },
        {
            content: "and its label",
            trigger: "[name=step_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            trigger:
                "[name=step_ids] .o_data_row:eq(1).o_selected_row [name=channel] input",
            run: "click",
        },
        { trigger: ".o_select_menu_item:contains(Label)", run: "click" },
        {
            content: "it says whom it would reach",
            trigger: "button[name=action_preview]:contains(Switch on)",
            run: "click",
        },
        {
            trigger: ".o_dialog .o_data_row:contains(Anna Test):contains(At once)",
        },
        {
            trigger: ".o_dialog .o_data_row:contains(Bert Test):contains(Later)",
        },
        { trigger: ".o_dialog button[name=action_switch_on]", run: "click" },
        {
            trigger: "body:not(:has(.o_dialog)) button[name=action_make]",
            run: "click",
        },
        {
            content: "both files are there",
            trigger: "[name=file_ids] .o_data_row:contains(Postcards)",
            // PDFs take their time on a busy machine
            timeout: 60000,
        },
        {
            trigger:
                "[name=file_ids] .o_data_row:contains(Postcards) button[name=action_printed_well]",
            run: "click",
        },
        {
            trigger:
                "[name=file_ids] .o_data_row:contains(Postcards) .badge:contains(/^Printed/)",
        },
        {
            trigger:
                "[name=file_ids] .o_data_row:contains(Mailing labels) button[name=action_printed_well]",
            run: "click",
        },
        {
            trigger:
                "[name=file_ids] .o_data_row:contains(Mailing labels) .badge:contains(/^Printed/)",
        },
        {
            trigger: ".o_menu_sections button:contains(Searches)",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu a:contains(Follow-up maintenance)",
            run: "click",
        },
        { trigger: ".o_list_view .o_data_row:contains(Anna Test):contains(Sent):eq(1)" },
        { trigger: ".o_list_view thead .o_list_record_selector input", run: "click" },
        {
            trigger: ".o_control_panel button[name=action_clean_up_follow_ups]",
            run: "click",
        },
        { trigger: ".o_list_view:not(:has(.o_data_row)), .o_view_nocontent" },
    ],
});
