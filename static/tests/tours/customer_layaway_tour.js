import { registry } from "@web/core/registry";

// Booking makes an invoice and a payment, which takes its time on a busy machine.
const timeout = 60000;
const SHOWN = "body:not(:has(.modal)) .o_customer_layaway:visible";

/** Two clicks, the proposal is taken. */
const pay = (amount) => [
    {
        trigger: "body:not(:has(.modal)) button[name=action_layaway_payment]:visible",
        run: "click",
    },
    {
        trigger: `.modal .o_field_widget[name=amount] input:value(${amount})`,
    },
    {
        trigger: ".modal button[name=action_take]",
        run: "click",
    },
];

registry.category("web_tour.tours").add("customer_care_layaway", {
    steps: () => [
        {
            trigger: "button[name=action_layaway]:visible",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=line_ids] .o_data_row:nth-child(3)",
        },
        {
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            trigger: `${SHOWN}:contains(300.00)`,
            timeout,
        },
        ...pay("100.00"),
        {
            trigger: `${SHOWN}:contains(200.00)`,
            timeout,
        },
        {
            trigger: "body:not(:has(.modal)) button[name=action_layaway_payment]:visible",
            run: "click",
        },
        {
            content: "the rest at once",
            trigger: ".modal .o_field_widget[name=amount] input",
            run: "edit 200.00",
        },
        {
            trigger: ".modal button[name=action_take]",
            run: "click",
        },
        {
            trigger: `${SHOWN}:contains(It can be handed over)`,
            timeout,
        },
        {
            trigger: "body:not(:has(button[name=action_layaway_payment]:visible))",
        },
        {
            trigger: ".nav-link[name=customer_layaway]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=layaway_instalment_ids] .o_data_row:nth-child(3)",
        },
    ],
});

registry.category("web_tour.tours").add("customer_care_layaway_cancelled", {
    steps: () => [
        {
            trigger: ".nav-link[name=customer_layaway]",
            run: "click",
        },
        {
            trigger: "button[name=action_layaway_cancel]:visible",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=preview]:contains(100.00 were paid)",
        },
        {
            trigger: ".modal .o_field_widget[name=fee] input",
            run: "edit 15.00",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Changed her mind",
        },
        {
            trigger: ".modal .o_field_widget[name=preview]:contains(85.00 are paid back)",
        },
        {
            trigger: ".modal button[name=action_cancel]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Cancelled)",
            timeout,
        },
    ],
});

registry.category("web_tour.tours").add("customer_care_layaway_page", {
    steps: () => [
        {
            trigger: ".nav-link[name=customer_layaways]",
            run: "click",
        },
        {
            trigger: ".o_customer_layaways_page [data-figure=balance]:contains(300.00)",
        },
        {
            trigger: ".o_customer_layaways_page button[name=layaway_payment]",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_take]",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_customer_layaways_page .badge:contains(Paid)",
            timeout,
        },
    ],
});
