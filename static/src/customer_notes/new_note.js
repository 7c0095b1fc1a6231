import { Component } from "@odoo/owl";
import { useCommand } from "@web/core/commands/command_hook";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { session } from "@web/session";

/**
 * The pencil in the top bar: a note from wherever one is, by Alt+Shift+N or Ctrl+K too. On
 * the form of a customer, or of a document of one, the note is about what is shown.
 */
export class NewNote extends Component {
    static template = "customer_care.NewNote";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        useCommand(_t("New note of a conversation"), () => this.open(), {
            hotkey: "alt+shift+n",
            global: true,
        });
    }

    get about() {
        const { props, view } = this.action.currentController || {};
        const isForm = view?.type === "form";
        return isForm && props.resId ? [props.resModel, props.resId] : [false, false];
    }

    async open() {
        const controller = this.action.currentController;
        const action = await this.orm.call("customer.note", "action_new_note", this.about);
        await this.action.doAction(action, {
            onClose: (saved) => saved && this.reload(controller),
        });
    }

    /** Show the new note where notes are listed; what is being edited is left alone. */
    reload(controller) {
        const isShown = controller && controller === this.action.currentController;
        if (isShown && controller.props.resModel === "customer.note") {
            return this.action.doAction({ type: "ir.actions.client", tag: "soft_reload" });
        }
    }
}

if (session.customer_care_note) {
    registry.category("systray").add("customer_care.new_note", { Component: NewNote }, { sequence: 26 });
}
