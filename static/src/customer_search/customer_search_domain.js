import { onWillStart } from "@odoo/owl";
import { DomainSelector } from "@web/core/domain_selector/domain_selector";
import { condition } from "@web/core/tree_editor/condition_tree";
import { domainFromTree } from "@web/core/tree_editor/domain_from_tree";
import { getDefaultValue } from "@web/core/tree_editor/tree_editor_value_editors";
import { getDomainDisplayedOperators } from "@web/core/domain_selector/domain_selector_operator_editor";
import { registry } from "@web/core/registry";
import { TreeEditor } from "@web/core/tree_editor/tree_editor";
import { useService } from "@web/core/utils/hooks";
import { DomainField, domainField } from "@web/views/fields/domain/domain_field";
import { describeRelative, getSearchValueEditorInfo, parseRelative } from "./relative_date";
import { useSearchFields } from "./search_fields";

/** What a new condition asks first. */
const FIRST = { "res.partner": "city", "account.move": "invoice_date", "customer.asset": "kind" };

/** Rules whose dates may be counted from today, also those inside of other rules. */
export class CustomerTreeEditor extends TreeEditor {
    static components = { ...TreeEditor.components };

    getValueEditorInfo(node) {
        return getSearchValueEditorInfo(this.getFieldDef(node.path), node.operator);
    }

    async prepareInfo(props) {
        await super.prepareInfo(props);
        const describe = this.getConditionDescription;
        if (props.readonly) {
            this.getConditionDescription = (node) => this.describe(node, describe(node));
        }
    }

    describe(node, description) {
        const isDate = ["date", "datetime"].includes(this.getFieldDef(node.path)?.type);
        const said = description.valueDescription;
        if (isDate && said) {
            const values = node.operator === "in range" ? node.value.slice(2) : [node.value];
            said.values = said.values.map((text, place) =>
                parseRelative(values[place]) ? describeRelative(values[place]) : text
            );
        }
        return description;
    }
}
CustomerTreeEditor.components.TreeEditor = CustomerTreeEditor;

/** Odoo's editor of conditions, which offers the fields that people know. */
export class CustomerDomainSelector extends DomainSelector {
    static components = { ...DomainSelector.components, TreeEditor: CustomerTreeEditor };

    setup() {
        super.setup();
        this.searchFields = useSearchFields();
        onWillStart(() => this.searchFields.load());
    }

    getShowArchivedCheckBox() {
        return false;
    }

    getDefaultCondition(fieldDefs) {
        const offered = Object.keys(fieldDefs).find((name) => Object.values(FIRST).includes(name));
        const fieldDef = fieldDefs[offered];
        if (!fieldDef) {
            return super.getDefaultCondition(fieldDefs);
        }
        const [operator] = getDomainDisplayedOperators(fieldDef);
        return condition(fieldDef.name, operator, getDefaultValue(fieldDef, operator));
    }

    getPathEditorInfo(resModel, defaultCondition) {
        const info = super.getPathEditorInfo(resModel, defaultCondition);
        return {
            ...info,
            extractProps: (params) => ({
                ...info.extractProps(params),
                ...this.searchFields.props("searchable"),
                isDebugMode: false,
            }),
        };
    }
}

export class CustomerSearchDomain extends DomainField {
    static components = { ...DomainField.components, DomainSelector: CustomerDomainSelector };

    setup() {
        super.setup();
        const fields = useService("field");
        this.getDefaultLeafDomain = async (resModel) => {
            const name = FIRST[resModel] || "name";
            const { fieldDef } = await fields.loadFieldInfo(resModel, name);
            const [operator] = getDomainDisplayedOperators(fieldDef);
            return domainFromTree(condition(name, operator, getDefaultValue(fieldDef, operator)));
        };
    }
}

registry.category("fields").add("customer_search_domain", {
    ...domainField,
    component: CustomerSearchDomain,
});
