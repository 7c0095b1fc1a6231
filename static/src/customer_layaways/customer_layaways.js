import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const TONES = { open: "info", overdue: "danger", paid: "success" };

/** The page Lay-aways: items, paid so far and balance, asked when it is opened. */
export class CustomerLayaways extends Component {
    static template = "customer_care.CustomerLayaways";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ layaways: null });
        onWillStart(() => this.load());
        onWillUpdateProps((next) => this.load(next.record));
    }

    async load({ resId } = this.props.record) {
        this.state.layaways = resId
            ? await this.orm.call("res.partner", "get_customer_layaways", [[resId], true])
            : null;
    }

    tone(layaway) {
        return TONES[layaway.state] || "secondary";
    }

    async run(layaway, method) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call("sale.order", method, [[layaway.id]]);
        const onClose = async () => {
            await record.load();
            await this.load();
        };
        await this.action.doAction(action, { onClose });
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
