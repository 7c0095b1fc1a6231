import { registry } from "@web/core/registry";
import { CustomerPage } from "../customer_page/customer_page";

/** The page Appointments: next, past, no-shows, and a new one in two clicks. */
export class CustomerAppointments extends CustomerPage {
    static template = "customer_care.CustomerAppointments";

    fetch(resId) {
        return this.orm.call("res.partner", "get_customer_appointments", [[resId]]);
    }

    open(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("customer_appointments", {
    component: CustomerAppointments,
});
