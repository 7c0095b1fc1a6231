import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import {
    deserializeDate,
    deserializeDateTime,
    formatDate,
    toLocaleDateTimeString,
} from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { OverviewChart } from "./overview_chart";

/**
 * The overview of a customer. The server says which boxes there are and what is in
 * them (`res.partner._customer_overview_parts`); this page knows figures, tables and
 * charts, and opens what is behind a number.
 */
export class CustomerOverview extends Component {
    static template = "customer_care.CustomerOverview";
    static components = { Layout, OverviewChart };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ customer: null, boxes: [], currency: false });
        this.format = this.format.bind(this);
        this.openCell = this.openCell.bind(this);
        this.display = { controlPanel: {} };
        onWillStart(() => this.load());
    }

    get customerId() {
        const { action, resId } = this.props;
        return resId || action.context?.active_id || action.params?.partner_id;
    }

    async load() {
        if (!this.customerId) {
            return;
        }
        const ids = [Number(this.customerId)];
        const found = await this.orm.call("res.partner", "get_customer_overview", [ids]);
        this.state.customer = found.customer;
        this.state.currency = found.currency_id;
        this.state.boxes = found.boxes;
        this.env.config?.setDisplayName?.(_t("Overview of %s", found.customer.name));
    }

    allOf(box) {
        return _t("All: %s", box.title);
    }

    /** Return a value as the user reads it. */
    format({ type }, { value, currency_id }) {
        if (value === false || value === null || value === undefined) {
            return "";
        }
        switch (type) {
            case "monetary":
                return formatMonetary(value, { currencyId: currency_id || this.state.currency });
            case "integer":
                return formatInteger(value);
            case "float":
                return formatFloat(value);
            case "percentage":
                return `${formatFloat(value, { digits: [16, 1] })} %`;
            case "date":
                return formatDate(deserializeDate(value));
            case "datetime":
                return toLocaleDateTimeString(deserializeDateTime(value));
            default:
                return value;
        }
    }

    isNumber({ type }) {
        return ["monetary", "integer", "float", "percentage"].includes(type);
    }

    /** What a cell opens: its own way, else that of its row. */
    way(row, number) {
        return row[number].open || row[0].open;
    }

    openCell(row, number) {
        return this.open(this.way(row, number));
    }

    async open(way) {
        if (!way) {
            return;
        }
        const { action, domain, model, name, res_id } = way;
        const window = action
            ? await this.action.loadAction(action)
            : { type: "ir.actions.act_window", res_model: model, target: "current" };
        if (res_id) {
            const views = [[false, "form"]];
            return this.action.doAction({ ...window, name, res_id, views });
        }
        const views = window.views || [
            [false, "list"],
            [false, "form"],
        ];
        const context = action ? { hide_customer: true } : {};
        return this.action.doAction({
            ...window,
            name,
            display_name: name,
            domain,
            views,
            context,
        });
    }

    run(key) {
        return this.orm
            .call("res.partner", "run_customer_operation", [[this.state.customer.id], key])
            .then((action) => action && this.action.doAction(action));
    }
}

registry.category("actions").add("customer_care.customer_overview", CustomerOverview);
