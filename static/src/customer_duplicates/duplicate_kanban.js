import { useExternalListener } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";

/** The work list: M, F or D answers the card that has the focus, else the first one. */
export class DuplicateKanbanRenderer extends KanbanRenderer {
    setup() {
        super.setup();
        useExternalListener(window, "keydown", (event) => this.answer(event));
    }

    answer(event) {
        const root = this.rootRef.el;
        const isTyping = event.target.closest("input, textarea, [contenteditable=true]");
        const isBusy = document.querySelector(".modal, .o-dropdown--menu");
        if (isTyping || isBusy || event.repeat || !root) {
            return;
        }
        if (event.ctrlKey || event.altKey || event.metaKey) {
            return;
        }
        const card =
            document.activeElement?.closest(".o_kanban_record") ||
            root.querySelector(".o_kanban_record:not(.o_kanban_ghost)");
        const button = card?.querySelector(`button[data-answer="${event.key.toLowerCase()}"]`);
        if (button && !button.disabled) {
            event.preventDefault();
            event.stopPropagation();
            button.click();
        }
    }
}

registry.category("views").add("customer_duplicate_kanban", {
    ...kanbanView,
    Renderer: DuplicateKanbanRenderer,
});
