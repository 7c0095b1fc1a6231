import { Component, onMounted, useRef } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CharField } from "@web/views/fields/char/char_field";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/**
 * The values of a group to type in: Tab and the arrow keys go from one to the next, Enter
 * saves. The server says at once what is unusual or impossible.
 */
export class CustomerMeasurementLines extends Component {
    static template = "customer_care.MeasurementLines";
    static components = { CharField };
    static props = { ...standardFieldProps };

    setup() {
        this.root = useRef("root");
        onMounted(() => setTimeout(() => this.inputs[0]?.focus()));
    }

    get lines() {
        return this.props.record.data[this.props.name].records;
    }

    get inputs() {
        return [...(this.root.el?.querySelectorAll("input") || [])];
    }

    onKeydown(ev) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (step) {
            ev.preventDefault();
            this.inputs[this.inputs.indexOf(ev.target) + step]?.focus();
        } else if (ev.key === "Enter" && !ev.isComposing) {
            ev.preventDefault();
            this.root.el.closest(".modal")?.querySelector("button[name=action_save]")?.click();
        }
    }
}

registry.category("fields").add("customer_measurement_lines", {
    component: CustomerMeasurementLines,
    displayName: _t("Values to enter"),
    supportedTypes: ["one2many"],
    isEmpty: () => false,
});
