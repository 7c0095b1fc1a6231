import { xml } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { formatMonetary } from "@web/views/fields/formatters";
import { CustomerPage } from "./customer_page";

/**
 * A computed amount that is read when its page is opened, not with the form:
 *
 *     <widget name="customer_amount" amount="family_turnover" currency="family_currency_id"/>
 */
export class CustomerAmount extends CustomerPage {
    static template = xml`<span t-att-data-amount="props.amount" t-out="state.data"/>`;
    static props = { ...CustomerPage.props, amount: String, currency: String };

    async fetch(resId) {
        const { amount, currency } = this.props;
        const [row] = await this.orm.read("res.partner", [resId], [amount, currency]);
        return formatMonetary(row[amount], { currencyId: row[currency][0] });
    }
}

registry.category("view_widgets").add("customer_amount", {
    component: CustomerAmount,
    extractProps: ({ attrs }) => ({ amount: attrs.amount, currency: attrs.currency }),
});
