import { browser } from "@web/core/browser/browser";
import { patch } from "@web/core/utils/patch";
import { PosStore } from "@point_of_sale/app/services/pos_store";

const PARAMETER = "customer_care_customer";
// read at once: the till's router writes addresses of its own
const wanted = parseInt(new URL(browser.location.href).searchParams.get(PARAMETER));

/**
 * A new sale that was started from a customer opens the till with that customer chosen,
 * on an order without lines: what is parked stays as it is.
 */
patch(PosStore.prototype, {
    async afterProcessServerData() {
        const result = await super.afterProcessServerData(...arguments);
        if (wanted && !this.config.module_pos_restaurant) {
            await this.startSaleOf(wanted);
        }
        return result;
    },

    async startSaleOf(partnerId) {
        const partner = await this.loadPartner(partnerId);
        if (!partner) {
            return;
        }
        const order = this.getEmptyOrder();
        this.newSaleUuid = order.uuid;
        this.selectedOrderUuid = order.uuid;
        this.setPartnerToCurrentOrder(partner);
        // reloading the page does not start it again
        const url = new URL(browser.location.href);
        url.searchParams.delete(PARAMETER);
        browser.history.replaceState({}, "", url);
    },

    async loadPartner(partnerId) {
        const partners = this.models["res.partner"];
        if (!partners.get(partnerId)) {
            await this.data.callRelated("res.partner", "get_new_partner", [
                this.config.id,
                [["id", "=", partnerId]],
                0,
            ]);
        }
        return partners.get(partnerId);
    },

    get defaultPage() {
        const page = super.defaultPage;
        const order = this.models["pos.order"].find(
            (each) => each.uuid === this.newSaleUuid && !each.finalized
        );
        if (order?.isEmpty() && page.page === "ProductScreen") {
            page.params.orderUuid = order.uuid;
        }
        return page;
    },
});
