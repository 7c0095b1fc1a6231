import { patch } from "@web/core/utils/patch";
import { _t } from "@web/core/l10n/translation";
import { AlertDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { PaymentScreen } from "@point_of_sale/app/screens/payment_screen/payment_screen";
import { PosStore } from "@point_of_sale/app/services/pos_store";
import OrderPaymentValidation from "@point_of_sale/app/utils/order_payment_validation";

const PATIENCE = 5000;
const ON_ACCOUNT = "pay_later";

/** What of an order is left on the customer's account; only that has payment terms. */
function amountOnAccount(order) {
    return order.payment_ids
        .filter((line) => line.payment_method_id.type === ON_ACCOUNT)
        .reduce((sum, line) => sum + line.getAmount(), 0);
}

/** What confirmed orders that are settled here promised before: it is counted already. */
function amountOrdered(order) {
    return order.lines
        .filter((line) => line.sale_order_origin_id?.state === "sale")
        .reduce((sum, line) => sum + line.prices.total_included, 0);
}

/**
 * Who may not buy on account is refused before the payment. The server is asked; when it
 * cannot be, what it said last counts. It never stops an order that arrives: the goods
 * are gone then.
 */
patch(PosStore.prototype, {
    async mayBuyOnAccount(order, amount, { warn = false } = {}) {
        const partner = order.getPartner();
        if (!partner || amount <= 0) {
            return true;
        }
        const verdict = await this.askCustomerAccount(partner, amount, amountOrdered(order));
        if (verdict.refusal) {
            this.dialog.add(AlertDialog, {
                title: _t("Not on account"),
                body: verdict.refusal,
            });
            return false;
        }
        if (warn && verdict.warning) {
            this.notification.add(verdict.warning, { type: "warning" });
        }
        return true;
    },

    async askCustomerAccount(partner, amount, ordered) {
        const verdict = await Promise.race([
            this.data.silentCall("res.partner", "get_till_verdict", [
                [partner.id],
                amount,
                this.currency.id,
                ordered,
            ]),
            new Promise((resolve) => setTimeout(resolve, PATIENCE)),
        ]);
        return verdict || this.lastCustomerVerdict(partner, amount - ordered);
    },

    lastCustomerVerdict(partner, amount) {
        const last = partner._customer_till || {};
        const room = last.available;
        if (last.refusal || typeof room !== "number") {
            return last;
        }
        const excess = this.currency.round(amount + this.unsentOnAccount(partner) - room);
        if (excess <= 0) {
            return last;
        }
        return {
            refusal: _t("%(customer)s would be %(excess)s over the limit.", {
                customer: partner.name,
                excess: this.env.utils.formatCurrency(excess),
            }),
        };
    },

    /** Sold to the customer while offline: the server does not know it yet. */
    unsentOnAccount(partner) {
        return this.models["pos.order"]
            .filter((order) => order.finalized && !order.isSynced)
            .filter((order) => order.getPartner()?.id === partner.id)
            .reduce((sum, order) => sum + amountOnAccount(order), 0);
    },
});

patch(PaymentScreen.prototype, {
    async addNewPaymentLine(paymentMethod) {
        if (paymentMethod.type !== ON_ACCOUNT) {
            return super.addNewPaymentLine(...arguments);
        }
        if (this.isAskingAccount) {
            return false;
        }
        const order = this.currentOrder;
        const due = order.getDefaultAmountDueToPayIn(paymentMethod);
        this.isAskingAccount = true;
        try {
            const may = await this.pos.mayBuyOnAccount(order, amountOnAccount(order) + due, {
                warn: true,
            });
            return may && (await super.addNewPaymentLine(...arguments));
        } finally {
            this.isAskingAccount = false;
        }
    },
});

/** Amounts and the customer may have changed since; paying from the products is asked here only. */
patch(OrderPaymentValidation.prototype, {
    setup({ fastPaymentMethod }) {
        super.setup(...arguments);
        this.isFast = Boolean(fastPaymentMethod);
    },

    async askBeforeValidation() {
        if ((await super.askBeforeValidation(...arguments)) === false) {
            return false;
        }
        const may = await this.pos.mayBuyOnAccount(this.order, amountOnAccount(this.order), {
            warn: this.isFast,
        });
        if (!may && this.isFast) {
            this.order.payment_ids
                .filter((line) => line.payment_method_id.type === ON_ACCOUNT)
                .forEach((line) => this.order.removePaymentline(line));
        }
        return may;
    },
});
