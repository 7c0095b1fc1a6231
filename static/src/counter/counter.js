import { Component, onMounted, onWillStart, useExternalListener, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useOwnedDialogs, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { FormViewDialog } from "@web/views/view_dialogs/form_view_dialog";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CustomerAlertDialog } from "@customer_care/customer_alerts/alert_dialog";
import { fromAddress } from "./counter_address";
import { CounterCard } from "./counter_card";
import { CounterMatches } from "./counter_matches";

const SHORTEST = 3;
const WAIT = 300;

/**
 * The page a shop has open all day. The box keeps the focus whatever happens, so a
 * scanner always writes into it: arrows choose, Enter opens, function keys act, Escape
 * leads back.
 */
export class CustomerCounter extends Component {
    static template = "customer_care.CustomerCounter";
    static components = { CounterCard, CounterMatches };
    static props = {
        ...standardActionServiceProps,
        customerId: { type: Number, optional: true },
        term: { type: String, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.ui = useService("ui");
        this.addDialog = useOwnedDialogs();
        this.box = useRef("box");
        this.state = useState({ term: "", found: null, chosen: -1, card: null, row: 0 });
        this.asked = 0;
        this.isRowChosen = false;
        this.lookAhead = useDebounced(() => this.search(false), WAIT);
        useSetupAction({
            getLocalState: () => ({ customerId: this.customerId, term: this.state.term }),
        });
        useExternalListener(window, "keydown", this.onKeydown);
        const { barcode } = this.env.services;
        if (barcode) {
            useBus(barcode.bus, "barcode_scanned", ({ detail }) => this.onScan(detail.barcode));
        }
        onWillStart(() => this.start());
        onMounted(() => this.focus());
    }

    get customerId() {
        return this.state.card?.customer.id;
    }

    get rows() {
        return (this.state.card?.blocks || []).flatMap((block) => block.rows || []);
    }

    /** The page as it was left, else what Ctrl+K chose, else who calls, else the address. */
    async start() {
        const { state, customerId, term } = this.props;
        const number = !state && !customerId && !term && fromAddress("number");
        const id = state ? state.customerId : customerId || Number(!number && fromAddress("customer"));
        if (state?.term || term || number) {
            this.state.term = state?.term || term || number;
            await this.search(true);
        } else if (id) {
            await this.open(id);
        }
    }

    focus() {
        this.box.el?.focus();
    }

    // -- finding ---------------------------------------------------------------------

    onInput(ev) {
        this.asked++; // whatever is on its way answers an earlier question
        this.state.term = ev.target.value;
        this.state.chosen = -1;
        if (this.state.term.trim().length >= SHORTEST) {
            this.lookAhead();
        } else {
            this.lookAhead.cancel();
            this.state.found = null;
        }
    }

    onScan(barcode) {
        if (this.ui.activeElement === document) {
            this.state.term = barcode;
            return this.search(true);
        }
    }

    /** Ask who this is; whoever is found alone is opened, unless somebody still types. */
    async search(opens) {
        this.lookAhead.cancel();
        const asked = ++this.asked;
        const args = [this.state.term];
        const found = await this.orm.call("res.partner", "get_counter_matches", args);
        if (asked !== this.asked) {
            return;
        }
        if (opens && found.matches.length === 1) {
            const [match] = found.matches;
            return this.open(match.contact_id);
        }
        this.state.found = found;
        this.state.chosen = opens && found.matches.length ? 0 : -1;
    }

    get choices() {
        const { found } = this.state;
        return found ? [...found.matches, ...(found.new ? [found.new] : [])] : [];
    }

    choose(number) {
        const choice = this.choices[number];
        return choice.id ? this.open(choice.contact_id) : this.create();
    }

    create() {
        this.addDialog(
            FormViewDialog,
            {
                title: _t("New customer"),
                resModel: "res.partner",
                context: this.state.found.new,
                onRecordSaved: (record) => this.open(record.resId),
            },
            { onClose: () => this.focus() }
        );
    }

    // -- the customer ----------------------------------------------------------------

    async open(id) {
        const asked = ++this.asked;
        const card = await this.orm.call("res.partner", "get_counter_card", [[id]]);
        if (asked !== this.asked) {
            return;
        }
        Object.assign(this.state, { card, found: null, term: "", chosen: -1, row: 0 });
        this.isRowChosen = false;
        this.props.updateActionState?.({ customer: this.customerId });
        this.focus();
        this.askToRead();
    }

    close() {
        this.state.card = null;
        this.props.updateActionState?.({ customer: undefined });
    }

    async reload() {
        if (this.customerId) {
            const { row } = this.state;
            const args = [[this.customerId]];
            this.state.card = await this.orm.call("res.partner", "get_counter_card", args);
            this.state.row = Math.min(row, Math.max(this.rows.length - 1, 0));
        }
        this.focus();
    }

    get unread() {
        return this.state.card.alerts.filter((line) => line.kind === "acknowledge" && !line.is_read);
    }

    askToRead() {
        if (this.unread.length) {
            const lines = this.unread;
            this.addDialog(
                CustomerAlertDialog,
                { lines, confirm: () => this.acknowledge(lines) },
                { onClose: () => this.focus() }
            );
        }
    }

    async acknowledge(lines) {
        const ids = lines.map((line) => line.id);
        const texts = lines.map((line) => line.name);
        await this.orm.call("customer.alert", "action_acknowledge", [ids], { texts });
        lines.forEach((line) => (line.is_read = true));
        this.focus();
    }

    async run({ operation }) {
        const row = this.rows[this.state.row];
        const context = row ? { counter_row: [row.model, row.id] } : {};
        const args = [[this.customerId], operation];
        await this.do(await this.orm.call("res.partner", "run_customer_operation", args, { context }));
    }

    async openBlock({ method }) {
        await this.do(await this.orm.call("res.partner", method, [[this.customerId]]));
    }

    openRow(number) {
        const { model, id } = this.rows[number];
        if (!model) {
            return;
        }
        return this.do({
            type: "ir.actions.act_window",
            res_model: model,
            res_id: id,
            views: [[false, "form"]],
        });
    }

    /** Afterwards the customer is shown as they are now, and the box waits again. */
    async do(action) {
        if (action) {
            await this.action.doAction(action, { onClose: () => this.reload() });
        } else {
            await this.reload();
        }
    }

    // -- the keyboard ----------------------------------------------------------------

    onKeydown(ev) {
        const isElsewhere = this.ui.activeElement !== document || ev.defaultPrevented;
        if (isElsewhere || ev.ctrlKey || ev.altKey || ev.metaKey) {
            return;
        }
        const isShifted = ev.shiftKey && /^F\d+$/.test(ev.key);
        const pressed = isShifted ? `Shift+${ev.key}` : ev.key;
        const button = this.state.card?.keys.find(({ key }) => key === pressed);
        if (button) {
            ev.preventDefault();
            return ev.repeat || this.run(button);
        }
        const isTyped = ev.key.length === 1 && ev.key !== " ";
        if (isTyped && !ev.target.matches?.("input, textarea, [contenteditable=true]")) {
            this.focus(); // the letter lands in the box, and so does all a scanner sends
        } else if (ev.key === "Escape") {
            this.onEscape();
        }
    }

    onBoxKeydown(ev) {
        const step = { ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (ev.key === "Enter" && !ev.isComposing) {
            ev.preventDefault();
            this.onEnter();
        } else if (step) {
            ev.preventDefault();
            this.move(step);
        }
    }

    onEnter() {
        if (this.state.found && this.state.chosen >= 0) {
            return this.choose(this.state.chosen);
        }
        if (this.state.term.trim() || !this.state.card) {
            return this.search(true);
        }
        // scanners may send Enter twice: only a row that somebody chose is opened
        return this.isRowChosen && this.openRow(this.state.row);
    }

    move(step) {
        const isList = Boolean(this.state.found);
        const [name, size] = isList ? ["chosen", this.choices.length] : ["row", this.rows.length];
        if (size) {
            const isFirst = !isList && !this.isRowChosen;
            this.state[name] = isFirst ? this.state.row : (this.state[name] + step + size) % size;
            this.isRowChosen ||= !isList;
        }
    }

    /** Back to the box; from the box one step back: the list, the text, the customer. */
    onEscape() {
        const isInBox = document.activeElement === this.box.el;
        this.focus();
        if (!isInBox) {
            return;
        }
        if (this.state.found || this.state.term) {
            this.asked++;
            this.lookAhead.cancel();
            Object.assign(this.state, { found: null, term: "", chosen: -1 });
        } else {
            this.close();
        }
    }

    toggleFullScreen() {
        this.focus();
        const { fullscreenElement: isFull, documentElement: page } = document;
        return isFull ? document.exitFullscreen() : page.requestFullscreen?.();
    }
}

registry.category("actions").add("customer_care.counter", CustomerCounter);
