import { reactive } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

/**
 * The state of sending as this web client knows it: it arrives with the session, changes
 * by what the dialog returns, and by a bus message when somebody else switched.
 *
 * `{ state, trial_email, can_change }`, or an empty object for users without a level.
 */
export const sendingService = {
    dependencies: ["bus_service"],

    start(env, { bus_service: bus }) {
        const sending = reactive({ ...(session.customer_care_sending || {}) });
        const update = ({ state, trial_email }) => Object.assign(sending, { state, trial_email });
        if (sending.state) {
            bus.subscribe("customer_care/sending", update);
            bus.start();
        }
        return { sending, update };
    },
};

registry.category("services").add("customer_care.sending", sendingService);

/** What the dialog returns after a change: update the banner, say what happened. */
registry.category("actions").add("customer_care.sending_changed", (env, { params }) => {
    env.services["customer_care.sending"].update(params);
    env.services.notification.add(params.message, {
        type: params.state === "on" ? "success" : "warning",
    });
    return params.next;
});
