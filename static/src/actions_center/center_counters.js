import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

/**
 * The strip of counters above the Actions Center; each opens its list. The server says
 * which there are (`customer.action._center_counters`).
 */
export class CenterCounters extends Component {
    static template = "customer_care.CenterCounters";
    static props = { root: { type: Object, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ counters: [] });
        onWillStart(() => this.load());
        // The list was reloaded: what is counted may have changed with it.
        onWillUpdateProps((next) => {
            if (next.root !== this.props.root) {
                this.load();
            }
        });
    }

    async load() {
        this.state.counters = await this.orm.silent.call(
            "customer.action",
            "get_center_counters",
            []
        );
    }

    async open(counter) {
        const action = await this.action.loadAction(counter.action);
        const { label, domain } = counter;
        return this.action.doAction({ ...action, name: label, display_name: label, domain, context: {} });
    }
}
