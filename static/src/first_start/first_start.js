import { Component, onWillStart, status, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

const PANEL = "onboarding.onboarding";
const STEP = "onboarding.onboarding.step";

/**
 * The five steps after installing, above the Actions Center, for those who may configure.
 * The server says what is done; nobody else asks it.
 */
export class FirstStart extends Component {
    static template = "customer_care.FirstStart";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({ panel: false });
        onWillStart(() => this.load());
    }

    async load() {
        const may = await user.hasGroup("customer_care.function_settings");
        if (may && status(this) !== "destroyed") {
            this.state.panel = await this.orm.silent.call(PANEL, "get_customer_first_start", []);
        }
    }

    icon(step) {
        return step.state === "done" ? "fa-check-circle text-success" : "fa-circle-o text-muted";
    }

    async open(step) {
        const action = await this.orm.call(STEP, step.action, []);
        return this.action.doAction(action, { onClose: () => this.load() });
    }

    async confirm(step) {
        await this.orm.call(STEP, "action_confirm_customer_step", [step.key]);
        await this.load();
    }

    async close() {
        await this.orm.call(PANEL, "action_close_customer_first_start", []);
        this.state.panel = false;
        this.notification.add(_t("Configuration → First start brings it back."), { type: "info" });
    }
}
