import { registry } from "@web/core/registry";

const FROM_MENU = ".o_form_view:not(:has(.breadcrumb-item))";

/** A search is built and saved, runs for labels and letters; the last labels once more. */
registry.category("web_tour.tours").add("customer_care_data_search", {
    steps: () => [
        { trigger: ".o_list_button_add", run: "click" },
        {
            content: "name it",
            trigger: ".o_field_widget[name=name] input, .o_field_widget[name=name] textarea",
            run: "edit Of the tour",
        },
        {
            content: "a condition: the town is offered first",
            trigger: ".o_field_customer_search_domain a:contains(New Rule)",
            run: "click",
        },
        {
            trigger: ".o_tree_editor_condition .o_model_field_selector:contains(City)",
            run: "click",
        },
        {
            content: "only what people know is offered",
            trigger:
                ".o_model_field_selector_popover:has(li[data-name=search_last_visit]):not(:has(li[data-name=message_ids]))",
        },
        {
            trigger: ".o_model_field_selector_popover li[data-name=city] button",
            run: "click",
        },
        {
            trigger: ".o_tree_editor_condition .o_tree_editor_editor input:not([readonly])",
            run: "edit Testowo && press Enter",
        },
        { trigger: ".o_field_widget[name=preview]:contains(Anna Test):contains(Bert Test)" },
        { trigger: ".nav-link:contains(Ways out)", run: "click" },
        { trigger: "[name=out_report] input", run: "uncheck" },
        { trigger: "[name=out_labels] input", run: "check" },
        { trigger: "[name=out_letters] input", run: "check" },
        { trigger: "[name=purpose_id] input", run: "edit Service" },
        { trigger: ".o-autocomplete--dropdown-item:contains(Service)", run: "click" },
        { trigger: "[name=letter_template_id] input", run: "edit Letter of the tour" },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(Letter of the tour)",
            run: "click",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_button_save:not(:visible)" },
        { trigger: "button[name=action_run]", run: "click" },
        {
            content: "both files are there",
            trigger: "[name=file_ids] .o_data_row:eq(1)",
            // PDFs take their time on a busy machine
            timeout: 60000,
        },
        {
            content: "the last labels again, from the menu",
            trigger: ".o_menu_sections button:contains(Reports)",
            run: "click",
        },
        { trigger: ".o-dropdown--menu a:contains(Last mailing labels)", run: "click" },
        {
            content: "come from a menu, with no way back to the search: the same run's screen had them too",
            trigger: `${FROM_MENU} [name=file_ids] .o_data_row:contains(Mailing labels) button[name=action_print]`,
        },
        {
            content: "it printed well",
            trigger:
                "[name=file_ids] .o_data_row:contains(Mailing labels) button[name=action_printed_well]",
            run: "click",
        },
        { trigger: "[name=file_ids] .badge:contains(/^Printed/)" },
    ],
});
