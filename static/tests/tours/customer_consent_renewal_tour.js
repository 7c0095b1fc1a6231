import { registry } from "@web/core/registry";

const ROW = ".o_list_view .o_data_row:contains(Anna Kowalska)";

/** From the list of what ends soon to the planned message that asks. */
registry.category("web_tour.tours").add("customer_care_consent_renewal", {
    steps: () => [
        {
            trigger: `${ROW}:contains(Agreed)`,
        },
        {
            trigger: `${ROW} .o_list_record_selector`,
            run: "click",
        },
        {
            trigger: "button[name=action_ask_renewal]",
            run: "click",
        },
        {
            trigger: ".modal [name=ask_count]:contains(1)",
        },
        {
            trigger: ".modal button[name=action_ask]",
            run: "click",
        },
        {
            content: "the messages: hers is planned",
            trigger: ".o_breadcrumb:contains(Messages)",
        },
        {
            trigger: `${ROW}:contains(Planned)`,
        },
        {
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "asked already, so nobody is asked again",
            trigger: `${ROW} [name=renewal_asked_at]:not(:empty)`,
        },
    ],
});
