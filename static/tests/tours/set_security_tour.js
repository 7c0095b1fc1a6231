import { registry } from "@web/core/registry";

const tick = (name, level) => `tr[data-function="${name}"] input[data-level="${level}"]`;

/** Level 1 gives one function to more levels and takes another from the lower ones. */
registry.category("web_tour.tours").add("customer_care_set_security", {
    steps: () => [
        {
            content: "nothing to save yet",
            trigger: ".o_customer_set_security .o_save:disabled",
        },
        {
            content: "a tick at level 4 …",
            trigger: tick("Stop and start all sending", 4),
            run: "click",
        },
        {
            content: "… ticks level 3 too",
            trigger: `${tick("Stop and start all sending", 3)}:checked`,
        },
        {
            content: "and not level 5",
            trigger: `${tick("Stop and start all sending", 5)}:not(:checked)`,
        },
        {
            content: "clearing level 4 …",
            trigger: tick("See customer actions", 4),
            run: "click",
        },
        {
            content: "… clears level 5",
            trigger: `${tick("See customer actions", 5)}:not(:checked)`,
        },
        {
            content: "and what makes no sense without it",
            trigger: `${tick("Change customer actions", 4)}:not(:checked)`,
        },
        {
            content: "Set Security stays at level 1",
            trigger: `${tick("Set Security", 2)}:disabled`,
        },
        {
            content: "one click saves",
            trigger: ".o_save:enabled",
            run: "click",
        },
        {
            content: "who changed what is shown",
            trigger: ".o_customer_security_log tr:contains(Stop and start all sending)",
        },
        {
            content: "and nothing is left to save",
            trigger: ".o_save:disabled",
        },
    ],
});

/** The bar tells what happens to messages, and its button opens the switch. */
registry.category("web_tour.tours").add("customer_care_sending_banner", {
    steps: () => [
        {
            trigger: ".o_customer_sending_banner[role=alert]:contains(All sending is stopped)",
        },
        {
            trigger: ".o_customer_sending_banner button",
            run: "click",
        },
        {
            trigger: ".modal button:contains(Start sending)",
            run: "click",
        },
        {
            content: "the bar goes without a reload",
            trigger: "body:not(:has(.o_customer_sending_banner)):not(:has(.modal))",
        },
    ],
});
