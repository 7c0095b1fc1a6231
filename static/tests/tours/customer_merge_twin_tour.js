import { registry } from "@web/core/registry";

/** Somebody is entered who exists already: the existing record gets the new data. */
registry.category("web_tour.tours").add("customer_care_merge_twin", {
    steps: () => [
        {
            trigger: ".o_form_view .o_field_widget[name=name] textarea, .o_form_view .o_field_widget[name=name] input",
            run: "edit Anna Entered Again",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=email] input",
            run: "edit anna.kowalska@example.com && press Tab",
        },
        {
            content: "the customer who is there already",
            trigger: "div[name=customer_twin]:contains(Anna Kowalska)",
        },
        {
            trigger: "button[name=action_use_existing]",
            run: "click",
        },
        {
            content: "is shown with the new data",
            trigger: "body:not(:has(div[name=customer_twin])) .o_breadcrumb:contains(Anna Entered Again)",
        },
    ],
});

/** A code that is taken: the record cannot be saved, but its data can be given away. */
registry.category("web_tour.tours").add("customer_care_merge_twin_code", {
    steps: () => [
        {
            trigger: ".o_form_view .o_field_widget[name=name] textarea, .o_form_view .o_field_widget[name=name] input",
            run: "edit Anna Typed By Code",
        },
        {
            trigger: ".o_notebook a[name=sales_purchases]",
            run: "click",
        },
        {
            trigger: ".o_form_view .o_field_widget[name=ref] input",
            run: "edit taken7 && press Tab",
        },
        {
            trigger: "div[name=customer_twin]:contains(Anna Kowalska)",
        },
        {
            trigger: "button[name=action_use_existing]",
            run: "click",
        },
        {
            trigger: "body:not(:has(div[name=customer_twin])) .o_breadcrumb:contains(Anna Typed By Code)",
        },
    ],
});
