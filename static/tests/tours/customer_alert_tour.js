import { registry } from "@web/core/registry";

const LINE = ".o_field_customer_alerts .o_customer_alert";

const choose = (name) => [
    {
        trigger: ".o_field_widget[name=partner_id] input",
        run: `edit ${name}`,
    },
    {
        trigger: `.ui-autocomplete .dropdown-item:contains(${name})`,
        run: "click",
    },
];

/** Enter in the dialog says it was read; the order can be confirmed. */
registry.category("web_tour.tours").add("customer_care_alert_read", {
    steps: () => [
        ...choose("Anna Kowalska"),
        {
            content: "the dialog waits on its button",
            trigger: ".o_customer_alert_dialog:contains(Cash only) .btn-primary:focus",
            run: "press Enter",
        },
        {
            content: "the line stays, without a button",
            trigger: `body:not(:has(.modal)) ${LINE}:contains(Cash only):contains(You have read it)`,
        },
        {
            trigger: `${LINE}[data-kind=notice]:contains(Deaf)`,
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_confirm]:visible",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Sales Order)",
        },
        {
            content: "the saved order shows it too",
            trigger: `${LINE}:contains(Cash only):contains(You have read it)`,
        },
    ],
});

/** Escape leaves it unread: confirming is refused until the button is clicked. */
registry.category("web_tour.tours").add("customer_care_alert_unread", {
    steps: () => [
        ...choose("Anna Kowalska"),
        {
            trigger: ".o_customer_alert_dialog .btn-primary:focus",
            run: "press Escape",
        },
        {
            trigger: "body:not(:has(.modal)) .o_statusbar_buttons button[name=action_confirm]:visible",
            run: "click",
        },
        {
            trigger: ".modal:contains(Read the alerts first):contains(Anna Kowalska: Cash only)",
        },
        {
            trigger: ".modal .modal-footer button:visible",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${LINE} button:contains(I have read it)`,
            run: "click",
        },
        {
            trigger: `${LINE}:contains(You have read it)`,
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_confirm]:visible",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(Sales Order)",
        },
    ],
});

/** An alert is added from the customer's form, seen there, and listed. */
registry.category("web_tour.tours").add("customer_care_alert_add", {
    steps: () => [
        {
            trigger: "body:not(:has(.o_customer_alert)) button[name=action_add_alert]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=name] input",
            run: "edit Bites",
        },
        {
            trigger: ".modal .modal-footer button:contains(Add alert)",
            run: "click",
        },
        {
            content: "the form shows it at once, without asking to acknowledge",
            trigger: `body:not(:has(.modal)) ${LINE}:contains(Bites):not(:has(button:contains(I have)))`,
        },
        {
            trigger: `${LINE} button:contains(All alerts)`,
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Bites)",
        },
    ],
});
