import { patch } from "@web/core/utils/patch";
import { PosOrder } from "@point_of_sale/app/models/pos_order";
import { PosStore } from "@point_of_sale/app/services/pos_store";

const DIGITS = 100;
const ROUNDING = 1e-9;
let isPatched = false;

/** As the server rounds: down. */
function atRate(points, factor) {
    return Math.floor(points * factor * DIGITS + ROUNDING) / DIGITS;
}

/**
 * The points on the screen, those a reward may use and those on the receipt are at the
 * customer's loyalty rate, as what the card gets. The server is told at which rate was
 * counted, and corrects it if the customer has another one by now.
 */
const orderRate = {
    get customerFactor() {
        return this.getPartner()?._customer_till?.factor ?? 1;
    },

    pointsForPrograms(programs) {
        const result = super.pointsForPrograms(...arguments);
        const factor = this.customerFactor;
        this.uiState.customerFactor = factor;
        for (const program of programs) {
            if (factor !== 1 && program.program_type === "loyalty") {
                result[program.id] = result[program.id].map((each) => ({
                    ...each,
                    points: atRate(each.points, factor),
                }));
            }
        }
        return result;
    },

    _getPointsCorrection(program) {
        const points = super._getPointsCorrection(...arguments);
        const isAtRate = program.program_type === "loyalty";
        return isAtRate ? points * (this.uiState.customerFactor ?? 1) : points;
    },
};

const storeRate = {
    async postProcessLoyalty(order) {
        for (const change of Object.values(order.uiState.couponPointChanges || {})) {
            change.customer_factor = order.uiState.customerFactor ?? 1;
        }
        return super.postProcessLoyalty(...arguments);
    },
};

/** The addon with the points may be absent, and is loaded in any order. */
patch(PosStore.prototype, {
    async setup() {
        if (!isPatched && "pointsForPrograms" in PosOrder.prototype) {
            patch(PosOrder.prototype, orderRate);
            patch(PosStore.prototype, storeRate);
            isPatched = true;
        }
        return super.setup(...arguments);
    },
});
