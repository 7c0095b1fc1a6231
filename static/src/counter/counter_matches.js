import { Component, useEffect, useRef } from "@odoo/owl";

/** Who may be meant; the box above keeps the focus and says which line is chosen. */
export class CounterMatches extends Component {
    static template = "customer_care.CounterMatches";
    static props = { found: Object, chosen: Number, choose: Function };

    setup() {
        this.root = useRef("root");
        useEffect(
            () => {
                this.root.el.querySelector(".active")?.scrollIntoView({ block: "nearest" });
            },
            () => [this.props.chosen]
        );
    }

    get newText() {
        const { new: defaults } = this.props.found;
        return Object.values(defaults).join(" ");
    }
}
