import { registry } from "@web/core/registry";

/** A search is scheduled on its own page, run now, and what was handed over is opened. */
registry.category("web_tour.tours").add("customer_care_search_schedule", {
    steps: () => [
        { trigger: ".o_data_row td[name=name]:contains(Of the schedule)", run: "click" },
        { trigger: ".nav-link:contains(Schedule)", run: "click" },
        { trigger: "button[name=action_schedule]", run: "click" },
        {
            content: "the files of the search are ticked",
            trigger: ".o_field_widget[name=out_report] input:checked",
        },
        { trigger: ".o_field_widget[name=out_csv] input", run: "check" },
        { trigger: ".o_field_widget[name=interval] input", run: "click" },
        { trigger: ".o_select_menu_item:contains(Every day)", run: "click" },
        { trigger: ".o_form_view:not(:has(.o_field_widget[name=weekday]))" },
        { trigger: ".o_field_widget[name=hour] input", run: "edit 25:00" },
        { trigger: ".o_form_button_save", run: "click" },
        {
            content: "a wrong hour is said",
            trigger: ".modal-body:contains(between 00:00 and 23:59)",
        },
        { trigger: ".modal-footer .btn-primary", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_field_widget[name=hour] input", run: "edit 06:30" },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_field_widget[name=next_run]" },
        { trigger: "button[name=action_run_now]", run: "click" },
        {
            trigger: ".o_arrow_button_current:contains(Handed over)",
            // the PDF takes its time on a busy machine
            timeout: 60000,
        },
        { trigger: "[name=file_ids] .o_data_row:eq(1)" },
        { trigger: ".nav-link:contains(Handed to)", run: "click" },
        { trigger: "[name=line_ids] .o_data_row:contains(Level 2)" },
        {
            content: "back on the search, where it stands",
            trigger: ".breadcrumb-item a:contains(Of the schedule):first",
            run: "click",
        },
        { trigger: ".o_last_breadcrumb_item:contains(Of the schedule)" },
    ],
});
