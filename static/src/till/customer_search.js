import { patch } from "@web/core/utils/patch";
import { PartnerList } from "@point_of_sale/app/screens/partner_list/partner_list";
import { ResPartner } from "@point_of_sale/app/models/res_partner";

/** The code of a customer finds them, also offline; whole, it finds nobody else. */
patch(ResPartner.prototype, {
    get searchString() {
        return [super.searchString, this.ref].filter(Boolean).join(" ");
    },

    exactMatch(searchWord) {
        const isCode = this.ref && this.ref.toLowerCase() === searchWord;
        return super.exactMatch(...arguments) || Boolean(isCode);
    },
});

/**
 * Enter asks the server as the rest of Odoo does: former codes, any notation of any
 * number, e-mail. Whom it names is shown, whatever of them the till compares itself.
 */
patch(PartnerList.prototype, {
    setup() {
        super.setup(...arguments);
        this.state.customersFound = {};
    },

    async getNewPartners() {
        const query = this.state.query?.trim();
        const found = await super.getNewPartners(...arguments);
        if (!query || this.pos.data.network.offline) {
            return found;
        }
        const further = await this.findCustomers(query);
        const known = new Set(found.map((partner) => partner.id));
        return [...found, ...further.filter((partner) => !known.has(partner.id))];
    },

    async findCustomers(query) {
        try {
            const result = await this.pos.data.callRelated(
                "res.partner",
                "get_new_partner",
                [this.pos.config.id, [["display_name", "ilike", query]], 0],
                {},
                false
            );
            const partners = result["res.partner"];
            this.state.customersFound[query] = partners.map((partner) => partner.id);
            for (const partner of partners) {
                if (!this.loadedPartnerIds.has(partner.id)) {
                    this.loadedPartnerIds.add(partner.id);
                    this.state.loadedPartners.push(partner);
                }
            }
            return partners;
        } catch {
            return [];
        }
    },

    getPartners(partners) {
        const shown = super.getPartners(...arguments);
        const found = this.state.customersFound[this.state.query?.trim()];
        if (!found?.length) {
            return shown;
        }
        const ids = new Set(shown.map((partner) => partner.id));
        const further = partners.filter((p) => found.includes(p.id) && !ids.has(p.id));
        return [...shown, ...further];
    },
});
