import { patch } from "@web/core/utils/patch";
import { PosStore } from "@point_of_sale/app/services/pos_store";

patch(PosStore.prototype, {
    /** The till's form is without the parts that only the back office can draw. */
    editPartnerContext() {
        return { ...super.editPartnerContext(...arguments), customer_till_view_ref: true };
    },

    /** A new customer's form: one click on who exists already takes them instead. */
    async editPartner(partner) {
        if (partner) {
            return super.editPartner(...arguments);
        }
        const taken = new Promise((resolve) => {
            this.takeExistingCustomer = async (id) => {
                this.takeExistingCustomer = undefined;
                await this.action.doAction({ type: "ir.actions.act_window_close" });
                const [existing] = await this.data.read("res.partner", [id]);
                resolve(existing);
            };
        });
        return Promise.race([super.editPartner(...arguments), taken]);
    },
});
