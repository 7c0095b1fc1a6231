import { Component } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";

/** The red lines of the order's customer, above the customer button. */
export class CustomerAlertLines extends Component {
    static template = "customer_care.CustomerAlertLines";
    static props = {};

    setup() {
        this.pos = usePos();
    }

    get lines() {
        return this.pos.getCustomerAlerts(this.pos.getOrder()?.getPartner());
    }
}

patch(ProductScreen, {
    components: { ...ProductScreen.components, CustomerAlertLines },
});
patch(PaymentScreen, {
    components: { ...PaymentScreen.components, CustomerAlertLines },
});
