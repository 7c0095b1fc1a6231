import { formatDate, deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/views/fields/formatters";
import { CustomerPage } from "../customer_page/customer_page";

/** The last value of each type, by group; the server computes it in one query. */
export class CustomerMeasurementSummary extends CustomerPage {
    static template = "customer_care.MeasurementSummary";

    async fetch(resId) {
        const { resModel } = this.props.record;
        const [values] = await this.orm.read(resModel, [resId], ["measurement_summary"]);
        return values.measurement_summary || [];
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

    overTime(row) {
        return _t("Over time: %s", row.type);
    }

    date(row) {
        return formatDate(deserializeDate(row.date));
    }

    open(row) {
        return this.run("action_open_measurements", [row.type_id]);
    }
}

registry.category("view_widgets").add("customer_measurement_summary", {
    component: CustomerMeasurementSummary,
});
