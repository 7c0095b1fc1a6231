import { registry } from "@web/core/registry";

/** The owner looks at the calendar, stops a batch with a reason, and takes it back. */
registry.category("web_tour.tours").add("customer_care_planned", {
    steps: () => [
        {
            content: "each day says how many and what they cost",
            trigger: ".o_calendar_view .fc-event:contains(SMS: 2)",
            run: "click",
        },
        {
            trigger: ".o_cw_popover:contains(Written by hand) .o_cw_popover_edit, .o_cw_popover a:contains(View), .o_cw_popover .o_cw_popover_edit",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_stop]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit The workshop is closed",
        },
        {
            trigger: ".modal footer button[name=action_apply]:visible:contains(Stop)",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_calendar_view, body:not(:has(.modal)) .o_form_view",
        },
    ],
});

/** What was stopped is taken back in the list of decisions. */
registry.category("web_tour.tours").add("customer_care_planned_back", {
    steps: () => [
        {
            trigger: ".o_list_view .o_data_row:contains(The workshop is closed) button[name=action_take_back]",
            run: "click",
        },
        {
            trigger: ".o_view_nocontent",
        },
    ],
});

/** The clerk tags a customer at the counter: which one, when, remark. */
registry.category("web_tour.tours").add("customer_care_follow_up_tag", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Anna Tour) .o_customer_operations button",
            run: "click",
        },
        {
            trigger: ".dropdown-item:contains(Tag for follow-up)",
            run: "click",
        },
        {
            content: "whom it is about is said",
            trigger: ".modal .o_field_widget[name=what]:contains(Anna Tour)",
        },
        {
            trigger: ".modal .o_field_widget[name=follow_up_id] input",
            run: "edit Tyres of the tour",
        },
        {
            trigger: ".ui-autocomplete .dropdown-item:contains(Tyres of the tour)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=remark] input",
            run: "edit Asked at the counter",
        },
        {
            trigger: ".modal footer button[name=action_apply]:contains(Tag)",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_list_view",
        },
    ],
});
