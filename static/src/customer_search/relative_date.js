import { Component, onWillUpdateProps } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { getValueEditorInfo } from "@web/core/tree_editor/tree_editor_value_editors";
import { InRange, Range, Select } from "@web/core/tree_editor/tree_editor_components";

/**
 * Days that stay right tomorrow: "today -1m" in a condition is a month ago, whenever it
 * is asked. Odoo's server understands them; its editor offers only some ready-made ones.
 */

const RELATIVE = /^(today|now)(?: ([+-])(\d+)([dwmy]))?( \+1d)?$/;
const MOST = 9999;
const UNITS = [
    ["d", _t("days")],
    ["w", _t("weeks")],
    ["m", _t("months")],
    ["y", _t("years")],
];
const AWAY = [
    ["-d", _t("days ago")],
    ["-w", _t("weeks ago")],
    ["-m", _t("months ago")],
    ["-y", _t("years ago")],
    ["+d", _t("days from now")],
    ["+w", _t("weeks from now")],
    ["+m", _t("months from now")],
    ["+y", _t("years from now")],
];
const KINDS = [["date", _t("on the day")], ["today", _t("today")], ...AWAY];
const RANGES = [
    ["last", _t("In the last")],
    ["next", _t("In the next")],
];

/** What a text says about today: {start, count, unit, isDayLonger}, null if nothing. */
export function parseRelative(value) {
    const found = typeof value === "string" && RELATIVE.exec(value);
    if (!found) {
        return null;
    }
    const [, start, sign, count, unit, longer] = found;
    return {
        start,
        count: Number(count || 0),
        kind: sign ? sign + unit : "today",
        isDayLonger: Boolean(longer),
    };
}

/** The words for such a text, as they stand in a condition that is only read. */
export function describeRelative(value) {
    const { count, kind } = parseRelative(value);
    const words = KINDS.find(([key]) => key === kind)[1];
    return kind === "today" ? words : `${count} ${words}`;
}

/** The two ends of the last or next so many days, weeks, months or years. */
export function makeRange(type, side, count, unit) {
    // a time of today is neither before today begins nor after it
    const isTime = type === "datetime";
    return side === "last"
        ? [`today -${count}${unit}`, isTime ? "now" : "today"]
        : [isTime ? "now" : "today", `today +${count}${unit}${isTime ? " +1d" : ""}`];
}

/** What two ends are called: {side, count, unit}, null if they are just two days. */
export function parseRange(type, first, last) {
    for (const [side, value] of [
        ["last", first],
        ["next", last],
    ]) {
        const found = parseRelative(value);
        if (!found || found.kind === "today") {
            continue;
        }
        const unit = found.kind[1];
        const ends = makeRange(type, side, found.count, unit);
        if (ends[0] === first && ends[1] === last) {
            return { side, count: found.count, unit };
        }
    }
    return null;
}

function toCount(text) {
    const count = Math.trunc(Number(text));
    return count > 0 ? Math.min(count, MOST) : 1;
}

/** What was chosen last counts, also while the condition is still on its way. */
class Chosen extends Component {
    setup() {
        this.value = this.props.value;
        onWillUpdateProps(({ value }) => {
            this.value = value;
        });
    }

    update(value) {
        this.value = value;
        this.render();
        this.props.update(value);
    }
}

/** A day of the calendar, or one counted from today. */
export class RelativeDate extends Chosen {
    static template = "customer_care.RelativeDate";
    static components = { Select };
    static props = ["value", "update", "calendar"];

    get found() {
        return parseRelative(this.value);
    }

    get kind() {
        return this.found ? this.found.kind : "date";
    }

    get kinds() {
        return KINDS;
    }

    get calendarProps() {
        const update = (value) => this.update(value);
        return this.props.calendar.extractProps({ value: this.value, update });
    }

    updateKind(kind) {
        if (kind === "date") {
            return this.update(this.props.calendar.defaultValue("="));
        }
        const count = this.found?.count || 1;
        this.update(kind === "today" ? "today" : `today ${kind[0]}${count}${kind[1]}`);
    }

    updateCount(ev) {
        const count = toCount(ev.target.value);
        ev.target.value = count;
        this.update(`today ${this.kind[0]}${count}${this.kind[1]}`);
    }
}

/** Odoo's ready-made periods, and the last or next so many days. */
export class RelativeRange extends Chosen {
    static template = "customer_care.RelativeRange";
    static components = { Select, Range };
    static props = ["value", "update", "type", "kinds", "ends"];

    get found() {
        const [, kind, first, last] = this.value;
        return kind === "custom range" ? parseRange(this.props.type, first, last) : null;
    }

    get kind() {
        return this.found ? this.found.side : this.value[1];
    }

    get units() {
        return UNITS;
    }

    updateKind(kind) {
        if (RANGES.some(([key]) => key === kind)) {
            const { count, unit } = this.found || { count: 30, unit: "d" };
            return this.updateRange(kind, count, unit);
        }
        const ends = kind === "custom range" ? this.props.ends.defaultValue() : [false, false];
        return this.update([this.props.type, kind, ...ends]);
    }

    updateRange(side, count, unit) {
        const ends = makeRange(this.props.type, side, count, unit);
        return this.update([this.props.type, "custom range", ...ends]);
    }

    updateCount(ev) {
        const count = toCount(ev.target.value);
        ev.target.value = count;
        this.updateRange(this.found.side, count, this.found.unit);
    }

    updateUnit(unit) {
        this.updateRange(this.found.side, this.found.count, unit);
    }

    get endsProps() {
        const [type, kind, ...value] = this.value;
        const update = (values) => this.update([type, kind, ...values]);
        return this.props.ends.extractProps({ value, update });
    }
}

function dateInfo(fieldDef) {
    const calendar = getValueEditorInfo(fieldDef, "=");
    return {
        ...calendar,
        component: RelativeDate,
        extractProps: ({ value, update }) => ({ value, update, calendar }),
        isSupported: (value) => Boolean(parseRelative(value)) || calendar.isSupported(value),
    };
}

function rangeInfo(fieldDef) {
    const info = getValueEditorInfo(fieldDef, "in range");
    const editorInfo = dateInfo(fieldDef);
    const ends = {
        ...getValueEditorInfo(fieldDef, "between"),
        extractProps: ({ value, update }) => ({ value, update, editorInfo }),
    };
    const options = InRange.options;
    return {
        ...info,
        component: RelativeRange,
        extractProps: ({ value, update }) => ({
            value,
            update,
            type: fieldDef.type,
            kinds: [...options.slice(0, -1), ...RANGES, ...options.slice(-1)],
            ends,
        }),
    };
}

/** The editor of a date in a condition; of everything else Odoo's own. */
export function getSearchValueEditorInfo(fieldDef, operator) {
    if (["date", "datetime"].includes(fieldDef?.type)) {
        if (operator === "in range") {
            return rangeInfo(fieldDef);
        }
        if (["=", "!=", "<", "<=", ">", ">="].includes(operator)) {
            return dateInfo(fieldDef);
        }
    }
    return getValueEditorInfo(fieldDef, operator);
}
