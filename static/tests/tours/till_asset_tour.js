import { registry } from "@web/core/registry";
import {
    addProduct,
    chooseCustomer,
    clickMethod,
    openRegister,
    paid,
    pay,
} from "./till_steps";

const LINE = ".product-screen .o_customer_asset_line";

/** The customer's vehicles and animals are offered, those that are gone are not. */
registry.category("web_tour.tours").add("customer_care_till_asset", {
    steps: () => [
        ...openRegister(),
        ...chooseCustomer("Till Held"),
        {
            content: "nothing to choose for a customer without any",
            trigger: "body:not(:has(.o_customer_asset_line)) .product-screen",
        },
        ...chooseCustomer("Till Anna"),
        {
            trigger: `${LINE}:contains(For which vehicle or animal)`,
            run: "click",
        },
        {
            content: "sold, dead and switched off ones are not offered",
            trigger:
                ".modal:contains(Till Car):not(:contains(Till Boat)):not(:contains(Till Cat)):not(:contains(Till Trailer)) .selection-item:contains(Till Dog)",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${LINE}:contains(Till Dog)`,
        },
        {
            content: "or in the customer's panel",
            trigger: ".product-screen .o_customer_panel_button",
            run: "click",
        },
        {
            trigger: ".o_customer_panel_assets tr:contains(Till Dog):contains(This sale)",
        },
        {
            trigger: ".o_customer_panel_assets tr:contains(Till Car) .o_choose_asset",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${LINE}:contains(Till Car):contains(WA 12345)`,
        },
        ...addProduct("AAA Till Flour"),
        ...pay(),
        {
            trigger: ".payment-screen .o_customer_asset_line:contains(Till Car)",
        },
        ...clickMethod("Cash"),
        ...paid("Cash"),
        {
            trigger: ".receipt-screen .pos-receipt .o_customer_asset_receipt:contains(Till Car)",
        },
    ],
});
