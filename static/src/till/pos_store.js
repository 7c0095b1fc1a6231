import { patch } from "@web/core/utils/patch";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { CustomerAlertDialog } from "@customer_care/customer_alerts/alert_dialog";

const FIELD = "customer_alerts";
const PATIENCE = 3000;

/**
 * Choosing a customer at the till shows their red lines; one that must be acknowledged
 * is asked about for each sale, and without an answer the customer is not chosen.
 *
 * The lines come with the till's data of customers, so they are there offline. Online
 * the server is asked for the customer who is chosen: among a million customers the
 * alerts of one are what is needed, and they are as of now.
 */
patch(PosStore.prototype, {
    setPartnerToCurrentOrder(partner) {
        const order = this.getOrder();
        const before = order.getPartner();
        super.setPartnerToCurrentOrder(...arguments);
        if (partner && partner.id !== before?.id && this.seesCustomerAlerts()) {
            this.askAboutCustomerAlerts(order, partner, before);
        }
    },

    /** The server names the field for users who may see customers only. */
    seesCustomerAlerts() {
        return Boolean(this.data.fields["res.partner"]?.includes(FIELD));
    },

    getCustomerAlerts(partner) {
        if (!partner || !this.seesCustomerAlerts()) {
            return [];
        }
        const today = luxon.DateTime.now().toISODate();
        return (partner[FIELD] || []).filter((line) => !line.date_end || line.date_end >= today);
    },

    async askAboutCustomerAlerts(order, partner, before) {
        await this.refreshCustomerAlerts(partner);
        const lines = this.getCustomerAlerts(partner).filter((line) => line.kind === "acknowledge");
        if (!lines.length || order.getPartner()?.id !== partner.id) {
            return;
        }
        const isRead = await new Promise((resolve) =>
            this.dialog.add(
                CustomerAlertDialog,
                { lines, confirm: () => resolve(true) },
                { onClose: () => resolve(false) }
            )
        );
        if (isRead) {
            this.recordCustomerAlertsRead(order, lines);
        } else if (order.getPartner()?.id === partner.id && !order.finalized) {
            order.setPartner(before || false);
        }
    },

    /** Without an answer in time, as offline, the lines that are here are shown. */
    async refreshCustomerAlerts(partner) {
        const lines = await Promise.race([
            this.data.silentCall("res.partner", "get_customer_alerts", [[partner.id]]),
            new Promise((resolve) => setTimeout(resolve, PATIENCE)),
        ]);
        if (Array.isArray(lines)) {
            partner.update({ [FIELD]: lines });
        }
    },

    /** Queued while the till is offline. */
    recordCustomerAlertsRead(order, lines) {
        this.data.call(
            "customer.alert",
            "action_acknowledge",
            [lines.map((line) => line.id)],
            {
                texts: lines.map((line) => line.name),
                res_model: "pos.order",
                name: order.pos_reference,
            },
            true
        );
    },
});
