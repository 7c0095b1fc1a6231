import { Component, onWillStart, useState } from "@odoo/owl";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const NOBODY = 0;

/**
 * The matrix functions × levels. A function has one number, its lowest level: a tick at a
 * level ticks all higher ones (smaller numbers), clearing one clears all lower ones.
 */
export class SetSecurity extends Component {
    static template = "customer_care.SetSecurity";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.display = { controlPanel: {} };
        this.state = useState({ levels: [], sections: [], log: [], saving: false });
        useSetupAction({
            beforeLeave: () => this.confirmLeave(),
            beforeUnload: (ev) => this.isDirty && ev.preventDefault(),
        });
        onWillStart(async () => this.show(await this.orm.call("customer.security", "load", [])));
    }

    show({ levels, sections, log }) {
        for (const section of sections) {
            for (const each of section.functions) {
                each.saved = each.level;
            }
        }
        Object.assign(this.state, { levels, sections, log });
    }

    get functions() {
        return this.state.sections.flatMap((section) => section.functions);
    }

    get changed() {
        return this.functions.filter((each) => each.level !== each.saved);
    }

    get isDirty() {
        return this.changed.length > 0;
    }

    get isDefault() {
        return this.functions.every((each) => each.level === each.default);
    }

    has(each, level) {
        return level <= each.level;
    }

    levelName(level) {
        return level === NOBODY ? _t("Nobody") : _t("Level %s", level);
    }

    badgeClass(each) {
        if (each.level !== each.saved) {
            return "text-bg-warning";
        }
        return each.level === NOBODY ? "text-bg-secondary" : "text-bg-info";
    }

    toggle(each, level) {
        this.setLevel(each, this.has(each, level) ? level - 1 : level);
    }

    /** Give a function its lowest level, and keep those it needs or is needed by in step. */
    setLevel(each, level) {
        const raised = level > each.level;
        each.level = level;
        for (const other of this.functions) {
            if (raised && each.needs.includes(other.id) && other.level < level) {
                other.level = level;
            } else if (!raised && other.needs.includes(each.id) && other.level > level) {
                other.level = level;
            }
        }
    }

    reset() {
        for (const each of this.functions) {
            each.level = each.default;
        }
    }

    discard() {
        for (const each of this.functions) {
            each.level = each.saved;
        }
    }

    async save() {
        const levels = Object.fromEntries(this.changed.map((each) => [each.id, each.level]));
        this.state.saving = true;
        try {
            this.show(await this.orm.call("customer.security", "save", [levels]));
            this.notification.add(_t("Saved; it holds from now on for everybody."), {
                type: "success",
            });
        } finally {
            this.state.saving = false;
        }
    }

    confirmLeave() {
        if (!this.isDirty) {
            return true;
        }
        return new Promise((resolve) => {
            this.dialog.add(
                ConfirmationDialog,
                {
                    title: _t("Unsaved changes"),
                    body: _t("What you ticked is not saved yet. Leave without saving?"),
                    confirmLabel: _t("Leave"),
                    confirm: () => resolve(true),
                    cancelLabel: _t("Stay"),
                    cancel: () => resolve(false),
                },
                { onClose: () => resolve(false) }
            );
        });
    }

    openLog() {
        this.action.doAction("customer_care.customer_security_log_action");
    }
}

registry.category("actions").add("customer_care.set_security", SetSecurity);
