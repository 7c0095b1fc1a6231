import { registry } from "@web/core/registry";
import { session } from "@web/session";

/** After a change in Set Security open web clients show the menu of the new rights. */
export const securityService = {
    dependencies: ["bus_service", "menu"],

    start(env, { bus_service: bus, menu }) {
        if (session.customer_care_sending) {
            bus.subscribe("customer_care/security", () => menu.reload());
            bus.start();
        }
    },
};

registry.category("services").add("customer_care.security", securityService);
