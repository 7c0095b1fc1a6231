import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { CustomerPage } from "../customer_page/customer_page";

const WIDTH = 220;
const HEIGHT = 40;
const MARGIN = 6;

/** The head of the page Notes & call-backs: mood, open call-backs, a new note. */
export class CustomerNotes extends CustomerPage {
    static template = "customer_care.CustomerNotes";

    fetch(resId) {
        return this.orm.call("res.partner", "get_customer_notes", [[resId]]);
    }

    /** The moods as points of a line, the oldest on the left and the best on top. */
    get points() {
        const { trend, worst, best } = this.state.data;
        const step = (WIDTH - 2 * MARGIN) / Math.max(trend.length - 1, 1);
        const scale = (HEIGHT - 2 * MARGIN) / (best - worst);
        return trend.map((mood, index) => ({
            ...mood,
            x: MARGIN + index * step,
            y: HEIGHT - MARGIN - (mood.score - worst) * scale,
            tone: mood.score <= 2 ? "text-danger" : mood.score >= 4 ? "text-success" : "text-muted",
        }));
    }

    get average() {
        return formatFloat(this.state.data.average, { digits: [16, 1], trailingZeros: false });
    }

    get line() {
        return this.points.map(({ x, y }) => `${x},${y}`).join(" ");
    }

    get trendInWords() {
        return this.state.data.trend.map(({ date, mood }) => `${date}: ${mood}`).join(", ");
    }

    newNote() {
        return this.run("action_new_note");
    }

    openCallBack(id) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "customer.note",
            res_id: id,
            views: [[false, "form"]],
        });
    }
}

registry.category("view_widgets").add("customer_notes", { component: CustomerNotes });
