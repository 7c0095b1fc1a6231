import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Two records beside each other; where both have a value and differ, it is marked. */
export class DuplicatePair extends Component {
    static template = "customer_care.DuplicatePair";
    static props = { ...standardFieldProps };

    get rows() {
        return (this.props.record.data[this.props.name] || []).map((row) => ({
            ...row,
            parts: [this.parts(row.one, row.other, row.differs), this.parts(row.other, row.one, row.differs)],
        }));
    }

    /** Cut a value into [what both begin with, what differs, what both end with]. */
    parts(value, other, differs) {
        if (!differs) {
            return [value, "", ""];
        }
        const shorter = Math.min(value.length, other.length);
        let start = 0;
        while (start < shorter && value[start] === other[start]) {
            start++;
        }
        let end = 0;
        while (
            end < shorter - start &&
            value[value.length - 1 - end] === other[other.length - 1 - end]
        ) {
            end++;
        }
        const last = value.length - end;
        return [value.slice(0, start), value.slice(start, last), value.slice(last)];
    }
}

registry.category("fields").add("customer_duplicate_pair", {
    component: DuplicatePair,
    supportedTypes: ["json"],
});
