import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { awaitingExistingCustomer } from "./take_existing";

/**
 * Gives what was typed to the customer who exists already. A button would save the new
 * record first, which a code that is taken forbids; so what was typed goes to the server
 * as it is and the form is left without saving.
 */
export class UseExisting extends Component {
    static template = "customer_care.UseExisting";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    async onClick() {
        const { record } = this.props;
        const take = awaitingExistingCustomer(this.env);
        const id = record.data.customer_twin_id.id;
        const typed = await record.getChanges();
        const action = await this.orm.call("res.partner", "action_use_existing", [typed]);
        await record.discard();
        if (take) {
            await take(id);
        } else {
            await this.action.doAction(action, { stackPosition: "replaceCurrentAction" });
        }
    }
}

registry.category("view_widgets").add("customer_use_existing", {
    component: UseExisting,
});
