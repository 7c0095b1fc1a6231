import { registry } from "@web/core/registry";
import { openCustomers, openRegister } from "./till_steps";

const tours = registry.category("web_tour.tours");
const NAME = ".modal .o_form_view .o_field_widget[name=name]";

const enter = (name) => [
    ...openRegister(),
    ...openCustomers(),
    {
        trigger: ".modal:has(.partner-list) button:contains(Create)",
        run: "click",
    },
    {
        trigger: `${NAME} textarea, ${NAME} input`,
        run: `edit ${name}`,
    },
    {
        trigger: ".modal .o_form_view .o_field_widget[name=email] input",
        run: "edit till.known@example.com && press Tab",
    },
    {
        content: "who exists already, with the reason",
        trigger: ".modal div[name=customer_twin]:contains(Till Known):contains(ame e-mail address)",
    },
];

/** One click takes who exists, and nothing is saved. */
tours.add("customer_care_till_door", {
    steps: () => [
        ...enter("Till Knwon"),
        {
            trigger: ".modal button[name=take_existing]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .set-partner:contains(Till Known)",
        },
    ],
});

/** One click takes who exists with what was typed. */
tours.add("customer_care_till_door_new_data", {
    steps: () => [
        ...enter("Till Knwon"),
        {
            trigger: ".modal button[name=action_use_existing]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .set-partner:contains(Till Knwon)",
        },
    ],
});

/** Nothing blocks: another person with the same address is saved. */
tours.add("customer_care_till_door_all_the_same", {
    steps: () => [
        ...enter("Till Nobody"),
        {
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .set-partner:contains(Till Nobody)",
        },
    ],
});
