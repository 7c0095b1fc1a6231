import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The page Loyalty: the rate, and the cards with their points, asked when it is opened. */
export class CustomerLoyalty extends Component {
    static template = "customer_care.CustomerLoyalty";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null });
        onWillStart(() => this.load());
        onWillUpdateProps((next) => this.load(next.record));
    }

    async load({ resId } = this.props.record) {
        this.state.data = resId
            ? await this.orm.call("res.partner", "get_customer_loyalty", [[resId]])
            : null;
    }

    async run(method) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call("res.partner", method, [[record.resId]]);
        await this.action.doAction(action, { onClose: () => this.load() });
    }
}

registry.category("view_widgets").add("customer_loyalty", { component: CustomerLoyalty });
