import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { session } from "@web/session";

const SIGN = "?";
const SHORTEST = 3;

/** A customer in the list of Ctrl+K. */
export class CounterCommandItem extends Component {
    static template = "customer_care.CounterCommandItem";
    static props = ["match", "name?", "searchValue?", "executeCommand?", "slots?"];
}

function openCounter(env, props) {
    return env.services.action.doAction("customer_care.customer_counter_action", {
        clearBreadcrumbs: true,
        props,
    });
}

if (session.customer_care_counter) {
    registry.category("command_setup").add(SIGN, {
        debounceDelay: 250,
        emptyMessage: _t("No customer found"),
        name: _t("customers"),
        placeholder: _t("Name, phone, code, card, serial or invoice number"),
    });
    const providers = registry.category("command_provider");
    providers.add("customer_care.customers", {
        namespace: SIGN,
        async provide(env, { searchValue = "" } = {}) {
            if (!searchValue.trim()) {
                return [];
            }
            const args = [searchValue];
            const found = await env.services.orm.silent.call("res.partner", "get_counter_matches", args);
            return found.matches.map((match) => ({
                name: match.name,
                Component: CounterCommandItem,
                props: { match },
                href: `/odoo/customer-counter?customer=${match.id}`,
                action: () => openCounter(env, { customerId: match.contact_id }),
            }));
        },
    });
    // the plain search lists commands by their names: this one has what was typed in it
    providers.add("customer_care.find_customer", {
        provide: (env, { searchValue = "" } = {}) =>
            searchValue.trim().length < SHORTEST
                ? []
                : [
                      {
                          name: _t("Find the customer %s", searchValue),
                          action: () => openCounter(env, { term: searchValue }),
                      },
                  ],
    });
}
