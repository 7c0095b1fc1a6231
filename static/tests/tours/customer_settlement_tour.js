import { registry } from "@web/core/registry";

/** Three orders: picked, previewed, on one invoice with a section for each. */
registry.category("web_tour.tours").add("customer_care_settlement", {
    steps: () => [
        {
            trigger: ".o_data_row:contains(Mill and Sons) .o_customer_operations button",
            run: "click",
        },
        {
            trigger: "[data-operation=collective_settlement]",
            run: "click",
        },
        {
            content: "all four are picked",
            trigger: ".modal .o_field_widget[name=line_ids] .o_data_row:nth-child(4)",
        },
        {
            content: "one stays out",
            trigger:
                ".modal .o_field_widget[name=line_ids] .o_data_row:contains(1,000.00) td[name=is_picked] input",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_preview]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=picked_ids] .o_data_row:nth-child(3)",
        },
        {
            trigger: ".modal .o_field_widget[name=amount_total]:contains(600.00)",
        },
        {
            trigger: ".modal button[name=action_settle]",
            run: "click",
        },
        {
            content: "the draft of the invoice",
            trigger: ".o_form_view .o_arrow_button_current:contains(Draft)",
        },
        {
            content: "it has a section for each order",
            trigger: "div[name=invoice_line_ids] tr.o_is_line_section input:value(PO 1)",
        },
        {
            trigger: "div[name=invoice_line_ids] tr.o_is_line_section input:value(PO 3)",
        },
        {
            trigger: ".o_field_widget[name=tax_totals]:contains(600.00)",
        },
    ],
});
