import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** The page Account: what is owed and what may be bought, asked when it is opened. */
export class CustomerAccount extends Component {
    static template = "customer_care.CustomerAccount";
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
            ? await this.orm.call("res.partner", "get_customer_account", [[resId]])
            : null;
    }

    get tone() {
        const tones = { active: "success", watch: "warning", hold: "danger", closed: "danger" };
        return tones[this.state.data.status] || "secondary";
    }

    /** The amounts in a row: what they are, how they are shown, where they lead. */
    get figures() {
        const { data } = this.state;
        return [
            {
                key: "balance",
                label: _t("Balance"),
                value: data.balance,
                method: data.can_open_items && data.item_count && "action_account_items",
            },
            { key: "overdue", label: _t("Overdue"), value: data.overdue || "–", danger: data.overdue },
            {
                key: "uninvoiced",
                label: _t("Ordered, not invoiced"),
                value: data.uninvoiced,
                method: data.can_open_orders && "action_account_orders",
            },
            { key: "limit", label: _t("Limit"), value: data.limit || _t("none") },
            {
                key: "available",
                label: data.is_over ? _t("Over the limit") : _t("Still available"),
                value: data.is_over || data.available || "–",
                danger: data.is_over,
            },
        ];
    }

    async run(method) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const action = await this.orm.call("res.partner", method, [[record.resId]]);
        await this.action.doAction(action, { onClose: () => this.reload() });
    }

    /** The record stays the same one, so nobody tells this page that it was read again. */
    async reload() {
        await Promise.all([this.props.record.load(), this.load()]);
    }
}

registry.category("view_widgets").add("customer_account", { component: CustomerAccount });
