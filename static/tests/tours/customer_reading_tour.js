import { registry } from "@web/core/registry";

const dialog = ".modal:has([name=exchange_start], [name=is_service])";

/**
 * The clerk enters a reading that is less than the last one, is asked, and says that the
 * clock was exchanged: the total goes on.
 */
registry.category("web_tour.tours").add("customer_care_reading", {
    steps: () => [
        {
            trigger: ".o_data_row td:contains(Octavia Tour)",
            run: "click",
        },
        {
            content: "a new reading",
            trigger: ".o_form_view button[name=action_new_reading]",
            run: "click",
        },
        {
            trigger: `${dialog} .o_field_widget[name=last]:contains(52,300 km)`,
        },
        {
            trigger: `${dialog} .o_field_widget[name=value] input`,
            run: "edit 1150",
        },
        {
            trigger: `${dialog} .o_field_widget[name=note] input`,
            run: "edit new dashboard",
        },
        {
            content: "it asks, and names both readings",
            trigger: `${dialog} .alert:contains(1,150 km):contains(is less than 52,300 km)`,
        },
        {
            content: "the clock was exchanged",
            trigger: `${dialog} .alert .o_field_widget[name=is_exchange] input`,
            run: "click",
        },
        {
            trigger: `${dialog} .o_field_widget[name=exchange_end] input`,
            run: "edit 52,400",
        },
        {
            trigger: `${dialog} button[name=action_save]`,
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_view .o_field_widget[name=odometer]:contains(1,150)",
        },
        {
            content: "all readings",
            trigger: ".oe_stat_button[name=action_open_readings], button[name=action_open_readings]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(1,150)",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(52,300)",
        },
    ],
});
