import { onWillStart } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { CustomerPage } from "../customer_page/customer_page";

/** May this customer receive offers, by which channel, and what they say now. */
export class CustomerMarketing extends CustomerPage {
    static template = "customer_care.CustomerMarketing";

    setup() {
        super.setup();
        this.channels = [
            { key: "email", label: _t("By e-mail") },
            { key: "sms", label: _t("By SMS") },
            { key: "letter", label: _t("By post") },
            { key: "call", label: _t("By telephone") },
        ];
        onWillStart(async () => {
            this.canChange = await user.hasGroup("customer_care.function_consent_change");
        });
    }

    async fetch(resId) {
        const names = this.channels.map(({ key }) => `marketing_${key}`);
        const [answers] = await this.orm.read("res.partner", [resId], names);
        return answers;
    }

    says(channel, given) {
        return this.run("action_change_consent", [], {
            consent_channel: channel,
            consent_given: given,
        });
    }
}

registry.category("view_widgets").add("customer_marketing", { component: CustomerMarketing });
