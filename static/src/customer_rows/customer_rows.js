import { Component, useChildSubEnv, xml } from "@odoo/owl";
import { Domain } from "@web/core/domain";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { View } from "@web/views/view";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/**
 * Rows that belong to a customer, as a list on a page of the form:
 *
 *     <widget name="customer_rows" model="customer.consent"
 *             list_view="module.view_id" domain="[('partner_id', '=', id)]"/>
 *
 * A one2many field would be read with the form. These are read when their page is
 * opened, so that opening a customer costs the same however many pages there are.
 * With `open_form="1"` a click opens the row; buttons work as those of the form do.
 */
export class CustomerRows extends Component {
    static template = xml`<View t-if="props.record.resId" t-key="props.record.id" t-props="viewProps"/>`;
    static components = { View };
    static props = {
        ...standardWidgetProps,
        model: String,
        listView: String,
        domain: String,
        openForm: Boolean,
    };

    setup() {
        this.action = useService("action");
        const action = Object.create(this.env.services.action);
        action.doActionButton = (...args) => this.runButton(...args);
        useChildSubEnv({ services: { ...this.env.services, action } });
    }

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
                domain: new Domain(this.props.domain).toList(record.evalContext),
                display: { controlPanel: false },
                allowSelectors: false,
                allowOpenAction: false,
                noBreadcrumbs: true,
                selectRecord: (resId) => this.props.openForm && this.openForm(resId),
            };
        }
        return this.cached;
    }

    openForm(resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: this.props.model,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    /** Save the customer before, and load the form with its rows again after. */
    async runButton(params, options) {
        const { record } = this.props;
        if (!(await record.isDirty()) || (await record.save())) {
            const onClose = () => record.model.load();
            await this.action.doActionButton({ ...params, onClose }, options);
        }
    }
}

registry.category("view_widgets").add("customer_rows", {
    component: CustomerRows,
    extractProps: ({ attrs }) => ({
        model: attrs.model,
        listView: attrs.list_view,
        domain: attrs.domain,
        openForm: Boolean(attrs.open_form),
    }),
});
