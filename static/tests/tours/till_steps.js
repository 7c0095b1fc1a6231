// Steps at a till, for the tours. Plain selectors only: this file is loaded in the web
// client's tests too, where the till's own tour helpers are missing.

export const openRegister = () => [
    {
        trigger: ".screen-login .btn.open-register-btn",
        run: "click",
    },
    {
        trigger: ".modal .modal-footer .btn-primary:contains(Open Register)",
        run: "click",
    },
];

export const openCustomers = () => [
    {
        trigger: "body:not(:has(.modal)) .product-screen .set-partner",
        run: "click",
    },
];

export const searchCustomer = (term) => [
    {
        trigger: ".modal .input-group input",
        run: `edit ${term}`,
    },
    {
        content: "whoever is not loaded is looked for on the server, once the box has the text",
        trigger: ".modal .input-group input",
        run: async (helpers) => {
            await new Promise((resolve) => setTimeout(resolve, 300));
            await helpers.press("Enter");
        },
    },
];

export const typeCustomer = (term) => searchCustomer(term).slice(0, 1);

export const clickCustomer = (name) => [
    {
        trigger: `.modal .partner-list b:contains(${name})`,
        run: "click",
    },
];

export const chooseCustomer = (name, search = searchCustomer) => [
    ...openCustomers(),
    ...search(name),
    ...clickCustomer(name),
    {
        trigger: `body:not(:has(.modal)) .set-partner:contains(${name})`,
    },
];

export const addProduct = (name) => [
    {
        trigger: `article.product .product-name:contains(${name})`,
        run: "click",
    },
    {
        trigger: `.order-container .orderline:contains(${name})`,
    },
];

export const pay = () => [
    {
        trigger: ".product-screen .pay-order-button",
        run: "click",
    },
];

export const clickMethod = (name) => [
    {
        trigger: `.payment-screen .paymentmethod:contains(${name})`,
        run: "click",
    },
];

export const refused = (sentence) => [
    {
        content: "refused before the payment, and nothing is left of it",
        trigger: `.modal .modal-body:contains(${sentence})`,
    },
    {
        trigger: ".modal .modal-footer .btn-primary",
        run: "click",
    },
    {
        trigger: "body:not(:has(.modal)) .payment-screen:not(:has(.paymentline))",
    },
];

export const paid = (method) => [
    {
        trigger: `.payment-screen .paymentline:contains(${method})`,
    },
    {
        trigger: ".payment-screen .validation-button.next.highlight",
        run: "click",
    },
    {
        content: "sent and booked; the server may be busy",
        trigger: ".receipt-screen .o_payment_successful",
        timeout: 60000,
    },
];

export const setOffline = (isOffline) => [
    {
        trigger: "body:not(:has(.modal)) .pos",
        run: () => {
            window.posmodel.data.network.offline = isOffline;
        },
    },
];
