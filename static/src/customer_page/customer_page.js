import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * A page of a form, mostly the customer's, that asks the server when it is opened, so that opening
 * a customer costs the same however many pages there are. `fetch` says what is asked.
 */
export class CustomerPage extends Component {
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ data: null });
        onWillStart(() => this.load());
        onWillUpdateProps((next) => this.load(next.record));
    }

    async load({ resId } = this.props.record) {
        this.state.data = resId ? await this.fetch(resId) : null;
    }

    /** Save the record, run a method that returns an action, and load all again after. */
    async run(method, args = [], context = {}) {
        const { record } = this.props;
        if (!(await record.save())) {
            return;
        }
        const { resModel, resId } = record;
        const action = await this.orm.call(resModel, method, [[resId], ...args], { context });
        await this.action.doAction(action, { onClose: () => record.model.load() });
    }
}
