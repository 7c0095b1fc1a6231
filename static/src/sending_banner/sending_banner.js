import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";

/** A thin bar above the web client while sending is anything but on. */
export class SendingBanner extends Component {
    static template = "customer_care.SendingBanner";
    static props = {};

    setup() {
        this.action = useService("action");
        this.sending = useState(useService("customer_care.sending").sending);
    }

    get isVisible() {
        return Boolean(this.sending.state) && this.sending.state !== "on";
    }

    get message() {
        switch (this.sending.state) {
            case "stopped":
                return _t("All sending is stopped: customers get nothing, planned messages wait.");
            case "trial":
                return _t("Trial mode: everything for customers goes to %s.", this.sending.trial_email);
            default:
                return _t("Neutralised copy: nothing is sent to customers.");
        }
    }

    get className() {
        return this.sending.state === "trial" ? "text-bg-warning" : "text-bg-danger";
    }

    get icon() {
        return { stopped: "fa-hand-paper-o", trial: "fa-flask" }[this.sending.state] || "fa-clone";
    }

    /** A stop is an alarm; the other two are a state one works in. */
    get role() {
        return this.sending.state === "stopped" ? "alert" : "status";
    }

    change() {
        this.action.doAction("customer_care.customer_sending_switch_action");
    }
}

registry.category("main_components").add("customer_care.SendingBanner", {
    Component: SendingBanner,
});
