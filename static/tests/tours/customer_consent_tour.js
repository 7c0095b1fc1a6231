import { registry } from "@web/core/registry";

const ROW = ".o_notebook .o_list_view .o_data_row";

/** The answers of a customer are read when their page is opened, and after each answer. */
registry.category("web_tour.tours").add("customer_care_consents", {
    steps: () => [
        {
            trigger: ".o_form_view:not(:has(.o_list_view .o_data_row:contains(E-mail)))",
        },
        {
            trigger: ".o_notebook .nav-link[name=customer_consents]",
            run: "click",
        },
        {
            trigger: `${ROW}:contains(E-mail):contains(Agreed)`,
        },
        {
            content: "who was never asked by SMS and says no is told apart",
            trigger: ".o_customer_marketing [data-channel=sms] .o_says_no",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_record]",
            run: "click",
        },
        {
            trigger: `${ROW}:contains(SMS):contains(Withdrawn)`,
        },
        {
            trigger: ".o_customer_marketing [data-channel=email] .badge.text-bg-success",
        },
        {
            trigger: ".o_customer_marketing [data-channel=sms] .badge:contains(not agreed)",
        },
        {
            trigger: `${ROW}:contains(E-mail):contains(Agreed)`,
        },
    ],
});
