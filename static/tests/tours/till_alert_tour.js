import { registry } from "@web/core/registry";
import {
    clickCustomer,
    openCustomers,
    openRegister,
    searchCustomer,
    setOffline,
    typeCustomer,
} from "./till_steps";

const LINES = ".product-screen .o_customer_alerts";

const choose = (name, search = searchCustomer) => [
    ...openCustomers(),
    ...search(name),
    ...clickCustomer(name),
];

/** The red line is shown; one that must be read is asked about, or nobody is chosen. */
registry.category("web_tour.tours").add("customer_care_till_alert", {
    steps: () => [
        ...openRegister(),
        ...choose("Till Notice"),
        {
            content: "a red line is shown without asking",
            trigger: `body:not(:has(.modal)) ${LINES}:contains(Deaf)`,
        },
        ...choose("Till Cash"),
        {
            trigger: ".o_customer_alert_dialog:contains(Cash only) .btn-primary:focus",
            run: "press Escape",
        },
        {
            content: "not read: the customer before stays",
            trigger: "body:not(:has(.modal)) .set-partner:contains(Till Notice)",
        },
        {
            trigger: `${LINES}:contains(Deaf):not(:contains(Cash only))`,
        },
        ...choose("Till Cash"),
        {
            trigger: ".o_customer_alert_dialog:contains(Cash only) .btn-primary:focus",
            run: "press Enter",
        },
        {
            trigger: `body:not(:has(.modal)) ${LINES}:contains(Cash only):not(:contains(Deaf))`,
        },
        {
            trigger: ".set-partner:contains(Till Cash)",
        },
        ...choose("Till Plain"),
        {
            content: "no line for a customer without an alert",
            trigger: ".product-screen:not(:has(.o_customer_alerts)) .set-partner:contains(Till Plain)",
        },
    ],
});

/** Offline the till shows what it loaded, and keeps the acknowledgement for later. */
registry.category("web_tour.tours").add("customer_care_till_alert_offline", {
    steps: () => [
        ...openRegister(),
        {
            trigger: "body:not(:has(.modal)) .product-screen",
        },
        ...setOffline(true),
        ...choose("Till Cash", typeCustomer),
        {
            trigger: ".o_customer_alert_dialog:contains(Cash only) .btn-primary:focus",
            run: "press Enter",
        },
        {
            trigger: `body:not(:has(.modal)) ${LINES}:contains(Cash only)`,
        },
        {
            content: "online again: what was read is recorded",
            trigger: ".set-partner:contains(Till Cash)",
            run: () => window.posmodel.data.checkConnectivity(),
        },
        {
            trigger: ".set-partner:contains(Till Cash)",
            run: async () => {
                const { data } = window.posmodel;
                while (data.network.unsyncData.length || data.syncInProgress) {
                    await new Promise((resolve) => setTimeout(resolve, 50));
                }
            },
        },
    ],
});

/** A cashier who may not see customers is neither shown nor asked anything. */
registry.category("web_tour.tours").add("customer_care_till_no_alert", {
    steps: () => [
        ...openRegister(),
        ...choose("Till Cash"),
        {
            trigger: "body:not(:has(.modal)) .product-screen:not(:has(.o_customer_alerts)) .set-partner:contains(Till Cash)",
        },
    ],
});
