import { registry } from "@web/core/registry";

const BOX = ".o_counter_box input";
const card = (text) => `.o_counter_card h1:contains(${text})`;
const tours = registry.category("web_tour.tours");

/** The box has the focus: whatever a scanner sends lands there. */
const focused = { content: "the box waits", trigger: `${BOX}:focus` };
const find = (text) => [
    { content: `type ${text}`, trigger: BOX, run: `edit ${text}` },
    { trigger: BOX, run: "press Enter" },
];

tours.add("customer_care_counter_find", {
    steps: () => [
        focused,
        ...find("022 826-65-43"),
        { content: "alone, so opened at once", trigger: card("Zenobia") },
        { trigger: "[data-block=account] [data-figure=balance]:contains(100.00)" },
        { content: "empty for the next one", trigger: `${BOX}:focus:value(/^$/)` },
        ...find("INV/COUNTER/0007"),
        { content: "by the number of an invoice", trigger: card("Mill and Sons") },
        {
            content: "what must be read is asked about",
            trigger: ".o_customer_alert_dialog:contains(Cash only) button:contains(I have read it)",
            run: "click",
        },
        { trigger: ".o_counter_alert:contains(You have read it)" },
        focused,
        ...find("Otto"),
        { content: "a contact person is named", trigger: ".o_counter_contact:contains(Otto)" },
        ...find("Same name"),
        { content: "two of them are listed", trigger: ".o_counter_match:nth-child(2)" },
        { trigger: ".o_counter_match.active:contains(S-2)" },
        { trigger: BOX, run: "press ArrowDown" },
        { trigger: ".o_counter_match.active:contains(S-1)" },
        { trigger: BOX, run: "press Enter" },
        { trigger: ".o_counter_card h1:contains(S-1)" },
        ...find("<b>nobody</b>"),
        {
            content: "markup is a text",
            trigger: ".o_counter_message:contains(No customer is found by):not(:has(b))",
        },
        { trigger: BOX, run: "press Escape" },
        { trigger: ".o_counter_card h1:contains(S-1)" },
        { trigger: BOX, run: "press Escape" },
        { trigger: ".o_counter_empty" },
    ],
});

tours.add("customer_care_counter_keyboard", {
    steps: () => [
        focused,
        ...find("XQ-77"),
        { trigger: ".o_counter_row.o_counter_chosen:contains(Coffee machine)" },
        { content: "the first arrow says which one", trigger: BOX, run: "press ArrowDown" },
        { content: "the next one moves on", trigger: BOX, run: "press ArrowDown" },
        { trigger: ".o_counter_row.o_counter_chosen:contains(Kettle)" },
        { trigger: BOX, run: "press F8" },
        {
            content: "the chosen action is extended",
            trigger: ".modal .modal-title:contains(Extend: Kettle)",
        },
        { trigger: ".modal [name=reason] input", run: "edit Goodwill" },
        { content: "Alt+Q is the button's key", trigger: ".modal", run: "press alt+q" },
        { trigger: "body:not(:has(.modal))" },
        {
            content: "a year more than the next one",
            trigger: `.o_counter_row:contains(Kettle):contains(03/20/${luxon.DateTime.now().year + 2})`,
        },
        focused,
        { content: "another action by its key", trigger: BOX, run: "press F4" },
        { trigger: ".modal [name=partner_id] input:value(/Zenobia/)" },
        { trigger: ".modal", run: "press Escape" },
        { trigger: "body:not(:has(.modal))" },
        focused,
        { content: "a chosen row is opened by Enter", trigger: BOX, run: "press ArrowDown" },
        { trigger: BOX, run: "press Enter" },
        { trigger: ".o_form_view:contains(Kettle), .o_form_view:contains(Coffee machine)" },
        {
            content: "back to the customer",
            trigger: ".o_breadcrumb .breadcrumb-item a:contains(Counter)",
            run: "click",
        },
        { trigger: card("Zenobia") },
        focused,
    ],
});

tours.add("customer_care_counter_number", {
    steps: () => [
        { content: "who calls is shown at once", trigger: card("Zenobia") },
        focused,
    ],
});

tours.add("customer_care_counter_number_of_two", {
    steps: () => [
        { trigger: ".o_counter_match:contains(Zenobia)" },
        { trigger: ".o_counter_match:contains(Mill and Sons)" },
    ],
});

tours.add("customer_care_counter_number_unknown", {
    steps: () => [
        { trigger: ".o_counter_message:contains(No customer is found by)" },
        { trigger: `${BOX}:value(/^.48601222333$/)` },
        { trigger: BOX, run: "press ArrowDown" },
        { trigger: ".o_counter_new.active" },
        { trigger: BOX, run: "press Enter" },
        { content: "with the number", trigger: ".modal [name=phone] input:value(/601.?222.?333/)" },
        { trigger: ".modal .o_field_widget[name=name] :is(input, textarea)", run: "edit Caller New" },
        { trigger: ".modal .o_form_button_save", run: "click" },
        { content: "and is at the counter", trigger: card("Caller New") },
        focused,
    ],
});

tours.add("customer_care_counter_palette", {
    steps: () => [
        { trigger: ".o_list_view .o_data_row:first", run: "press control+k" },
        { trigger: ".o_command_palette_search input", run: "edit ?" },
        {
            content: "the sign of customers",
            trigger: ".o_command_palette_search .o_namespace:contains(?)",
        },
        { trigger: ".o_command_palette_search input", run: "edit 0048 22 826 65 43" },
        {
            content: "the same as at the counter",
            trigger: ".o_command:contains(Zenobia):contains(Phone 022 826 65 43)",
            run: "click",
        },
        { trigger: card("Zenobia") },
        focused,
        { content: "over the box too", trigger: BOX, run: "press control+k" },
        { trigger: ".o_command_palette_search input", run: "edit INV/COUNTER/0007" },
        {
            content: "without the sign it leads to the counter",
            trigger: ".o_command:contains(Find the customer INV/COUNTER/0007)",
            run: "click",
        },
        { trigger: card("Mill and Sons") },
    ],
});

tours.add("customer_care_counter_service", {
    steps: () => [
        focused,
        {
            content: "a reader that Odoo's own service listens to",
            trigger: BOX,
            run() {
                const { barcode } = odoo.__WOWL_DEBUG__.root.env.services;
                barcode.bus.trigger("barcode_scanned", { barcode: "XQ-77", target: document.body });
            },
        },
        { trigger: card("Zenobia") },
        focused,
    ],
});
