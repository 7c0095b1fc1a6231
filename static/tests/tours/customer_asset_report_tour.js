import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const PAGE = ":iframe .cc_turnover";
const line = (label, words) =>
    words.map((word) => `${PAGE} tr:contains(${label}) td:contains(${word})`);

/** Vehicles by odometer: the dialog, the report on screen, the pivot behind it. */
tours.add("customer_care_vehicle_analysis", {
    steps: () => [
        { trigger: ".modal .o_radio_item:contains(Month) input", run: "click" },
        { trigger: ".modal .o_form_label:contains(Month of)" },
        { trigger: ".modal .o_radio_item:contains(Year) input", run: "click" },
        { trigger: ".modal .o_form_label:contains(Year of)" },
        { trigger: ".modal [name=with_years] input", run: "click" },
        { trigger: ".modal button[name=action_show]", run: "click" },
        { trigger: `${PAGE} .cc_title:contains(Vehicle analysis)` },
        ...line("Up to 49,999 km", ["300.00"]).map((trigger) => ({ trigger })),
        ...line("2021", ["300.00"]).map((trigger) => ({ trigger })),
        ...line("No reading", ["50.00"]).map((trigger) => ({ trigger })),
        ...line("Total", ["350.00"]).map((trigger) => ({ trigger })),
        { trigger: ".o_control_panel button:contains(Print)" },
    ],
});

tours.add("customer_care_vehicle_pivot", {
    steps: () => [
        { trigger: ".modal button[name=action_analyse]", run: "click" },
        { trigger: ".o_pivot th:contains(Up to 49,999 km)" },
        { trigger: ".o_pivot td:contains(350.00)" },
        { trigger: ".o_switch_view.o_list", run: "click" },
        { trigger: ".o_data_row:contains(Octavia)" },
    ],
});

/** A customer with many vehicles is proposed, marked, and in the report at once. */
tours.add("customer_care_fleet_activity", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Anna Kowalska) button[name=action_mark_fleet]",
            run: "click",
        },
        { trigger: ".o_view_nocontent:contains(Nobody is proposed)" },
        { trigger: ".o_main_navbar button:contains(Reports)", run: "click" },
        { trigger: ".o-dropdown--menu .dropdown-item:contains(Fleet activity)", run: "click" },
        { trigger: ".modal [name=partner_ids]" },
        { trigger: ".modal button[name=action_show]", run: "click" },
        { trigger: `${PAGE} .cc_title:contains(Fleet activity)` },
        ...line("Anna Kowalska", ["Vehicles: 2", "350.00"]).map((trigger) => ({ trigger })),
        ...line("Octavia", ["300.00"]).map((trigger) => ({ trigger })),
        ...line("Post of Praga", ["No visit"]).map((trigger) => ({ trigger })),
    ],
});
