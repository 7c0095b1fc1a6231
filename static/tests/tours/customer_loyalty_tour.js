import { registry } from "@web/core/registry";

const PAGE = ".o_customer_loyalty";

const openPage = (rate) => [
    {
        trigger: ".nav-link[name=customer_loyalty]",
        run: "click",
    },
    {
        trigger: `${PAGE} .o_customer_rate:contains(${rate} %)`,
    },
];

/** The manager gives another rate and says why; the page has it at once. */
registry.category("web_tour.tours").add("customer_care_rate_manager", {
    steps: () => [
        ...openPage(100),
        {
            trigger: `${PAGE} .o_customer_rate button:contains(Change)`,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=rate] input",
            run: "edit 501",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Ten years with us",
        },
        {
            trigger: ".modal button[name=action_change]",
            run: "click",
        },
        {
            content: "more than 500 is refused in a sentence",
            trigger: ".modal:contains(a number from 0 to 500 percent) .modal-footer button:contains(Close)",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=rate] input",
            run: "edit 150",
        },
        {
            trigger: ".modal button[name=action_change]",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${PAGE} .o_customer_rate:contains(150 %)`,
        },
    ],
});

/** The clerk reads the rate and has no button for it. */
registry.category("web_tour.tours").add("customer_care_rate_clerk", {
    steps: () => [
        ...openPage(150),
        {
            trigger: `${PAGE}:not(:has(button))`,
        },
    ],
});

/** The seller confirms an order of 100.00. */
registry.category("web_tour.tours").add("customer_care_rate_order", {
    steps: () => [
        {
            trigger: ".o_statusbar_buttons button[name=action_confirm]:visible",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Sales Order)",
        },
    ],
});

/** The points stand on the customer's page, with the order that gave them. */
registry.category("web_tour.tours").add("customer_care_rate_points", {
    steps: () => [
        ...openPage(150),
        {
            trigger: `${PAGE} table:first-of-type tbody tr:contains(loyalty):contains(150)`,
        },
        {
            trigger: `${PAGE} tbody tr:contains(Order):contains(150)`,
        },
    ],
});
