import { registry } from "@web/core/registry";
import { stepUtils } from "@web_tour/tour_utils";

// Confirming and posting take their time on a busy machine.
const timeout = 60000;
const field = (name) => `.o_form_view .o_field_widget[name=${name}]`;
const noDialog = "body:not(:has(.modal))";

/**
 * The first job of each trade, step by step as docs/guide tells it: `at` names the number
 * of the step there, and tests/test_first_jobs.py compares both.
 */
const at = (number, steps) =>
    steps.map((step) => ({ ...step, content: `step ${number}` }));

const openApp = () => [
    stepUtils.showAppsMenuItem(),
    { trigger: ".o_app[data-menu-xmlid='customer_care.menu_root']", run: "click" },
];
const menu = (section, entry) => [
    { trigger: `.o_menu_sections button:contains(${section})`, run: "click" },
    { trigger: `.o-dropdown--menu .dropdown-item:contains(/^${entry}$/)`, run: "click" },
    { trigger: `.o_breadcrumb .active:contains(/^${entry}$/)` },
];
const press = (words, place = ".o_form_view") => ({
    trigger: `${place} button:visible:enabled:contains(${words})`,
    run: "click",
});
const type = (name, text, place = ".o_form_view") => ({
    trigger: `${place} .o_field_widget[name=${name}] :is(input, textarea)`,
    run: `edit ${text}`,
});
const choose = (name, text, place = ".o_form_view") => [
    type(name, text, place),
    { trigger: `.o-autocomplete--dropdown-item a:contains(${text})`, run: "click" },
];
const page = (words) => ({
    trigger: `.o_notebook .nav-link:contains(/^${words}$/)`,
    run: "click",
});
const save = () => [
    { trigger: ".o_form_button_save", run: "click" },
    { trigger: ".o_form_saved" },
];
const newRecord = { trigger: ".o_list_button_add, .o-kanban-button-new", run: "click" };
const addProduct = (name, price) => [
    {
        trigger: ".o_field_widget[name=order_line] .o_field_x2many_list_row_add a:contains(Add a product)",
        run: "click",
    },
    {
        trigger: ".o_selected_row .o_field_widget:is([name=product_template_id], [name=product_id]) input",
        run: `edit ${name}`,
    },
    { trigger: `.o-autocomplete--dropdown-item:contains(${name})`, run: "click" },
    { trigger: `.o_field_widget[name=order_line] .o_data_row:contains(${price})` },
];
const invoice = () => [
    { ...press("Create Invoice", ".o_statusbar_buttons"), timeout },
    press("Create Draft", ".modal"),
    { trigger: `${noDialog} .o_form_view .o_field_widget[name=invoice_line_ids]`, timeout },
];
const post = () => [
    { trigger: "button[name=action_post]:enabled:contains(Confirm)", run: "click" },
    {
        trigger: ".o_statusbar_status button.o_arrow_button_current:contains(Posted)",
        timeout,
    },
];
const customerActions = { trigger: "button[name=action_open_customer_actions]", run: "click" };

registry.category("web_tour.tours").add("customer_care_first_job_garage", {
    steps: () => [
        ...at(1, [...openApp(), ...menu("Vehicles and animals", "Vehicles"), newRecord]),
        ...at(2, [
            type("plate", "WX 77123"),
            type("make", "Škoda"),
            type("model_name", "Octavia"),
            ...choose("partner_id", "Tobias Weber"),
            ...save(),
        ]),
        ...at(3, [
            press("New reading"),
            type("value", "52300", ".modal"),
            press("Save", ".modal"),
            { trigger: `${noDialog} ${field("odometer")}:contains(52,300)` },
        ]),
        ...at(4, [
            press("New job"),
            { trigger: `${field("partner_id")} input:value(Tobias Weber)` },
            { trigger: `${field("customer_asset_id")} input:value(Octavia)` },
            type("customer_reading", "52310"),
            ...addProduct("Oil change with filter", "150.00"),
        ]),
        ...at(5, [press("Confirm", ".o_statusbar_buttons"), ...invoice()]),
        ...at(6, [
            { trigger: `${field("customer_reading")} input:value(52,310)` },
            ...post(),
        ]),
        ...at(7, [
            customerActions,
            { trigger: ".o_list_view .o_data_row:contains(Oil change with filter)" },
        ]),
    ],
});

