import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { useAutofocus } from "@web/core/utils/hooks";

/**
 * What somebody must have read before they go on with a customer: Enter says they have,
 * Escape leaves it unread. In the web client and at the till.
 *
 * `lines`: list of { id, name, holder }.
 */
export class CustomerAlertDialog extends Component {
    static template = "customer_care.CustomerAlertDialog";
    static components = { Dialog };
    static props = {
        lines: Array,
        confirm: Function,
        close: Function,
    };

    setup() {
        useAutofocus({ refName: "confirm" });
    }

    confirm() {
        this.props.confirm();
        this.props.close();
    }
}
