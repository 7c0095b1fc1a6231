import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const COMING = ["planned", "confirmed", "declined"];
const KEYS = { a: "arrived", d: "done", n: "no_show", b: "book_next" };
const METHODS = {
    arrived: "action_customer_arrived",
    done: "action_customer_done",
    no_show: "action_customer_no_show",
    confirmed: "action_customer_confirmed",
    declined: "action_customer_declined",
    cancel: "action_customer_cancel",
    reset: "action_customer_reset",
    book_next: "action_customer_book_next",
};

/**
 * Who comes today and tomorrow. Arrows choose a row; A, D, N, B do what the buttons of
 * the row do; Enter opens the customer.
 */
export class DaySheet extends Component {
    static template = "customer_care.DaySheet";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.root = useRef("root");
        this.display = { controlPanel: {} };
        const { state } = this.props;
        this.state = useState({ sheet: null, day: state?.day || false, who: state?.who || "all" });
        this.busy = false;
        useSetupAction({ getLocalState: () => ({ day: this.state.day, who: this.state.who }) });
        onWillStart(() => this.load());
    }

    async load() {
        const { day, who } = this.state;
        this.state.sheet = await this.orm.call("calendar.event", "get_customer_day_sheet", [day, who]);
    }

    choose(who) {
        this.state.who = who;
        return this.load();
    }

    async goTo(day) {
        this.state.day = day;
        await this.load();
    }

    move(days) {
        return this.goTo(serializeDate(deserializeDate(this.state.sheet.day).plus({ days })));
    }

    /** The steps that make sense for a row: the next one first, the others in its menu. */
    steps(row) {
        if (!this.state.sheet.can_change) {
            return [];
        }
        if (COMING.includes(row.state)) {
            return [
                ...(row.is_later
                    ? []
                    : [{ key: "arrived", label: _t("Arrived"), style: "btn-primary" }]),
                ...(row.has_begun
                    ? [{ key: "no_show", label: _t("No-show"), style: "btn-outline-danger" }]
                    : []),
                ...(row.state === "planned"
                    ? [{ key: "confirmed", label: _t("Confirmed"), style: "btn-link" }]
                    : []),
                ...(row.state === "declined"
                    ? [{ key: "cancel", label: _t("Cancel"), style: "btn-link" }]
                    : [{ key: "declined", label: _t("Cannot come"), style: "btn-link" }]),
            ];
        }
        const bookNext = { key: "book_next", label: _t("Book next"), style: "btn-secondary" };
        if (row.state === "arrived") {
            return [{ key: "done", label: _t("Done"), style: "btn-primary" }, bookNext];
        }
        return [bookNext, { key: "reset", label: _t("Undo"), style: "btn-link" }];
    }

    /** One step at a time: a double click is one. */
    async step(row, key) {
        if (this.busy) {
            return;
        }
        this.busy = true;
        try {
            const action = await this.orm.call("calendar.event", METHODS[key], [[row.id]]);
            if (action && action.type) {
                await this.action.doAction(action, { onClose: () => this.load() });
            }
            await this.load();
        } finally {
            this.busy = false;
        }
    }

    onRowKey(ev, row) {
        if (ev.ctrlKey || ev.altKey || ev.metaKey || ev.target !== ev.currentTarget) {
            return;
        }
        if (ev.key === "ArrowDown" || ev.key === "ArrowUp") {
            const rows = [...this.root.el.querySelectorAll(".o_day_sheet_row")];
            const next = rows.indexOf(ev.currentTarget) + (ev.key === "ArrowDown" ? 1 : -1);
            rows[next]?.focus();
        } else if (ev.key === "Enter") {
            this.openCustomer(row);
        } else {
            const key = KEYS[ev.key.toLowerCase()];
            if (!key || !this.steps(row).some((step) => step.key === key)) {
                return;
            }
            this.step(row, key);
        }
        ev.preventDefault();
    }

    openCustomer(row) {
        return this.open("res.partner", row.customer_id);
    }

    open(model, id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    async print() {
        const { day, who } = this.state.sheet;
        const action = await this.orm.call("calendar.event", "action_print_day_sheet", [day, who]);
        await this.action.doAction(action);
    }

    async book(entry, freed) {
        await this.orm.call("customer.waiting", "action_book", [[entry.id], freed.id]);
        await this.load();
    }

    async offer(entry, freed) {
        await this.orm.call("customer.waiting", "action_offer", [[entry.id], freed.id]);
        await this.load();
    }

    openWaiting() {
        return this.action.doAction("customer_care.customer_waiting_action");
    }
}

registry.category("actions").add("customer_care.day_sheet", DaySheet);
