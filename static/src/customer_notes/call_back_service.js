import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/** The reminder of a call-back at its hour: it stays until it is closed. */
export const callBackService = {
    dependencies: ["action", "bus_service", "notification"],
    start(env, { action, bus_service: bus, notification }) {
        bus.subscribe("customer_care.call_back", ({ id, title, message }) => {
            const close = notification.add(message, {
                title,
                type: "info",
                sticky: true,
                className: "o_call_back_notice",
                buttons: [
                    {
                        name: _t("Open"),
                        primary: true,
                        onClick: () => {
                            close();
                            action.doAction({
                                type: "ir.actions.act_window",
                                res_model: "customer.note",
                                res_id: id,
                                views: [[false, "form"]],
                            });
                        },
                    },
                ],
            });
        });
        bus.start();
    },
};

registry.category("services").add("customer_care.call_back", callBackService);
