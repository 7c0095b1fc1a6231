import { registry } from "@web/core/registry";

/** A customer is anonymised after a look at what goes; the entry prints its certificate. */
registry.category("web_tour.tours").add("customer_care_anonymise", {
    steps: () => [
        {
            trigger: ".o_data_row td[name=complete_name]:contains(Anna Forgotten)",
            run: "click",
        },
        {
            trigger: ".o_form_view .nav-link[name=customer_tools]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_customer_tools [data-operation=anonymise]",
            run: "click",
        },
        {
            content: "what goes, what is masked, what is kept",
            trigger: ".modal .o_field_widget[name=preview] h5:contains(Kept)",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Request 12",
        },
        {
            content: "not without knowing that it is for good",
            trigger: ".modal footer:not(:has(button[name=action_confirm]:visible))",
        },
        {
            trigger: ".modal .o_field_widget[name=is_sure] input",
            run: "click",
        },
        {
            trigger: ".modal footer button[name=action_confirm]",
            run: "click",
        },
        {
            content: "the entry of the register",
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name=reason]:contains(Request 12)",
            // the whole database is gone through, on a machine that may be busy
            timeout: 60000,
        },
        {
            trigger: ".o_form_sheet:not(:contains(Anna Forgotten))",
        },
        {
            content: "its certificate",
            trigger: ".o_form_view button[name=action_print]:enabled",
        },
    ],
});
