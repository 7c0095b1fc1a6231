import { registry } from "@web/core/registry";

const CONDITION = ".o_tree_editor_condition";
const pick = (select, label) => ({
    content: label,
    trigger: `${CONDITION} ${select}`,
    run: `selectByLabel ${label}`,
});

/** Conditions on dates that stay right tomorrow are made, changed and read. */
registry.category("web_tour.tours").add("customer_care_search_date", {
    steps: () => [
        { trigger: ".o_data_row td[name=name]:contains(Of the dates)", run: "click" },
        {
            content: "a year ago, as a program has written it",
            trigger: `${CONDITION} .o_relative_date .o_relative_count:value(12)`,
        },
        { trigger: `body:not(:has(${CONDITION}:contains(Not a valid)))` },
        { trigger: ".o_field_widget[name=preview]:contains(Anna Test)" },
        pick(".o_relative_date select", "years ago"),
        { trigger: `${CONDITION} .o_relative_count`, run: "edit 99 && press Enter" },
        { trigger: ".o_field_widget[name=preview]:contains(Nobody is found)" },
        pick(".o_tree_editor_editor:nth-child(2) select", "is in"),
        pick(".o_relative_range select", "In the last"),
        { trigger: `${CONDITION} .o_relative_range .o_relative_count:value(30)` },
        pick(".o_relative_range label:last-child select", "years"),
        { trigger: ".o_field_widget[name=preview]:contains(Anna Test)" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_button_save:not(:visible)" },
        {
            content: "it is read as it was written",
            trigger: `${CONDITION} .o_relative_range .o_relative_count:value(30)`,
        },
        pick(".o_relative_range select", "In the next"),
        { trigger: ".o_field_widget[name=preview]:contains(Nobody is found)" },
        pick(".o_relative_range select", "Custom range"),
        {
            content: "both ends may be counted from today",
            trigger: `${CONDITION} .o_relative_range .o_relative_date:eq(1)`,
        },
        pick(".o_relative_date:eq(0) select", "years ago"),
        pick(".o_relative_date:eq(1) select", "today"),
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_button_save:not(:visible)" },
        { trigger: ".o_back_button, .breadcrumb-item a", run: "click" },
        { trigger: ".o_data_row td[name=name]:contains(Shared dates)", run: "click" },
        {
            content: "who may only read it reads words",
            trigger: `${CONDITION}:contains(before):contains(2 years ago)`,
        },
        { trigger: `${CONDITION}:contains(between):contains(5 days ago):contains(today)` },
    ],
});
