import { registry } from "@web/core/registry";

/** Two customers at one address make a family, and one of them is separated again. */
registry.category("web_tour.tours").add("customer_care_family", {
    steps: () => [
        {
            content: "the page of a customer without a family",
            trigger: ".nav-link[name=customer_family]",
            run: "click",
        },
        {
            trigger: "button:contains(Make a family)",
            run: "click",
        },
        {
            content: "who lives at the same address is proposed",
            trigger: ".modal .o_data_row:contains(Ewa Lis):contains(address) .o_boolean_toggle input",
            run: "click",
        },
        {
            content: "and what will happen is said in words",
            trigger: ".modal .alert:contains(Family Lis):contains(Ewa Lis)",
        },
        {
            trigger: ".modal button[name=action_add]",
            run: "click",
        },
        {
            content: "both are on the page",
            trigger: "body:not(:has(.modal)) .o_notebook .o_list_view .o_data_row:contains(Ewa Lis)",
        },
        {
            content: "with what they bought together",
            trigger: ".o_notebook [data-amount=family_turnover]:contains(0.00)",
        },
        {
            trigger: ".o_notebook .o_list_view .o_data_row:contains(Ewa Lis) button[name=action_separate_family]",
            run: "click",
        },
        {
            content: "what stays where",
            trigger: ".modal .alert:contains(bought on their own name stays theirs):contains(Family Lis dissolves)",
        },
        {
            content: "the family keeps the address",
            trigger: ".modal .o_field_widget[name=address_keeper] .o_radio_item:contains(The family keeps it) input",
            run: "click",
        },
        {
            trigger: ".modal button[name=action_separate]",
            run: "click",
        },
        {
            content: "nobody is in a family any more",
            trigger: "body:not(:has(.modal)) button:contains(Make a family)",
        },
    ],
});
