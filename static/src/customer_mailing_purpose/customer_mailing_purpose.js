import { Component, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const MODEL = "customer.mailing.purpose";

/**
 * On a mailing of Odoo's: what it is sent for, and how many will not get it. Asked for
 * after the form is shown, since finding thousands of recipients takes a moment.
 */
export class CustomerMailingPurpose extends Component {
    static template = "customer_care.CustomerMailingPurpose";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null });
        this.load(this.props.record);
        onWillUpdateProps((next) => {
            this.load(next.record);
        });
    }

    /** What decides who gets it; asked again when it was changed and saved. */
    signature({ resId, data }) {
        const { state, mailing_domain, mailing_model_id, use_exclusion_list } = data;
        const lists = data.contact_list_ids?.currentIds;
        return JSON.stringify([
            resId,
            state,
            mailing_domain,
            mailing_model_id,
            lists,
            use_exclusion_list,
        ]);
    }

    async load(record) {
        const signature = this.signature(record);
        if (signature === this.loaded) {
            return;
        }
        this.loaded = signature;
        const { resId } = record;
        this.state.data = resId ? await this.orm.call(MODEL, "get_mailing", [resId]) : null;
    }

    async choose(ev) {
        const args = [this.props.record.resId, Number(ev.target.value)];
        this.state.data = await this.orm.call(MODEL, "set_purpose", args);
    }

    async list() {
        if (await this.props.record.save()) {
            const { resId } = this.props.record;
            this.action.doAction(await this.orm.call(MODEL, "action_refused", [resId]));
        }
    }
}

registry.category("view_widgets").add("customer_mailing_purpose", {
    component: CustomerMailingPurpose,
});
