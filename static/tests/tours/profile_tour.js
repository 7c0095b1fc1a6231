import { registry } from "@web/core/registry";

const page = (name) => `.o_notebook .nav-link[name=${name}]`;
const value = (type) => `.modal tr[data-measurement=${type}]`;

/**
 * The profile of a customer: two interests are ticked, a group of measurements is entered
 * by keyboard, and the last values stand on the card.
 */
registry.category("web_tour.tours").add("customer_care_profile", {
    steps: () => [
        {
            trigger: page("customer_interests"),
            run: "click",
        },
        {
            content: "fold the branch with the keyboard and unfold it again",
            trigger: "li[data-interest=Sport] > div input",
            run: ({ anchor }) => {
                anchor.focus();
                anchor.dispatchEvent(new KeyboardEvent("keydown", { key: "ArrowLeft", bubbles: true }));
            },
        },
        {
            trigger: "li[data-interest=Sport]:not(:has(li[data-interest=Cycling]))",
        },
        {
            trigger: "li[data-interest=Sport] > div button[aria-expanded=false]",
            run: "click",
        },
        {
            trigger: "li[data-interest=Sport] li[data-interest=Cycling] label",
            run: "click",
        },
        {
            trigger: "li[data-interest=Cycling] input:checked",
        },
        {
            trigger: "li[data-interest=Running] label",
            run: "click",
        },
        {
            trigger: "li[data-interest=Running] input:checked",
        },
        {
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            trigger: ".o_form_saved",
        },
        {
            trigger: page("customer_measurements"),
            run: "click",
        },
        {
            trigger: "button[name=action_new_measurements]",
            run: "click",
        },
        {
            content: "the first value has the focus",
            trigger: `${value("Height")} input:focus`,
            run: "edit 213",
        },
        {
            content: "the next one is a key away",
            trigger: `${value("Height")} input`,
            run: "press ArrowDown",
        },
        {
            content: "unusual is said at once",
            trigger: `${value("Height")} [role=status]:contains(unusual)`,
        },
        {
            trigger: `${value("Waist")} input:focus`,
            run: "edit 9999",
        },
        {
            trigger: `${value("Waist")} input`,
            run: "press Tab",
        },
        {
            content: "and so is impossible",
            trigger: `${value("Waist")} [role=status]:contains(impossible)`,
        },
        {
            trigger: `${value("Waist")} input`,
            run: "edit 74,5",
        },
        {
            content: "Enter saves",
            trigger: `${value("Waist")} input`,
            run: "press Enter",
        },
        {
            content: "the last values stand on the card",
            trigger: "body:not(:has(.modal)) tr[data-measurement=Waist]:contains(74.5):contains(first value)",
        },
        {
            trigger: "tr[data-measurement=Height] .text-danger:contains(213)",
        },
        {
            content: "one type over time",
            trigger: "tr[data-measurement=Waist] .o_customer_over_time",
            run: "click",
        },
        {
            trigger: ".o_graph_view .o_graph_canvas_container canvas",
        },
    ],
});

/** Who may not change sees what is ticked and measured, and nothing to change it with. */
registry.category("web_tour.tours").add("customer_care_profile_read", {
    steps: () => [
        {
            trigger: page("customer_interests"),
            run: "click",
        },
        {
            trigger: "li[data-interest=Sport] li[data-interest=Cycling] .fa-check",
        },
        {
            trigger: ".o_customer_interests:not(:has(input)):not(:has(li[data-interest=Running]))",
        },
        {
            trigger: page("customer_measurements"),
            run: "click",
        },
        {
            trigger: ".tab-pane.active tr[data-measurement=Waist]:contains(74.5)",
        },
        {
            trigger: ".o_notebook:not(:has(button[name=action_new_measurements]))",
        },
    ],
});
