import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CharField, charField } from "@web/views/fields/char/char_field";
import { useSpecialData } from "@web/views/fields/relational_utils";

/** A name in the list of a tree, indented by how deep it stands. */
export class IndentedCharField extends CharField {
    static template = "customer_care.IndentedCharField";
    static props = { ...CharField.props, depthField: { type: String } };

    get indent() {
        return `padding-left: ${1.5 * (this.props.record.data[this.props.depthField] || 0)}rem`;
    }
}

/** Free text that proposes what is there already. */
export class SuggestedCharField extends CharField {
    static template = "customer_care.SuggestedCharField";

    setup() {
        super.setup();
        this.suggested = useSpecialData((orm, { record, name }) =>
            orm.call(record.resModel, "formatted_read_group", [[], [name], []])
        );
    }

    get suggestions() {
        const { data } = this.suggested;
        return Array.isArray(data) ? data.map((row) => row[this.props.name]).filter(Boolean) : [];
    }

    get listId() {
        return `suggestions_${this.props.name}_${this.props.record.id}`;
    }
}

registry.category("fields").add("customer_indented_char", {
    ...charField,
    component: IndentedCharField,
    displayName: _t("Indented text"),
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...charField.extractProps(fieldInfo, dynamicInfo),
        depthField: fieldInfo.options.depth_field,
    }),
});
registry.category("fields").add("customer_suggested_char", {
    ...charField,
    component: SuggestedCharField,
    displayName: _t("Text with suggestions"),
});
