import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { CustomerPage } from "../customer_page/customer_page";

/** How a state is told apart at a glance; the words come with the data. */
const LOOKS = {
    given: ["fa-check-circle", "success"],
    open: ["fa-unlock-alt", "success"],
    service: ["fa-wrench", "body"],
    requested: ["fa-hourglass-half", "info"],
    expired: ["fa-clock-o", "warning"],
    imported: ["fa-question-circle", "muted"],
    refused: ["fa-times-circle", "danger"],
    never: ["fa-circle-o", "muted"],
    unused: ["fa-minus", "muted"],
};
const ICONS = {
    email: "fa-envelope-o",
    sms: "fa-commenting-o",
    letter: "fa-file-text-o",
    call: "fa-phone",
};

/** The page Consents: each purpose by each channel, and the buttons that change it. */
export class CustomerConsents extends CustomerPage {
    static template = "customer_care.CustomerConsents";

    fetch(resId) {
        return this.orm.call("res.partner", "get_customer_consents", [[resId]]);
    }

    icon(channel) {
        return ICONS[channel.key];
    }

    /** A cell with what is shown of it. */
    cell(purpose, index) {
        const cell = purpose.cells[index];
        const { channels, labels } = this.state.data;
        const [icon, tone] = LOOKS[cell.state] || LOOKS.never;
        return {
            ...cell,
            icon,
            tone,
            label: labels[cell.state],
            spoken: this.spoken(`${purpose.name}, ${channels[index].label}`),
            lines: this.lines(cell),
        };
    }

    /** What the buttons of a cell are called by who does not see where they stand. */
    spoken(about) {
        return {
            yes: _t("Record that the customer says yes: %s", about),
            again: _t("Record that the customer says yes again: %s", about),
            no: _t("Record that the customer says no: %s", about),
            proof: _t("Print proof: %s", about),
            ask: _t("Ask the log: %s", about),
        };
    }

    lines(cell) {
        const lines = [];
        if (cell.since) {
            lines.push(
                cell.until
                    ? _t("%(since)s until %(until)s", cell)
                    : _t("since %(since)s", cell)
            );
            lines.push(cell.user ? `${cell.method}, ${cell.user}` : cell.method);
        }
        if (cell.asked) {
            lines.push(_t("asked to confirm on %(asked)s", cell));
        }
        if (cell.is_shared) {
            lines.push(_t("said by somebody else with this address"));
        }
        if (cell.note) {
            lines.push(cell.note);
        }
        for (const hint of cell.elsewhere) {
            lines.push(_t("Agreed for another address: %s", hint));
        }
        return lines;
    }

    says(purpose, cell, given) {
        return this.run("action_change_consent", [], {
            consent_purpose: purpose.id,
            consent_channel: cell.channel,
            consent_given: given,
        });
    }

    about(method, purpose, cell) {
        return this.run(method, [], {
            consent_purpose: purpose.id,
            consent_channel: cell.channel,
        });
    }
}

registry.category("view_widgets").add("customer_consents", { component: CustomerConsents });
