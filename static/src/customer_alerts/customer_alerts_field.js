import { Component, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { CustomerAlertDialog } from "@customer_care/customer_alerts/alert_dialog";

/** A line counts as read in the words in which it was read. */
const keyOf = (line) => `${line.id}:${line.name}`;

/**
 * The red lines of the customer chosen on this form; those that must be acknowledged are
 * asked about when the customer is chosen, and have a button until they are.
 *
 * Value: list of { id, name, kind, date_end, holder, is_read }, or false.
 */
export class CustomerAlertsField extends Component {
    static template = "customer_care.CustomerAlertsField";
    static props = {
        ...standardFieldProps,
        isCard: { type: Boolean, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.action = useService("action");
        this.state = useState({ read: [] });
        this.asked = new Set();
        this.loaded = undefined;
        useEffect(
            () => this.ask(),
            () => [this.props.record.resId, this.unread.map(keyOf).join("\n")]
        );
    }

    get lines() {
        return this.props.record.data[this.props.name] || [];
    }

    get unread() {
        return this.lines.filter((line) => this.isUnread(line));
    }

    mustBeRead(line) {
        return line.kind === "acknowledge" && !this.props.isCard;
    }

    isUnread(line) {
        return this.mustBeRead(line) && !line.is_read && !this.state.read.includes(keyOf(line));
    }

    /** A saved document that is opened has its button; only who is chosen now is asked about. */
    ask() {
        const { resId, isNew } = this.props.record;
        const isOpened = resId !== this.loaded && !isNew;
        const fresh = this.unread.filter((line) => !isOpened && !this.asked.has(keyOf(line)));
        this.loaded = resId;
        this.asked = new Set(this.unread.map(keyOf));
        if (fresh.length) {
            this.dialog.add(CustomerAlertDialog, {
                lines: fresh,
                confirm: () => this.acknowledge(fresh),
            });
        }
    }

    async acknowledge(lines) {
        const { resModel, resId } = this.props.record;
        await this.orm.call(
            "customer.alert",
            "action_acknowledge",
            [lines.map((line) => line.id)],
            {
                texts: lines.map((line) => line.name),
                res_model: resModel,
                res_id: resId || false,
            }
        );
        this.state.read.push(...lines.map(keyOf));
    }

    async openAll() {
        const { resModel, resId } = this.props.record;
        this.action.doAction(await this.orm.call(resModel, "action_open_alerts", [resId]));
    }
}

export const customerAlertsField = {
    component: CustomerAlertsField,
    displayName: _t("Alerts of the customer"),
    supportedTypes: ["json"],
    extractProps: ({ options }) => ({ isCard: Boolean(options.is_card) }),
};

registry.category("fields").add("customer_alerts", customerAlertsField);
