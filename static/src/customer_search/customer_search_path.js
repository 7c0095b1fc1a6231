import { Component, onWillStart } from "@odoo/owl";
import { ModelFieldSelector } from "@web/core/model_field_selector/model_field_selector";
import { registry } from "@web/core/registry";
import { xml } from "@odoo/owl";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { useSearchFields } from "./search_fields";

/** The field of a column, chosen among those that people know. */
export class CustomerSearchPath extends Component {
    static template = xml`
        <ModelFieldSelector
            t-if="model"
            resModel="model"
            path="props.record.data[props.name] || ''"
            readonly="props.readonly"
            update.bind="update"
            t-props="selectorProps"
        />`;
    static components = { ModelFieldSelector };
    static props = { ...standardFieldProps };

    setup() {
        this.searchFields = useSearchFields();
        onWillStart(() => this.searchFields.load());
    }

    get model() {
        return this.props.record.data.row_model;
    }

    get selectorProps() {
        return this.searchFields.props("readable");
    }

    update(path) {
        return this.props.record.update({ [this.props.name]: path });
    }
}

registry.category("fields").add("customer_search_path", {
    component: CustomerSearchPath,
    supportedTypes: ["char"],
});