registry.category("web_tour.tours").add("customer_care_first_job_clinic", {
    steps: () => [
        ...at(1, [...openApp(), ...menu("Vehicles and animals", "Animals"), newRecord]),
        ...at(2, [
            type("name", "Azor"),
            ...choose("partner_id", "Zofia Dąbrowska"),
            ...choose("species_id", "Dog"),
            type("chip", "616093900555777"),
            ...save(),
        ]),
        ...at(3, [
            press("New job"),
            { trigger: `${field("customer_asset_id")} input:value(Azor)` },
            ...addProduct("Annual vaccination", "45.00"),
        ]),
        ...at(4, [press("Confirm", ".o_statusbar_buttons"), ...invoice(), ...post()]),
        ...at(5, [
            customerActions,
            { trigger: ".o_list_view .o_data_row:contains(Annual vaccination)" },
        ]),
        ...at(6, [
            ...menu("Vehicles and animals", "Animals"),
            { trigger: ".o_data_row td[name=name]:contains(Azor)", run: "click" },
            { trigger: `${field("partner_id")} a`, run: "click" },
        ]),
        ...at(7, [
            page("Appointments"),
            press("New appointment", ".o_customer_appointments"),
            type("name", "Second vaccination", ".modal"),
            ...choose("asset_id", "Azor", ".modal"),
            { trigger: ".modal .o_field_widget[name=start] :is(button, input)", run: "click" },
            {
                trigger: ".modal .o_field_widget[name=start] input",
                async run(helpers) {
                    const day = luxon.DateTime.now().plus({ weeks: 1 });
                    await helpers.edit(day.toFormat("MM/dd/yyyy 10:00"));
                    await helpers.press("Enter");
                },
            },
            { trigger: ".modal .o_field_widget[name=reminder_note]:contains(/^On /)" },
            press("Book", ".modal"),
            { trigger: `${noDialog} .o_customer_appointment:contains(Second vaccination)` },
        ]),
    ],
});

registry.category("web_tour.tours").add("customer_care_first_job_counter", {
    steps: () => [
        ...at(1, [
            ...openApp(),
            { trigger: ".o_menu_sections :contains(/^Customers$/)", run: "click" },
            { trigger: ".o_breadcrumb .active:contains(/^Customers$/)" },
            newRecord,
        ]),
        ...at(2, [
            type("name", "Celina Nowicka"),
            type("email", "celina@post.example"),
            type("phone", "+48 601 555 777"),
            ...save(),
        ]),
        ...at(3, [
            page("Consents"),
            {
                trigger: ".o_customer_consents tr[data-purpose=Offers] td[data-channel=email] .o_says_yes",
                run: "click",
            },
            { trigger: ".modal .o_field_widget[name=method] :contains(At the counter)" },
            press("Record", ".modal"),
            {
                trigger: `${noDialog} .o_customer_consents tr[data-purpose=Offers] td[data-channel=email][data-state=given]`,
            },
        ]),
        ...at(4, [
            page("Tools"),
            press("New sale", ".o_customer_tools"),
            {
                trigger: ".modal [name=document] .o_radio_item:contains(/^Invoice$/) input",
                run: "click",
            },
            { trigger: ".modal .o_field_x2many_list_row_add a:contains(Add a line)", run: "click" },
            {
                trigger: ".modal .o_selected_row [name=product_id] input",
                run: "edit Espresso machine",
            },
            { trigger: ".ui-autocomplete a:contains(Espresso machine Barista 2)", run: "click" },
            { trigger: ".modal .o_selected_row [name=price_unit] input:value(899.00)" },
            press("Continue", ".modal"),
        ]),
        ...at(5, [
            {
                trigger: `${noDialog} [name=invoice_line_ids] .o_data_row:contains(Espresso machine) td[name=serial_number]`,
                run: "click",
            },
            {
                trigger: "[name=invoice_line_ids] .o_selected_row [name=serial_number] input",
                run: "edit ESP-2-0815",
            },
            ...post(),
        ]),
        ...at(6, [
            customerActions,
            { trigger: ".o_list_view .o_data_row:contains(ESP-2-0815)" },
        ]),
        ...at(7, [
            {
                trigger: ".breadcrumb-item:contains(Celina Nowicka) a",
                run: "click",
            },
            page("SMS"),
            press("Send SMS", ".o_notebook"),
            type("body", "Your espresso machine needs new seals.", ".modal"),
            press("Send", ".modal footer"),
            {
                trigger: `${noDialog} .o_notebook .o_data_row:contains(needs new seals):contains(Planned)`,
            },
        ]),
    ],
});
