import { Component } from "@odoo/owl";
import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatFloat } from "@web/views/fields/formatters";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** The last value of each type, by group; the server computes it in one query. */
export class CustomerMeasurementSummary extends Component {
    static template = "customer_care.MeasurementSummary";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
    }

    get groups() {
        return this.props.record.data[this.props.name] || [];
    }

    number(row, value) {
        return formatFloat(value, { digits: [16, row.digits] });
    }

    change(row) {
        if (row.change === null) {
            return _t("first value");
        }
        const sign = row.change > 0 ? "+" : row.change ? "" : "\u00b1";
        return sign + this.number(row, row.change);
    }

    date(row) {
        return formatDate(deserializeDate(row.date));
    }

    async open(row) {
        const { resId } = this.props.record;
        return this.action.doAction(
            await this.orm.call("res.partner", "action_open_measurements", [[resId], row.type_id])
        );
    }
}

registry.category("fields").add("customer_measurement_summary", {
    component: CustomerMeasurementSummary,
    displayName: _t("Last measurements"),
    supportedTypes: ["json"],
    isEmpty: () => false,
});
