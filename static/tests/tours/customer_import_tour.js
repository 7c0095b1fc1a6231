import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Hand the import a file as an office has it. */
function upload(bytes, name) {
    const files = new DataTransfer();
    files.items.add(new File([bytes], name, { type: "text/csv" }));
    const input = document.querySelector(".o_control_panel input[type=file]");
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Windows-1250: ó is 0xF3, Ł 0xA3, ź 0x9F. */
function office(text) {
    const codes = { ó: 0xf3, Ł: 0xa3, ź: 0x9f };
    return new Uint8Array([...text].map((sign) => codes[sign] || sign.charCodeAt(0)));
}

const FIRST = "Customer code;Name;E-mail;Phone;Mobile;City\n";
const GOOD =
    FIRST +
    "T-1;Anna Tourska;anna@tour.example.com;22 826 65 43;601 234 567;Łódź\n" +
    "T-2;Jan Tourski;jan@tour.example.com;22 826 65 44;;Kraków\n";
const WRONG = "Customer;Phone\nT-1;22 826 65 45\nT-99;22 826 65 46\n";

tours.add("customer_care_import", {
    steps: () => [
        {
            content: "the centre explains it in a sentence",
            trigger: ".o_data_row:contains(Import from another system)",
        },
        {
            trigger: ".o_data_row:contains(Import from another system) button[name=action_open]",
            run: "click",
        },
        {
            content: "in the order of the list",
            trigger: ".o_data_row:first-child:contains(Customers)",
        },
        {
            trigger: ".o_data_row:contains(Customers) button[name=action_import]",
            run: "click",
        },
        {
            content: "the template is at hand",
            trigger: "a[href='/customer_care/import_template/customers.xlsx']",
        },
        {
            trigger: ".o_control_panel .o_import_file",
            run: () => upload(office(GOOD), "customers.csv"),
        },
        {
            trigger: ".o_import_data_content:contains(Łódź)",
            timeout: 60000,
        },
        {
            content: "the dialog says how it was read",
            trigger: ".o_import_encoding:has(option:contains(windows-1250))",
        },
        {
            content: "the next file is read as it is written itself",
            trigger: ".o_control_panel button:contains(Load Data File)",
            run: () => upload(GOOD.replace("Kraków", "Gdańsk").replace("Łódź", "Łomża"), "new.csv"),
        },
        {
            trigger: ".o_import_data_content:contains(Łomża)",
            timeout: 60000,
        },
        {
            trigger: "button:contains(/^Test$/)",
            run: "click",
        },
        {
            trigger: ".o_import_data_content .alert:contains(New: 2, changed: 0, already here: 0.)",
            timeout: 60000,
        },
        {
            trigger: "button:contains(/^Import$/)",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(New: 2, changed: 0)",
            timeout: 60000,
        },
        {
            trigger: ".o_list_view .o_data_row:contains(Anna Tourska), .o_kanban_record:contains(Anna Tourska)",
        },
    ],
});

tours.add("customer_care_import_wrong", {
    steps: () => [
        {
            trigger: ".o_data_row:has(td[name=name]:contains(/^Phones$/)) button[name=action_import]",
            run: "click",
        },
        {
            trigger: ".o_control_panel .o_import_file",
            run: () => upload(office(WRONG), "phones.csv"),
        },
        {
            trigger: ".o_import_data_content .o_import_file_column_cell, .o_import_data_content tbody tr",
            timeout: 60000,
        },
        {
            trigger: "button:contains(/^Import$/)",
            run: "click",
        },
        {
            content: "the row is named, with what to do",
            trigger: ".o_import_data_content .alert:contains(Row 3: There is no customer T-99):contains(Import the customers first)",
            timeout: 60000,
        },
    ],
});
