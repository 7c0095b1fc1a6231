import { registry } from "@web/core/registry";

const ROW = ".o_notebook .o_list_view .o_data_row";
const text = (words) => ({
    trigger: ".modal .o_field_widget[name=body] textarea",
    run: `edit ${words}`,
});

/** An SMS is planned from the customer, changed, cancelled; the history shows it. */
registry.category("web_tour.tours").add("customer_care_sms", {
    steps: () => [
        {
            trigger: ".o_notebook .nav-link[name=customer_sms]",
            run: "click",
        },
        {
            content: "what core sent is there already",
            trigger: `${ROW}:contains(From the chatter):contains(Sent)`,
        },
        {
            trigger: ".o_notebook button[name=action_write_sms]",
            run: "click",
        },
        {
            content: "a mobile is proposed, not the primary landline",
            trigger: ".modal .o_field_widget[name=phone_id] input:value(601 234 567)",
        },
        text("Zażółć"),
        {
            trigger: ".modal .o_customer_sms_length:contains(6 of 70):contains(1 SMS):contains(UCS-2)",
        },
        text("Glasses ready: 10 €"),
        {
            content: "the euro counts twice",
            trigger: ".modal .o_customer_sms_length:contains(20 of 160):contains(GSM-7)",
        },
        {
            trigger: ".modal .o_field_widget[name=scheduled_at] :is(button, input)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=scheduled_at] input",
            run: "edit 12/31/2098 10:00:00 && press Enter",
        },
        {
            trigger: ".modal footer button[name=action_send]:contains(Send)",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${ROW}:contains(Glasses ready):contains(Planned) button[name=action_change_sms]`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=body] textarea:value(Glasses ready: 10 €)",
        },
        text("Glasses ready for Anna"),
        {
            trigger: ".modal footer button[name=action_send]:contains(Save)",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${ROW}:contains(Glasses ready for Anna) button[name=action_cancel_sms]`,
            run: "click",
        },
        {
            trigger: `${ROW}:contains(Glasses ready for Anna):contains(Cancelled):not(:has(button[name=action_change_sms]))`,
        },
        {
            trigger: `${ROW}:contains(From the chatter)`,
        },
    ],
});
