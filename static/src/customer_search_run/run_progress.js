import { Component, onMounted, onWillUnmount, status } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Seconds between two looks at a run that is under way. */
const PAUSE = 2;

/** What is done of each step of a run; looks again by itself until the run is over. */
export class RunProgress extends Component {
    static template = "customer_care.RunProgress";
    static props = { ...standardFieldProps };

    setup() {
        onMounted(() => this.wait());
        onWillUnmount(() => clearTimeout(this.timer));
    }

    get lines() {
        const lines = this.props.record.data[this.props.name] || [];
        const now = lines.find((line) => !line.is_done);
        return lines.map((line) => ({ ...line, isNow: line === now }));
    }

    wait() {
        this.timer = setTimeout(() => this.look(), PAUSE * 1000);
    }

    async look() {
        const { record } = this.props;
        // nobody sees a page in the background
        if (!document.hidden) {
            // a moment without the server is no reason to stop looking
            await record.load().catch(() => {});
        }
        if (status(this) === "mounted" && record.data.state === "running") {
            this.wait();
        }
    }
}

registry.category("fields").add("customer_run_progress", {
    component: RunProgress,
    supportedTypes: ["json"],
    fieldDependencies: [{ name: "state", type: "selection" }],
});
