import { patch } from "@web/core/utils/patch";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { CustomerPanel } from "@customer_care/till/customer_panel";

patch(PosStore.prototype, {
    /** For cashiers who may see customers, as the red lines. */
    canOpenCustomerPanel(partner) {
        return Boolean(partner) && this.seesCustomerAlerts();
    },

    openCustomerPanel(partner) {
        this.dialog.add(CustomerPanel, { partner });
    },
});
