import { registry } from "@web/core/registry";

/** Letters, e-mails and SMS are found in one list and changed there. */
registry.category("web_tour.tours").add("customer_care_file_edit", {
    steps: () => [
        { trigger: ".o_menu_sections button:contains(Utilities)", run: "click" },
        { trigger: ".o-dropdown--menu a:contains(File edit)", run: "click" },
        { trigger: ".o_data_row:contains(Letter of the tour):contains(Letter)" },
        { trigger: ".o_data_row td[name=name]:contains(SMS of the tour)", run: "click" },
        {
            content: "what arrives is shown",
            trigger: ".modal .o_field_widget[name=seen]:contains(Hello)",
        },
        {
            trigger: ".modal .o_field_widget[name=text] textarea",
            run: "edit Good day {{ object.name }}",
        },
        { trigger: ".modal .o_field_widget[name=uses]", run: "click" },
        { trigger: ".modal .o_field_widget[name=seen]:contains(Good day)" },
        { trigger: ".modal button[name=action_save]", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_data_row td[name=subject]:contains(Good day)" },
        { trigger: ".o_data_row td[name=name]:contains(Letter of the tour)", run: "click" },
        {
            trigger: ".o_field_widget[name=subject] input, .o_field_widget[name=subject] textarea",
            run: "edit Many thanks",
        },
        { trigger: ".o_form_button_save", run: "click" },
        { trigger: ".o_form_saved, .o_form_button_save:not(:visible)" },
        { trigger: "button[name=action_see_as_customer]", run: "click" },
        { trigger: ".modal .o_field_widget[name=subject]:contains(Many thanks)" },
        { trigger: ".modal button[name=action_send_to_me]", run: "click" },
        { trigger: ".o_notification:contains(Customers got nothing)" },
        { trigger: ".modal footer button[special=cancel], .modal .btn-close", run: "click" },
        { trigger: "body:not(:has(.modal))" },
        { trigger: ".o_back_button, .breadcrumb-item a", run: "click" },
        { trigger: "button[name=action_new_letter]", run: "click" },
        { trigger: ".o_form_view .o_field_widget[name=customer_use]" },
    ],
});
