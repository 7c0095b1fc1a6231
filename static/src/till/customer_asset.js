import { Component } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { _t } from "@web/core/l10n/translation";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { usePos } from "@point_of_sale/app/hooks/pos_hook";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { ProductScreen } from "@point_of_sale/app/screens/product_screen/product_screen";
import { SelectionPopup } from "@point_of_sale/app/components/popups/selection_popup/selection_popup";
import { makeAwaitable } from "@point_of_sale/app/utils/make_awaitable_dialog";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";

const PATIENCE = 3000;
const NOTHING = 0;

/**
 * The vehicle or animal that a sale is for travels with its order; it is no field, as
 * the order's model is not ours. Another customer's order is for none.
 */
patch(PosOrder.prototype, {
    /** What was chosen here, else what the server knows of the order. */
    getCustomerAsset() {
        return this.uiState?.customerAsset ?? this._customer_asset ?? false;
    },

    setCustomerAsset(asset) {
        this.assertEditable();
        this.uiState.customerAsset = asset || false;
        this._markDirty();
    },

    setPartner(partner) {
        const isAnother = partner?.id !== this.getPartner()?.id;
        super.setPartner(...arguments);
        if (isAnother && this.getCustomerAsset()) {
            this.setCustomerAsset(false);
        }
    },

    serializeForORM() {
        const data = super.serializeForORM(...arguments);
        const chosen = this.uiState?.customerAsset;
        if (chosen !== undefined) {
            data.customer_asset_id = chosen ? chosen.id : false;
        }
        return data;
    },
});

patch(PosStore.prototype, {
    /** What the till loaded with the customer; the server is asked when it is chosen. */
    getCustomerAssets(partner) {
        return partner?._customer_till?.assets || [];
    },

    async chooseCustomerAsset() {
        const order = this.getOrder();
        const partner = order.getPartner();
        const assets = await this.askCustomerAssets(partner);
        const current = order.getCustomerAsset();
        const chosen = await makeAwaitable(this.dialog, SelectionPopup, {
            title: _t("For which vehicle or animal?"),
            list: [
                ...assets.map((asset) => ({
                    id: asset.id,
                    label: [asset.name, asset.detail].filter(Boolean).join(" · "),
                    isSelected: asset.id === current.id,
                    item: asset,
                })),
                { id: NOTHING, label: _t("For none"), isSelected: !current, item: { id: NOTHING } },
            ],
        });
        if (chosen && order.getPartner()?.id === partner.id) {
            order.setCustomerAsset(chosen.id ? chosen : false);
        }
    },

    async askCustomerAssets(partner) {
        const assets = await Promise.race([
            this.data.silentCall("res.partner", "get_till_assets", [[partner.id]]),
            new Promise((resolve) => setTimeout(resolve, PATIENCE)),
        ]);
        return Array.isArray(assets) ? assets : this.getCustomerAssets(partner);
    },

    /** It may have been sold since it was chosen; without an answer the sale goes on. */
    async mayBeForCustomerAsset(order) {
        const asset = order.uiState?.customerAsset;
        const partner = order.getPartner();
        if (!asset || !partner) {
            return true;
        }
        const refusal = await Promise.race([
            this.data.silentCall("res.partner", "get_till_asset_refusal", [
                [partner.id],
                asset.id,
            ]),
            new Promise((resolve) => setTimeout(resolve, PATIENCE)),
        ]);
        if (typeof refusal !== "string" || !refusal) {
            return true;
        }
        order.setCustomerAsset(false);
        this.dialog.add(AlertDialog, { title: _t("Not for this one"), body: refusal });
        return false;
    },
});

patch(OrderPaymentValidation.prototype, {
    async askBeforeValidation() {
        if ((await super.askBeforeValidation(...arguments)) === false) {
            return false;
        }
        return this.pos.mayBeForCustomerAsset(this.order);
    },
});

/** What the sale is for, above the customer button; a click chooses. */
export class CustomerAssetLine extends Component {
    static template = "customer_care.CustomerAssetLine";
    static props = {};

    setup() {
        this.pos = usePos();
    }

    get order() {
        return this.pos.getOrder();
    }

    get asset() {
        return this.order?.getCustomerAsset();
    }

    get isShown() {
        const assets = this.pos.getCustomerAssets(this.order?.getPartner());
        return Boolean(this.asset) || assets.length > 0;
    }

    get icon() {
        return { vehicle: "fa-car", animal: "fa-paw" }[this.asset?.kind] || "fa-car";
    }
}

patch(ProductScreen, {
    components: { ...ProductScreen.components, CustomerAssetLine },
});
patch(PaymentScreen, {
    components: { ...PaymentScreen.components, CustomerAssetLine },
});
