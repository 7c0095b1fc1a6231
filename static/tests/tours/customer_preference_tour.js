import { registry } from "@web/core/registry";

const HISTORY = ".o_list_view:visible .o_data_row";

/** What the customer decided on the page is found by the clerk, and its proof printed. */
registry.category("web_tour.tours").add("customer_care_preference_proof", {
    steps: () => [
        {
            trigger: ".o_notebook .nav-link[name=customer_consents]",
            run: "click",
        },
        {
            trigger: "button:contains(View history):visible",
            run: "click",
        },
        {
            content: "the withdrawal by SMS, from the page",
            trigger: `${HISTORY}:contains(SMS):contains(Withdrawn)`,
        },
        {
            trigger: `${HISTORY}:contains(E-mail):contains(Agreed) td[name=event_time]`,
            run: "click",
        },
        {
            trigger: ".o_form_view:contains(I agree to receive offers)",
        },
        {
            trigger: "button[name=action_print_proof]",
            run: "click",
        },
        {
            content: "the client waits for the file and is free again",
            trigger: "body:not(:has(.o_blockUI)) button[name=action_print_proof]:enabled",
            // wkhtmltopdf takes its time on a busy machine
            timeout: 60000,
        },
    ],
});
