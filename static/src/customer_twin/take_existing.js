import { Component, useSubEnv } from "@odoo/owl";
import { patch } from "@web/core/utils/patch";
import { registry } from "@web/core/registry";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";

/**
 * A customer who is entered in a dialog, for a field that waits for one, may exist
 * already: one click gives the existing one to the field, and nothing typed is saved.
 */
patch(FormViewDialog.prototype, {
    setup() {
        super.setup(...arguments);
        const isAwaited = this.props.onRecordSaved !== FormViewDialog.defaultProps.onRecordSaved;
        if (this.props.resModel === "res.partner" && !this.props.resId && isAwaited) {
            useSubEnv({ takeExistingCustomer: (id) => this.takeExistingCustomer(id) });
        }
    },

    async takeExistingCustomer(id) {
        await this.props.onRecordSaved({ resId: id, data: {} });
        this.props.close();
    },
});

/** Who waits for the customer of this form, if anybody does: a field, or the till. */
export function awaitingExistingCustomer(env) {
    return env.takeExistingCustomer || env.services.pos?.takeExistingCustomer;
}

export class TakeExisting extends Component {
    static template = "customer_care.TakeExisting";
    static props = { ...standardWidgetProps };

    get take() {
        return awaitingExistingCustomer(this.env);
    }

    async onClick() {
        const { record } = this.props;
        const take = this.take;
        const id = record.data.customer_twin_id.id;
        await record.discard();
        await take(id);
    }
}

registry.category("view_widgets").add("customer_take_existing", { component: TakeExisting });
