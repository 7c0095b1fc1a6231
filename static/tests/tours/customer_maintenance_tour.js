import { registry } from "@web/core/registry";

const row = (name) => `.o_field_widget[name=tool_ids] .o_data_row:contains(${name})`;

/** Every tool is explained; a value is corrected, the correction undone from the centre. */
registry.category("web_tour.tours").add("customer_care_maintenance", {
    steps: () => [
        {
            content: "the centre is the first of the utilities",
            trigger: ".o_menu_sections button:contains(Utilities)",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .dropdown-item:first:contains(Maintenance)",
            run: "click",
        },
        {
            content: "every tool has a sentence and a button",
            trigger: row("Delete duplicate phones"),
            run() {
                const rows = document.querySelectorAll(
                    ".o_field_widget[name=tool_ids] .o_data_row"
                );
                for (const each of rows) {
                    const sentence = each.querySelector("td[name=sentence]").textContent;
                    const button = each.querySelector("button[name=action_open]");
                    if (!/^[A-Z].*\.$/.test(sentence.trim()) || !button) {
                        throw new Error(`Not explained: ${each.textContent}`);
                    }
                }
                if (rows.length < 15) {
                    throw new Error(`Only ${rows.length} tools`);
                }
            },
        },
        { trigger: "button[name=action_count]:contains(Count again)", run: "click" },
        {
            trigger: `${row("E-mails that cannot be right")} td[name=found_count]:contains(1)`,
        },
        {
            trigger: `${row("E-mails that cannot be right")} button[name=action_open]`,
            run: "click",
        },
        {
            content: "the reason and a proposal",
            trigger: ".o_list_view .o_data_row:contains(The domain is probably mistyped)",
        },
        {
            trigger: ".o_data_row:contains(tour@gmial.com) .o_list_record_selector input",
            run: "click",
        },
        { trigger: "button[name=action_apply]", run: "click" },
        {
            content: "what was done",
            trigger: ".o_form_view .o_field_widget[name=line_ids]:contains(tour@gmail.com)",
        },
        { trigger: ".breadcrumb-item:contains(Maintenance) a", run: "click" },
        {
            content: "back in the centre; a page of the form before has lists, too",
            trigger: ".o_form_view .o_field_widget[name=tool_ids] .o_data_row",
        },
        { trigger: ".nav-link[name=operations]", run: "click" },
        {
            content: "the log, with undo",
            trigger:
                ".o_field_widget[name=operation_ids] .o_data_row:first:contains(Correct values) button[name=action_undo]",
            run: "click",
        },
        { trigger: ".modal .btn-primary", run: "click" },
        {
            trigger:
                ".o_field_widget[name=operation_ids] .o_data_row:first:contains(Undone)",
        },
        { trigger: ".nav-link[name=jobs]", run: "click" },
        {
            trigger:
                ".o_field_widget[name=job_ids] .o_data_row:contains(Check the base) td[name=outcome]",
        },
        { trigger: ".nav-link[name=health]", run: "click" },
        {
            trigger:
                ".o_field_widget[name=health_ids] .o_data_row:contains(Mail server) td[name=found]",
        },
    ],
});
