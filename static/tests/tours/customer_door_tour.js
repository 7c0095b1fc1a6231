import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const CUSTOMER = ".o_field_widget[name=partner_id]";
const NAME = ".modal .o_field_widget[name=name] textarea, .modal .o_field_widget[name=name] input";

/** A name is typed the other way round in an order: the customer who exists is shown. */
tours.add("customer_care_door_quick_create", {
    steps: () => [
        {
            trigger: `${CUSTOMER} input`,
            run: "edit Doorman Anna",
        },
        {
            trigger: ".o_m2o_dropdown_option_create a:contains(Create)",
            run: "click",
        },
        {
            content: "with the reason",
            trigger: ".modal .o_likely_existing:contains(Anna Doorman):contains(swapped)",
        },
        {
            trigger: ".modal button[name=take_likely]",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${CUSTOMER} input:value(Anna Doorman)`,
        },
        {
            content: "nothing blocks who is another one",
            trigger: `${CUSTOMER} input`,
            run: "edit Doorman Anna",
        },
        {
            trigger: ".o_m2o_dropdown_option_create a:contains(Create)",
            run: "click",
        },
        {
            trigger: ".modal button[name=create_all_the_same]",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${CUSTOMER} input:value(Doorman Anna)`,
        },
        {
            trigger: ".o_form_button_cancel",
            run: "click",
        },
    ],
});

/** A duplicate is caught in the dialog of a field, and one click uses who exists. */
tours.add("customer_care_door_dialog", {
    steps: () => [
        {
            trigger: `${CUSTOMER} input`,
            run: "edit Anna Doormann",
        },
        {
            trigger: ".o_m2o_dropdown_option_create_edit a",
            run: "click",
        },
        {
            trigger: NAME,
        },
        {
            trigger: ".modal .o_field_widget[name=email] input",
            run: "edit anna.doorman@example.com && press Tab",
        },
        {
            content: "with the reason",
            trigger: ".modal div[name=customer_twin]:contains(Anna Doorman):contains(ame e-mail address)",
        },
        {
            trigger: ".modal button[name=take_existing]",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${CUSTOMER} input:value(Anna Doorman)`,
        },
        {
            trigger: ".o_form_button_cancel",
            run: "click",
        },
    ],
});

/** A file is tested and imported: who exists is named by row, and answered by a key. */
tours.add("customer_care_door_import", {
    steps: () => [
        {
            trigger: ".o_control_panel .o_import_file",
            run() {
                const text = "name,email\nAnna Dorman,anna.doorman@example.com\nBerta New,berta@example.com\n";
                const files = new DataTransfer();
                files.items.add(new File([text], "people.csv", { type: "text/csv" }));
                const input = document.querySelector(".o_control_panel input[type=file]");
                input.files = files.files;
                input.dispatchEvent(new Event("change", { bubbles: true }));
            },
        },
        {
            trigger: ".o_import_data_content",
            timeout: 60000,
        },
        {
            trigger: "button:contains(/^Test$/)",
            run: "click",
        },
        {
            content: "by row, with the reason",
            trigger: ".o_import_data_content .alert:contains(Row 2: Anna Dorman may be Anna Doorman):contains(ame e-mail address):not(:contains(Berta))",
            timeout: 60000,
        },
        {
            trigger: "button:contains(/^Import$/)",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(may have existed already: 1) button:contains(Decide)",
            run: "click",
            timeout: 60000,
        },
        {
            trigger: ".o_kanban_record:contains(Anna Dorman)",
            run(helpers) {
                helpers.anchor.focus();
                helpers.anchor.dispatchEvent(
                    new KeyboardEvent("keydown", { key: "m", bubbles: true, cancelable: true })
                );
            },
        },
        {
            trigger: ".o_kanban_record:contains(Anna Dorman):not(:has(button[data-answer=m]))",
        },
    ],
});
