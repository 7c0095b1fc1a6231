import { Component } from "@odoo/owl";

/** A customer at the counter: red lines, keys, and blocks of figures and rows. */
export class CounterCard extends Component {
    static template = "customer_care.CounterCard";
    static props = {
        card: Object,
        row: Number,
        run: Function,
        openBlock: Function,
        openRow: Function,
        acknowledge: Function,
    };

    get image() {
        return `/web/image/res.partner/${this.props.card.customer.id}/avatar_128`;
    }

    /** Blocks, with the number of each row among all rows of the page. */
    get blocks() {
        let number = 0;
        return this.props.card.blocks.map((block) => ({
            ...block,
            rows: block.rows?.map((row) => ({ ...row, number: number++ })),
        }));
    }

    textTone(tone) {
        return tone ? `text-${tone}` : "";
    }
}
