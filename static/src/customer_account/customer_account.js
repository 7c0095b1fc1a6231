import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CustomerPage } from "../customer_page/customer_page";

/** The page Account: what is owed and what may be bought. */
export class CustomerAccount extends CustomerPage {
    static template = "customer_care.CustomerAccount";

    fetch(resId) {
        return this.orm.call("res.partner", "get_customer_account", [[resId]]);
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
}

registry.category("view_widgets").add("customer_account", { component: CustomerAccount });
