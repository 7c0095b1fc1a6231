import { registry } from "@web/core/registry";
import {
    addProduct,
    chooseCustomer,
    clickCustomer,
    clickMethod,
    openCustomers,
    openRegister,
    paid,
    pay,
    refused,
    searchCustomer,
    setOffline,
    typeCustomer,
} from "./till_steps";

const FLOUR = "AAA Till Flour";
const ACCOUNT = "Till Account";
const PANEL = ".o_customer_panel";
const BUTTON = ".product-screen .o_customer_panel_button";
const tours = registry.category("web_tour.tours");

/** On hold: refused with the sentence, before anything is paid; cash is taken. */
tours.add("customer_care_till_hold", {
    steps: () => [
        ...openRegister(),
        ...chooseCustomer("Till Held"),
        ...addProduct(FLOUR),
        {
            content: "by the shortcut of the product screen too",
            trigger: `.product-screen .fast-pay-button:contains(${ACCOUNT})`,
            run: "click",
        },
        {
            trigger: ".modal .modal-body:contains(Till Held is on hold)",
        },
        {
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        ...pay(),
        {
            trigger: ".payment-screen:not(:has(.paymentline)) .paymentmethod",
        },
        ...clickMethod(ACCOUNT),
        ...refused("Till Held is on hold (Owes for March)"),
        ...clickMethod("Cash"),
        ...paid("Cash"),
    ],
});

const next = () => [
    {
        trigger: ".receipt-screen .button.next[name=done]",
        run: "click",
    },
];

/** A note from the panel: the customer is known, and the panel shows it after. */
tours.add("customer_care_till_note", {
    steps: () => [
        ...openRegister(),
        ...chooseCustomer("Till Anna"),
        { trigger: BUTTON, run: "click" },
        { trigger: `${PANEL} .o_customer_panel_note`, run: "click" },
        {
            trigger: ".o_customer_note_dialog [name=name] input",
            run: "edit Asked for rye flour",
        },
        {
            content: "somebody calls back: the rest of the dialog works at the till too",
            trigger: ".o_customer_note_dialog [name=is_complete] input",
            run: "click",
        },
        {
            trigger: ".o_customer_note_dialog [name=follow_up_instructions] textarea",
            run: "edit Say when it comes",
        },
        { trigger: ".modal-footer button:contains(Save)", run: "click" },
        { trigger: `${PANEL} .o_customer_panel_notes:contains(Asked for rye flour)` },
    ],
});

/** Watch warns and sells; within the limit it is sold, beyond it is not. */
tours.add("customer_care_till_limit", {
    steps: () => [
        ...openRegister(),
        ...chooseCustomer("Till Watched"),
        ...addProduct(FLOUR),
        ...pay(),
        ...clickMethod(ACCOUNT),
        {
            trigger: ".o_notification:contains(Till Watched is to be watched)",
        },
        ...paid(ACCOUNT),
        ...next(),
        ...chooseCustomer("Till Anna"),
        ...addProduct(FLOUR),
        ...pay(),
        ...clickMethod(ACCOUNT),
        ...paid(ACCOUNT),
        ...next(),
        ...chooseCustomer("Till Anna"),
        ...addProduct(FLOUR),
        ...addProduct(FLOUR),
        ...pay(),
        ...clickMethod(ACCOUNT),
        ...refused("over the limit"),
    ],
});

/** Offline what was loaded last counts, the panel says why it is empty, cash is taken. */
tours.add("customer_care_till_hold_offline", {
    steps: () => [
        ...openRegister(),
        {
            trigger: "body:not(:has(.modal)) .product-screen",
        },
        ...setOffline(true),
        ...chooseCustomer("Till Held", typeCustomer),
        {
            trigger: BUTTON,
            run: "click",
        },
        {
            trigger: `${PANEL} .o_customer_panel_offline:contains(needs the connection)`,
        },
        {
            trigger: `${PANEL} .modal-footer .btn-secondary:contains(Close)`,
            run: "click",
        },
        ...addProduct(FLOUR),
        ...pay(),
        ...clickMethod(ACCOUNT),
        ...refused("Till Held is on hold"),
        ...clickMethod("Cash"),
        {
            trigger: ".payment-screen .paymentline:contains(Cash)",
        },
        {
            trigger: ".payment-screen .validation-button.next.highlight",
        },
    ],
});

/** Without a level there is nothing of ours; the rule of the business holds. */
tours.add("customer_care_till_plain", {
    steps: () => [
        ...openRegister(),
        ...chooseCustomer("Till Held"),
        {
            trigger: `body:not(:has(${BUTTON})) .product-screen .set-partner:contains(Till Held)`,
        },
        ...addProduct(FLOUR),
        ...pay(),
        ...clickMethod(ACCOUNT),
        ...refused("Till Held is on hold: nothing"),
        ...clickMethod("Cash"),
        ...paid("Cash"),
    ],
});

/** Nobody is loaded: the server is asked in the words the rest of Odoo understands. */
tours.add("customer_care_till_search", {
    steps: () => [
        ...openRegister(),
        ...["TILL-OLD", "0048609-876-543", "till-new"].flatMap((term) => [
            ...openCustomers(),
            ...searchCustomer(term),
            ...clickCustomer("Till Anna"),
            {
                trigger: "body:not(:has(.modal)) .set-partner:contains(Till Anna)",
            },
        ]),
        ...openCustomers(),
        ...searchCustomer("TILL-OLDER"),
        {
            trigger: ".modal:contains(No customers found)",
        },
    ],
});

const ROW = (name) => `${PANEL} .o_customer_panel_actions tr:contains(${name})`;

/** The cashier sees the customer, finishes, extends and registers an action. */
tours.add("customer_care_till_panel", {
    steps: () => [
        ...openRegister(),
        {
            content: "no button without a customer",
            trigger: `body:not(:has(.modal)):not(:has(${BUTTON})) .product-screen .set-partner`,
        },
        ...chooseCustomer("Till Anna"),
        ...addProduct(FLOUR),
        {
            trigger: BUTTON,
            run: "click",
        },
        {
            trigger: `${PANEL}:contains(Till Anna) .o_customer_alerts:contains(speak up)`,
        },
        {
            trigger: `${PANEL} .o_customer_panel_account:contains(On account):contains(250.00)`,
        },
        {
            trigger: `${ROW("Till Kettle")} .o_mark_done`,
            run: "click",
        },
        {
            trigger: `${PANEL}:not(:contains(Till Kettle)) .o_customer_panel_actions:contains(Till Grinder)`,
        },
        {
            trigger: `${ROW("Till Grinder")} .o_extend`,
            run: "click",
        },
        {
            trigger: ".o_dialog .o_field_widget[name=reason] input",
            run: "edit Goodwill",
        },
        {
            trigger: ".o_dialog .o_form_view button[name=action_extend], .o_dialog footer button[name=action_extend]",
            run: "click",
        },
        {
            trigger: `body:not(:has(.o_form_view)) ${PANEL} .o_customer_panel_register`,
            run: "click",
        },
        {
            content: "the product of the order line is proposed, with its type",
            trigger: ".o_form_view .o_field_widget[name=product_id] input:value(AAA Till Flour)",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=type_id] input:value(Till Warranty)",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=name] input",
            run: "edit AAA Till Flour, two years",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=serial_number] input",
            run: "edit SN-77",
        },
        {
            trigger: ".o_dialog button.btn-primary:contains(Register):not(.o_customer_panel_register)",
            run: "click",
        },
        {
            trigger: `body:not(:has(.o_form_view)) ${ROW("two years")}:contains(SN-77)`,
        },
        {
            trigger: `${PANEL} .modal-footer .btn-secondary:contains(Close)`,
            run: "click",
        },
        ...openCustomers(),
        {
            content: "and from the list of customers",
            trigger: ".modal .partner-line:contains(Till Anna) button:has(.fa-bars)",
            run: "click",
        },
        {
            trigger: ".o_customer_panel_item",
            run: "click",
        },
        {
            trigger: `${PANEL} .o_customer_panel_actions:contains(two years)`,
        },
    ],
});

const POINTS = ".product-screen .loyalty-points";

/** At 200 %: the screen, the receipt and the card say the same. */
tours.add("customer_care_till_points", {
    steps: () => [
        ...openRegister(),
        ...chooseCustomer("Till Anna"),
        ...addProduct(FLOUR),
        {
            trigger: `${POINTS}-balance:contains(50)`,
        },
        {
            trigger: `${POINTS}-won:contains(+200)`,
        },
        ...pay(),
        ...clickMethod("Cash"),
        ...paid("Cash"),
        {
            trigger: ".receipt-screen .pos-receipt .loyalty:contains(Won):contains(200):contains(250)",
        },
    ],
});
