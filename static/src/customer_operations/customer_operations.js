import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * What can be done with a customer: a menu in lists and on cards, buttons on the page
 * Tools. The server says which entries there are (`get_customer_operations`) and is
 * asked when they are to be seen, not for every row of a list.
 */
export class CustomerOperations extends Component {
    static template = "customer_care.CustomerOperations";
    static components = { Dropdown, DropdownItem };
    static props = { ...standardWidgetProps, mode: { type: String, optional: true } };
    static defaultProps = { mode: "menu" };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ entries: [] });
        if (this.props.mode === "buttons") {
            onWillStart(() => this.load());
            onWillUpdateProps((next) => this.load(next.record));
        }
    }

    async load(record = this.props.record) {
        const entries = record.resId
            ? await this.orm.call("res.partner", "get_customer_operations", [[record.resId]])
            : [];
        // on the card itself there is no card to show
        const isCard = this.props.mode === "buttons";
        this.state.entries = entries.filter((entry) => !isCard || entry.key !== "show_card");
    }

    async run(entry) {
        const { record } = this.props;
        if ((await record.isDirty()) && !(await record.save())) {
            return;
        }
        const args = [[record.resId], entry.key];
        const action = await this.orm.call("res.partner", "run_customer_operation", args);
        if (action) {
            // what a deletion leaves behind cannot be loaded again
            const onClose = (params) => !params?.noReload && this.reload();
            await this.action.doAction(action, { onClose });
        } else {
            await this.reload();
        }
    }

    async reload() {
        const { record } = this.props;
        if (this.props.mode !== "buttons") {
            return record.model.load();
        }
        await record.load();
        // what was done may have opened other doors
        await this.load();
    }
}

registry.category("view_widgets").add("customer_operations", {
    component: CustomerOperations,
    extractProps: ({ attrs }) => ({ mode: attrs.mode }),
    listViewWidth: [36, 36],
});
