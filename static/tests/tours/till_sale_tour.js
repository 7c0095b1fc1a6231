import { registry } from "@web/core/registry";

/** From the customer to the till, where the customer is chosen already. */
registry.category("web_tour.tours").add("customer_care_till_sale", {
    steps: () => [
        {
            trigger: ".nav-link[name=customer_tools]",
            run: "click",
        },
        {
            trigger: "[data-operation=new_sale]",
            run: "click",
        },
        {
            trigger: ".modal [name=document] .o_radio_item:contains(Point of sale) input",
            run: "click",
        },
        {
            content: "products are rung up at the till",
            trigger: ".modal:not(:has([name=line_ids])) [name=till]",
        },
        {
            trigger: ".modal button[name=action_start]",
            run: "click",
            expectUnloadPage: true,
        },
        {
            trigger: ".screen-login .btn.open-register-btn, .modal .modal-footer .btn-primary:contains(Open Register)",
        },
        {
            isActive: [".screen-login"],
            trigger: ".screen-login .btn.open-register-btn",
            run: "click",
        },
        {
            trigger: ".modal .modal-footer .btn-primary:contains(Open Register)",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .product-screen .set-partner:contains(Till Plain)",
        },
    ],
});
