import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/** Who is likely meant by a name that was typed; nothing blocks. */
export class LikelyDialog extends Component {
    static template = "customer_care.LikelyDialog";
    static components = { Dialog };
    static props = {
        close: Function,
        name: String,
        likely: Array,
        take: Function,
        create: Function,
    };

    async answer(verb, ...values) {
        this.props.close();
        await verb(...values);
    }
}
