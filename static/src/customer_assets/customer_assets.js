import { registry } from "@web/core/registry";
import { imageUrl } from "@web/core/utils/urls";
import { CustomerPage } from "../customer_page/customer_page";

const ICONS = { vehicle: "fa-car", animal: "fa-paw", equipment: "fa-plug" };

/** The page Vehicles and animals: what the customer has, and what they had. */
export class CustomerAssets extends CustomerPage {
    static template = "customer_care.CustomerAssets";

    setup() {
        super.setup();
        this.state.showOthers = false;
    }

    fetch(resId) {
        return this.orm.call("res.partner", "get_customer_assets", [[resId]]);
    }

    get hasAny() {
        return this.state.data.groups.some((group) => group.rows.length);
    }

    icon(row) {
        return ICONS[row.kind];
    }

    picture(row) {
        return imageUrl("customer.asset", row.id, "image_128", { unique: row.changed });
    }

    open(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "customer.asset",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("customer_assets", { component: CustomerAssets });
