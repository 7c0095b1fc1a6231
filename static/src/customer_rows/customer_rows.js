import { Component, xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { View } from "@web/views/view";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * Rows of a model that belong to a customer, as a list on a page of the form:
 *
 *     <widget name="customer_rows" model="customer.consent" list_view="module.view_id"/>
 *
 * A one2many field would be read with the form. These are read when their page is
 * opened, so that opening a customer costs the same however many pages there are.
 */
export class CustomerRows extends Component {
    static template = xml`<View t-if="props.record.resId" t-key="props.record.id" t-props="viewProps"/>`;
    static components = { View };
    static props = { ...standardWidgetProps, model: String, listView: String };

    /** The same object until the form is loaded again, which makes a new record. */
    get viewProps() {
        const { record } = this.props;
        if (this.shown !== record.id) {
            this.shown = record.id;
            this.cached = {
                resModel: this.props.model,
                type: "list",
                views: [[false, "list"]],
                context: { list_view_ref: this.props.listView },
                domain: [["partner_id", "=", record.resId]],
                display: { controlPanel: false },
                allowSelectors: false,
                allowOpenAction: false,
                noBreadcrumbs: true,
                selectRecord: () => {},
            };
        }
        return this.cached;
    }
}

registry.category("view_widgets").add("customer_rows", {
    component: CustomerRows,
    extractProps: ({ attrs }) => ({ model: attrs.model, listView: attrs.list_view }),
});
