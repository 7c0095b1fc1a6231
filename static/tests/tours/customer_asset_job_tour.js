import { registry } from "@web/core/registry";

// Confirming and posting take their time on a busy machine.
const timeout = 60000;

/** A job for a vehicle, invoiced with the reading, stands in its history. */
registry.category("web_tour.tours").add("customer_care_asset_job", {
    steps: () => [
        {
            trigger: ".o_data_row td[name=name]:contains(Van)",
            run: "click",
        },
        {
            trigger: ".o_form_view button[name=action_new_job]",
            run: "click",
        },
        {
            content: "customer and vehicle are filled in",
            trigger: ".o_field_widget[name=customer_asset_id] input:value(Van)",
        },
        {
            trigger: ".o_field_widget[name=partner_id]:has(input:value(Kowalski Transport))",
        },
        {
            trigger: ".o_field_widget[name=customer_reading] input",
            run: "edit 123456",
        },
        {
            trigger: ".o_field_widget[name=order_line] .o_field_x2many_list_row_add a:contains(Add a product)",
            run: "click",
        },
        {
            trigger: ".o_selected_row .o_field_widget[name=product_template_id] input, .o_selected_row .o_field_widget[name=product_id] input",
            run: "edit An hour of work",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains(An hour of work)",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(100.00)",
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_confirm]:enabled",
            run: "click",
        },
        {
            trigger: ".o_statusbar_buttons button:contains(Create Invoice)",
            run: "click",
            timeout,
        },
        {
            trigger: ".modal button[name=create_invoices], .modal button:contains(Create Draft)",
            run: "click",
        },
        {
            content: "the invoice is for it, with the reading",
            trigger: ".o_form_view .o_field_widget[name=customer_reading] input:value(123,456)",
            timeout,
        },
        {
            trigger: "button[name=action_post]:enabled",
            run: "click",
        },
        {
            trigger: ".o_statusbar_status button.o_arrow_button_current:contains(Posted)",
            timeout,
        },
        {
            content: "back to the vehicle",
            trigger: ".o_field_widget[name=customer_asset_id] a:contains(Van)",
            run: "click",
        },
        {
            trigger: "button[name=action_open_history]:contains(100.00):contains(Visits: 1)",
        },
        {
            trigger: "button[name=action_open_history]",
            run: "click",
        },
        {
            trigger: ".o_list_view .o_data_row:contains(An hour of work):contains(100.00)",
        },
    ],
});
