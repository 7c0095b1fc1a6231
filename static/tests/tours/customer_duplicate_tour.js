import { registry } from "@web/core/registry";

const card = (name) => `.o_kanban_record:contains(${name})`;
const press = (name, key) => [
    {
        content: `answer ${key} for ${name}`,
        trigger: card(name),
        run(helpers) {
            helpers.anchor.focus();
            helpers.anchor.dispatchEvent(
                new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })
            );
        },
    },
    { trigger: `.o_kanban_view:not(:has(${card(name)}))` },
];

/** Scan, answer three ways by keyboard, combine what is certain, undo the batch. */
registry.category("web_tour.tours").add("customer_care_duplicates", {
    steps: () => [
        { trigger: ".o_kanban_view .o_nocontent_help" },
        { trigger: "button[name=action_scan]", run: "click" },
        {
            content: "the reasons are in words",
            trigger: `${card("Tour Merge")}:contains(ame phone)`,
        },
        {
            content: "what differs is marked",
            trigger: `${card("Tour Merge")} .o_duplicate_differs mark`,
        },
        ...press("Tour Merge", "m"),
        ...press("Tour Nowak", "f"),
        ...press("Tour Distinct", "d"),
        { trigger: card("Tour Certain") },
        { trigger: "button[name=action_combine_automatically]", run: "click" },
        {
            content: "the rehearsal",
            trigger: ".modal .o_field_widget[name=pair_count]:contains(1)",
        },
        { trigger: ".modal button[name=action_combine]", run: "click" },
        {
            content: "what was done",
            trigger: "body:not(:has(.modal)) .o_form_view .o_data_row:contains(Tour Certain)",
        },
        { trigger: "button[name=action_undo]", run: "click" },
        { trigger: ".modal .modal-footer .btn-primary", run: "click" },
        {
            trigger: ".o_form_view .o_statusbar_status .o_arrow_button_current:contains(Undone)",
        },
    ],
});
