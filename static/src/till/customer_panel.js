import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { ConnectionLostError } from "@web/core/network/rpc";
import { Dialog } from "@web/core/dialog/dialog";
import { useService } from "@web/core/utils/hooks";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";

const BADGES = { overdue: "text-bg-danger", due: "text-bg-warning" };
const STATUSES = {
    active: "text-bg-success",
    watch: "text-bg-warning",
    hold: "text-bg-danger",
    closed: "text-bg-danger",
};

/**
 * Customer Care of one customer at the till: read from the server each time it opens,
 * each part for those with its function only. Offline it says so, and selling goes on.
 */
export class CustomerPanel extends Component {
    static template = "customer_care.CustomerPanel";
    static components = { Dialog };
    static props = { partner: Object, close: Function };

    setup() {
        this.pos = usePos();
        this.action = useService("action");
        this.state = useState({ data: false, isOffline: false });
        onWillStart(() => {
            this.load();
        });
    }

    get title() {
        return _t("Customer Care: %s", this.props.partner.name);
    }

    badge(action) {
        return BADGES[action.timeliness] || "text-bg-light";
    }

    get statusBadge() {
        return STATUSES[this.state.data.account.status] || "text-bg-light";
    }

    /** What is sold is proposed while the customer stands at the till. */
    get product() {
        const order = this.pos.getOrder();
        const isTheirs = order?.getPartner()?.id === this.props.partner.id;
        return isTheirs ? order.getSelectedOrderline()?.product_id : undefined;
    }

    /** What the sale is for is chosen while its customer stands at the till. */
    get canChoose() {
        const order = this.pos.getOrder();
        return order?.getPartner()?.id === this.props.partner.id && !order.finalized;
    }

    isChosen(asset) {
        return this.canChoose && this.pos.getOrder().getCustomerAsset()?.id === asset.id;
    }

    choose(asset) {
        this.pos.getOrder().setCustomerAsset(asset);
        this.props.close();
    }

    async load() {
        const data = await this.ask("res.partner", "get_customer_till", this.props.partner.id);
        this.state.data = data || this.state.data;
    }

    /** Return the server's answer; undefined without a connection. */
    async ask(model, method, id, ...args) {
        try {
            const answer = await this.pos.data.call(model, method, [[id], ...args]);
            this.state.isOffline = false;
            return answer;
        } catch (error) {
            if (!(error instanceof ConnectionLostError)) {
                throw error;
            }
            this.state.isOffline = true;
        }
    }

    open(action, context = {}) {
        this.action.doAction(action, {
            additionalContext: context,
            onClose: () => this.load(),
        });
    }

    async register() {
        const action = await this.ask(
            "res.partner",
            "action_till_register",
            this.props.partner.id,
            this.product?.id || false
        );
        if (action) {
            this.open(action);
        }
    }

    async markDone(action) {
        await this.ask("customer.action", "action_done", action.id);
        await this.load();
    }

    extend(action) {
        this.open("customer_care.customer_action_extend_action", {
            active_ids: [action.id],
            default_action_ids: [action.id],
        });
    }

    async newNote() {
        const action = await this.ask("res.partner", "action_new_note", this.props.partner.id);
        if (action) {
            this.open(action);
        }
    }

    get takesPayments() {
        return this.state.data.layaways.some((layaway) => layaway.can_pay);
    }

    async takePayment(layaway) {
        const action = await this.ask("sale.order", "action_layaway_payment", layaway.id);
        if (action) {
            this.open(action);
        }
    }
}
