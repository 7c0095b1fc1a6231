import { registry } from "@web/core/registry";

const CONFIRM = ".o_statusbar_buttons button[name=action_confirm]:visible";
const BANNER = ".o_customer_account_stop";

/** The clerk reads why before and after Confirm, and the order stays a quotation. */
const stopped = (words) => [
    {
        trigger: `${BANNER}:contains(${words})`,
    },
    {
        content: "who may not release has no button for it",
        trigger: "body:not(:has(button[name=action_release_account]:visible))",
    },
    {
        trigger: CONFIRM,
        run: "click",
    },
    {
        trigger: `.modal:contains(${words})`,
    },
    {
        trigger: ".modal .modal-footer button",
        run: "click",
    },
    {
        trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains(Quotation)",
    },
];

registry.category("web_tour.tours").add("customer_care_account_held", {
    steps: () => stopped("is on hold"),
});

registry.category("web_tour.tours").add("customer_care_account_limit", {
    steps: () => stopped("over the limit"),
});

registry.category("web_tour.tours").add("customer_care_account_released", {
    steps: () => [
        {
            trigger: "button[name=action_release_account]:visible",
            run: "click",
        },
        {
            content: "it says again what stands against it",
            trigger: ".modal .alert:contains(over the limit)",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit They pay on Friday",
        },
        {
            trigger: ".modal button[name=action_release]",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)):not(:has(${BANNER}:visible)) ${CONFIRM}`,
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Sales Order)",
        },
    ],
});

/** The page is asked when its tab is opened, and shows the new status at once. */
registry.category("web_tour.tours").add("customer_care_account_page", {
    steps: () => [
        {
            content: "the badge by the name",
            trigger: ".o_field_widget[name=account_summary]:contains(On account)",
        },
        {
            trigger: ".nav-link[name=customer_account]",
            run: "click",
        },
        {
            trigger: ".o_customer_account_page [data-figure=balance]:contains(120.00)",
        },
        {
            trigger: ".o_customer_account_page .o_customer_item:contains(120.00)",
        },
        {
            trigger: ".o_customer_account_page button[name=account_status]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=status] .o_radio_item:contains(On hold) input",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Owes for March",
        },
        {
            trigger: ".modal button[name=action_change]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_customer_account_page .badge:contains(On hold)",
        },
        {
            trigger: ".o_customer_account_page:contains(Owes for March)",
        },
        {
            trigger: ".o_field_widget[name=account_summary]:contains(On hold)",
        },
    ],
});
