import { Component, onWillDestroy, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { shrink } from "./photo";

const LINE = "customer.asset.inspection.line";
const PHOTO = "customer.asset.inspection.photo";
const SPECIFICATION = {
    section: {},
    name: {},
    hint: {},
    state: {},
    note: {},
    is_required: {},
    asks_value: {},
    uom_name: {},
    value: {},
    has_value: {},
    is_unusual: {},
    needs_photo: {},
    currency_id: { fields: { symbol: {} } },
    price: {},
    photo_ids: { fields: { id: {} } },
};

/**
 * The points of an inspection, filled with the thumb: three big buttons each, saved
 * at once and one by one, so that a dropped phone loses nothing.
 */
export class InspectionSheet extends Component {
    static template = "customer_care.InspectionSheet";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ lines: [], saving: 0 });
        this.badges = {
            good: { label: _t("Good"), icon: "fa-check", tone: "text-bg-success" },
            advise: { label: _t("Advise"), icon: "fa-exclamation", tone: "text-bg-warning" },
            urgent: { label: _t("Urgent"), icon: "fa-times", tone: "text-bg-danger" },
            unchecked: { label: _t("Not checked"), icon: "fa-minus", tone: "text-bg-light" },
        };
        this.answers = ["good", "advise", "urgent"];
        // one after the other, in the order of the taps
        this.queue = Promise.resolve();
        onWillStart(() => this.load(this.props.record));
        onWillUpdateProps(({ record }) => {
            if (this.keyOf(record) !== this.key) {
                return this.load(record);
            }
        });
        onWillDestroy(() => clearTimeout(this.timer));
    }

    /** What the points depend on: taps do not load them all again. */
    keyOf({ resId, data }) {
        return [resId, data.state, data.checklist_id?.id, data.line_count].join();
    }

    async load(record) {
        this.key = this.keyOf(record);
        if (!record.resId) {
            this.state.lines = [];
            return;
        }
        const { records } = await this.orm.webSearchRead(
            LINE,
            [["inspection_id", "=", record.resId]],
            { specification: SPECIFICATION, order: "sequence, id" }
        );
        this.state.lines = records;
    }

    get isOpen() {
        return this.props.record.data.state === "open" && !this.props.readonly;
    }

    get sections() {
        const sections = [];
        for (const line of this.state.lines) {
            if (sections.at(-1)?.name !== line.section) {
                sections.push({ name: line.section, lines: [] });
            }
            sections.at(-1).lines.push(line);
        }
        return sections;
    }

    get checked() {
        return this.count((line) => line.state !== "unchecked");
    }

    count(condition) {
        return this.state.lines.filter(condition).length;
    }

    stateCount(state) {
        return this.count((line) => line.state === state);
    }

    priceLabel(line) {
        return _t("Estimated price: %s", line.name);
    }

    isFound(line) {
        return ["advise", "urgent"].includes(line.state);
    }

    photoUrl(photo, field) {
        return `/web/image/${PHOTO}/${photo.id}/${field}`;
    }

    /** Pressed once more, an answer is taken back. */
    answer(line, state) {
        return this.save(line, { state: line.state === state ? "unchecked" : state });
    }

    /** What no checklist thought of. */
    addPoint(ev) {
        const name = ev.target.value.trim();
        if (!name) {
            return;
        }
        ev.target.value = "";
        return this.run(async () => {
            const vals = {
                inspection_id: this.props.record.resId,
                section: _t("Other").toString(),
                name,
                sequence: 1000,
                state: "advise",
            };
            const [line] = await this.orm.webSave(LINE, [], vals, {
                specification: SPECIFICATION,
            });
            this.state.lines.push(line);
        });
    }

    setNote(line, ev) {
        return this.save(line, { note: ev.target.value });
    }

    /** A comma is a decimal mark, too: phones have the one or the other. */
    setValue(line, ev) {
        const text = ev.target.value.trim().replace(",", ".");
        if (!text) {
            return this.save(line, { value: 0, has_value: false });
        }
        const value = Number(text);
        if (Number.isNaN(value)) {
            ev.target.classList.add("is-invalid");
            return;
        }
        ev.target.classList.remove("is-invalid");
        return this.save(line, { value, has_value: true });
    }

    setPrice(line, ev) {
        const price = Number(ev.target.value.trim().replace(",", ".") || 0);
        const isWrong = Number.isNaN(price) || price < 0;
        ev.target.classList.toggle("is-invalid", isWrong);
        return isWrong ? undefined : this.save(line, { price });
    }

    valueText(line) {
        return line.has_value ? String(line.value) : "";
    }

    save(line, vals) {
        return this.run(async () => {
            const [saved] = await this.orm.webSave(LINE, [line.id], vals, {
                specification: SPECIFICATION,
            });
            Object.assign(line, saved);
        });
    }

    addPhotos(line, ev) {
        const files = [...ev.target.files];
        ev.target.value = "";
        return this.run(async () => {
            for (const file of files) {
                const image = await shrink(file);
                const vals = { line_id: line.id, name: file.name, image };
                const [id] = await this.orm.create(PHOTO, [vals]);
                line.photo_ids.push({ id });
            }
        });
    }

    removePhoto(line, photo) {
        return this.run(async () => {
            await this.orm.unlink(PHOTO, [photo.id]);
            line.photo_ids = line.photo_ids.filter(({ id }) => id !== photo.id);
        });
    }

    /** Do it after what is still being saved; then the form says result and counts. */
    run(task) {
        this.state.saving++;
        const done = this.queue.then(task).finally(() => this.state.saving--);
        this.queue = done.catch(() => {});
        clearTimeout(this.timer);
        this.timer = setTimeout(() => this.reloadForm(), 400);
        return done;
    }

    async reloadForm() {
        await this.queue;
        const { record } = this.props;
        // what is typed in the form and not saved yet is not thrown away
        if (!(await record.isDirty())) {
            await record.load();
        }
    }

    async finish() {
        clearTimeout(this.timer);
        await this.queue;
        const { record } = this.props;
        if (await record.save()) {
            await this.action.doActionButton({
                type: "object",
                name: "action_finish",
                resModel: record.resModel,
                resId: record.resId,
                resIds: [record.resId],
                context: record.context,
                onClose: () => record.load(),
            });
        }
    }
}

registry.category("view_widgets").add("inspection_sheet", {
    component: InspectionSheet,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "checklist_id", type: "many2one" },
        { name: "line_count", type: "integer" },
    ],
});
