import { registry } from "@web/core/registry";
import { CustomerPage } from "../customer_page/customer_page";

/** The page Loyalty: the rate, and the cards with their points. */
export class CustomerLoyalty extends CustomerPage {
    static template = "customer_care.CustomerLoyalty";

    fetch(resId) {
        return this.orm.call("res.partner", "get_customer_loyalty", [[resId]]);
    }
}

registry.category("view_widgets").add("customer_loyalty", { component: CustomerLoyalty });
