import { registry } from "@web/core/registry";

/** On the page Tools of the customer's form. */
const openTool = (key) => [
    {
        trigger: ".nav-link[name=customer_tools]",
        run: "click",
    },
    {
        trigger: `[data-operation=${key}]`,
        run: "click",
    },
];

/** The product is found by its code, as a scanner types it. */
const addProduct = () => [
    {
        trigger: ".modal .o_field_x2many_list_row_add a",
        run: "click",
    },
    {
        trigger: ".modal .o_selected_row [name=product_id] input",
        run: "edit CM-1",
    },
    {
        trigger: ".ui-autocomplete a:contains(Coffee machine)",
        run: "click",
    },
    {
        content: "the price is the pricelist's",
        trigger: ".modal .o_selected_row [name=price_unit] input:value(80.00)",
    },
    {
        trigger: ".modal .o_selected_row [name=quantity] input",
        run: "edit 2",
    },
    {
        trigger: ".modal button[name=action_start]",
        run: "click",
    },
];

const chooseDocument = (label) => ({
    trigger: `.modal [name=document] .o_radio_item:contains(${label}) input`,
    run: "click",
});

registry.category("web_tour.tours").add("customer_care_sale_quotation", {
    steps: () => [
        ...openTool("new_sale"),
        chooseDocument("Quotation"),
        ...addProduct(),
        {
            trigger: "body:not(:has(.modal)) .o_form_view [name=order_line] .o_data_row:contains(Coffee machine)",
        },
        {
            trigger: ".o_field_widget[name=partner_id] input:value(Jan Nowak)",
        },
        {
            trigger: "[name=order_line] .o_data_row td[name=price_subtotal]:contains(160.00)",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
    ],
});

const invoiceSteps = (label, title) => [
    ...openTool("new_sale"),
    chooseDocument(label),
    ...addProduct(),
    {
        trigger: `body:not(:has(.modal)) .o_form_view:contains(${title}) [name=invoice_line_ids] .o_data_row:contains(Coffee machine)`,
    },
    {
        trigger: "[name=invoice_line_ids] .o_data_row td[name=price_subtotal]:contains(160.00)",
    },
    {
        trigger: ".o_form_button_save",
        run: "click",
    },
    {
        trigger: ".o_form_saved",
    },
];

registry.category("web_tour.tours").add("customer_care_sale_invoice", {
    steps: () => invoiceSteps("Invoice", "Customer Invoice"),
});

registry.category("web_tour.tours").add("customer_care_sale_receipt", {
    steps: () => invoiceSteps("Receipt", "Sales Receipt"),
});

registry.category("web_tour.tours").add("customer_care_sale_cancelled", {
    steps: () => [
        ...openTool("new_sale"),
        {
            content: "what was chosen last is proposed",
            trigger: ".modal [name=document] .o_radio_item:contains(Receipt) input:checked",
        },
        {
            trigger: ".modal .modal-footer button:contains(Discard)",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .nav-link[name=customer_tools]",
        },
    ],
});

registry.category("web_tour.tours").add("customer_care_track", {
    steps: () => [
        ...openTool("track_transaction"),
        {
            trigger: ".modal [name=message]:contains(Scan or type)",
        },
        {
            trigger: ".modal [name=number] input",
            run: "edit COUNTER/4711 && press Enter",
        },
        {
            content: "it is found and chosen",
            trigger: ".modal .o_data_row:contains(COUNTER/4711):contains(Anonymous) input:checked",
        },
        {
            trigger: ".modal [name=preview]:contains(will count for Jan Nowak)",
        },
        {
            trigger: ".modal [name=reason] input",
            run: "edit They showed the receipt",
        },
        {
            trigger: ".modal button[name=action_track]",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(counts for Jan Nowak now)",
        },
        {
            content: "and it is in the history",
            trigger: "body:not(:has(.modal)) [data-operation=turnover_history]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(COUNTER/4711):contains(Coffee machine)",
        },
    ],
});

registry.category("web_tour.tours").add("customer_care_untrack", {
    steps: () => [
        {
            trigger: ".o_list_view .o_data_row:contains(COUNTER/4711) td[name=name]",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_undo]",
            run: "click",
        },
        {
            trigger: ".modal [name=reason] input",
            run: "edit A slip",
        },
        {
            trigger: ".modal button[name=action_undo]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_form_view [name=undone_reason]:contains(A slip)",
        },
    ],
});
