import { Component, useRef, useState } from "@odoo/owl";
import { CheckBox } from "@web/core/checkbox/checkbox";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useSpecialData } from "@web/views/fields/relational_utils";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

// A larger tree opens with only those branches unfolded in which something is ticked.
const SMALL_TREE = 40;

/**
 * The interests of a customer as a tree of check boxes. Arrow keys go up and down, fold
 * and unfold; the space bar ticks. An archived interest is shown while it is ticked.
 */
export class CustomerInterestTree extends Component {
    static template = "customer_care.InterestTree";
    static components = { CheckBox };
    static props = { ...standardFieldProps };

    setup() {
        this.root = useRef("root");
        this.folded = useState({});
        this.interests = useSpecialData((orm) =>
            orm.call("customer.interest", "search_read", [], {
                fields: ["name", "parent_id", "active"],
                load: "",
                context: { active_test: false },
            })
        );
    }

    get ticked() {
        return new Set(this.props.record.data[this.props.name].currentIds);
    }

    get isDefined() {
        return Boolean(this.interests.data.length);
    }

    get label() {
        return _t("Interests");
    }

    get foldLabel() {
        return _t("Show or hide what is below");
    }

    /** What is shown: [{id, name, active, ticked, below: number of ticks, children}]. */
    get shownNodes() {
        const ticked = this.ticked;
        const nodes = new Map();
        const top = [];
        for (const { id, name, active } of this.interests.data) {
            nodes.set(id, { id, name, active, ticked: ticked.has(id), below: 0, children: [] });
        }
        // Parents come before their children in the order of the tree.
        for (const { id, parent_id } of this.interests.data) {
            (nodes.get(parent_id)?.children || top).push(nodes.get(id));
        }
        return this.shown(top);
    }

    shown(nodes) {
        for (const node of nodes) {
            node.children = this.shown(node.children);
            node.below = node.children.reduce((sum, each) => sum + each.below + each.ticked, 0);
        }
        return nodes.filter(
            (node) => node.ticked || node.children.length || (node.active && !this.props.readonly)
        );
    }

    isFolded(node) {
        const opened = this.interests.data.length <= SMALL_TREE || node.below || this.props.readonly;
        return this.folded[node.id] ?? !opened;
    }

    fold(node, folded = !this.isFolded(node)) {
        this.folded[node.id] = folded;
    }

    tick(node, ticked) {
        const change = ticked ? { add: [node.id] } : { remove: [node.id] };
        return this.props.record.data[this.props.name].addAndRemove(change);
    }

    onKeydown(ev) {
        const boxes = [...this.root.el.querySelectorAll("input[type=checkbox]")];
        const place = boxes.indexOf(ev.target);
        const step = { ArrowDown: 1, ArrowUp: -1 }[ev.key];
        if (place >= 0 && step) {
            ev.preventDefault();
            boxes[place + step]?.focus();
        }
    }

    onNodeKeydown(ev, node) {
        if (node.children.length && ["ArrowLeft", "ArrowRight"].includes(ev.key)) {
            ev.preventDefault();
            this.fold(node, ev.key === "ArrowLeft");
        }
    }
}

registry.category("fields").add("customer_interest_tree", {
    component: CustomerInterestTree,
    displayName: _t("Tree of check boxes"),
    supportedTypes: ["many2many"],
    isEmpty: () => false,
});
