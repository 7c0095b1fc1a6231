import { registry } from "@web/core/registry";
import { CustomerPage } from "../customer_page/customer_page";

const TONES = { open: "info", overdue: "danger", paid: "success" };

/** The page Lay-aways: items, paid so far and balance. */
export class CustomerLayaways extends CustomerPage {
    static template = "customer_care.CustomerLayaways";

    fetch(resId) {
        return this.orm.call("res.partner", "get_customer_layaways", [[resId], true]);
    }

    tone(layaway) {
        return TONES[layaway.state] || "secondary";
    }

    /** Save the customer, run a method of the order, and load all again after. */
    async runOrder(layaway, method) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call("sale.order", method, [[layaway.id]]);
        await this.action.doAction(action, { onClose: () => record.model.load() });
    }

    open(layaway) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "sale.order",
            res_id: layaway.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("customer_layaways", { component: CustomerLayaways });
