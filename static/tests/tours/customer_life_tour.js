import { registry } from "@web/core/registry";

const tool = (key) => ({
    content: `the button ${key} of the page Tools`,
    trigger: `body:not(:has(.modal)) .o_customer_tools [data-operation=${key}]`,
    run: "click",
});
const reason = (text) => ({
    trigger: ".modal .o_field_widget[name=reason] input",
    run: `edit ${text}`,
});
const confirm = (name) => ({
    trigger: `.modal footer button[name=${name}]:visible`,
    run: "click",
});

/** Another code, inactive, active again, the history, deleted. */
registry.category("web_tour.tours").add("customer_care_customer_life", {
    steps: () => [
        {
            trigger: ".o_data_row td[name=complete_name]:contains(Tour Customer)",
            run: "click",
        },
        {
            trigger: ".o_form_view .nav-link[name=customer_tools]",
            run: "click",
        },
        tool("change_code"),
        {
            trigger: ".modal .o_field_widget[name=new_code] input",
            run: "edit TOUR-2",
        },
        reason("Card lost"),
        confirm("action_change"),
        {
            trigger: "body:not(:has(.modal)) .o_field_widget[name=ref]:contains(TOUR-2)",
        },
        {
            content: "a clipboard that shows what it got",
            trigger: "body",
            run: () => {
                const clipboard = { writeText: async (text) => (document.body.dataset.clipboard = text) };
                Object.defineProperty(navigator, "clipboard", { value: clipboard, configurable: true });
            },
        },
        tool("copy_code"),
        {
            trigger: "body[data-clipboard=TOUR-2] .o_notification:contains(TOUR-2 is on the clipboard)",
        },
        tool("deactivate"),
        reason("Moved"),
        confirm("action_apply"),
        tool("activate"),
        confirm("action_apply"),
        {
            content: "the entry is there again when the page shows the active customer",
            trigger: "body:not(:has(.modal)) .o_customer_tools [data-operation=deactivate]",
        },
        {
            trigger: "button[name=action_open_customer_events]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(TOUR-1):contains(TOUR-2):contains(Card lost)",
        },
        {
            trigger: ".o_data_row:contains(Inactive):contains(Moved)",
        },
        {
            trigger: ".breadcrumb-item:contains(Tour Customer), .o_back_button",
            run: "click",
        },
        {
            trigger: ".o_form_view .nav-link[name=customer_tools]",
            run: "click",
        },
        tool("delete"),
        reason("A tour"),
        confirm("action_delete"),
        {
            trigger: ".o_list_view .o_data_row:contains(Somebody Else)",
        },
        {
            trigger: "body:not(:has(.modal)) .o_list_view:not(:contains(Tour Customer))",
        },
    ],
});
