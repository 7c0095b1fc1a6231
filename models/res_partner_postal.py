# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from ..tools.postal_address import Address, postal_lines


class ResPartner(models.Model):
    """Addresses as they stand on an envelope: the name, then the country's lines."""

    _inherit = "res.partner"

    def _postal_addresses(self, company=None):
        """Return {partner id: lines}, from the name down, in one query.

        The country is named, in the sender's language, where it is not the sender's
        own. Whether an address is complete is the gate's to say: here incomplete ones
        have the lines that there are.

        :param company: the sender; default the current company
        """
        # sudo: where we are and which language we write
        sender = (company or self.env.company).sudo()
        self.check_access("read")
        self.env["res.partner"].flush_model()
        rows = self.env.execute_query_dict(
            SQL(
                """
                SELECT p.id, p.name,
                       coalesce(nullif(firm.name, p.name), p.company_name) AS company,
                       p.street, p.street2, p.zip, p.city,
                       state.name AS state_name, state.code AS state_code,
                       country.code AS country_code,
                       coalesce(country.name->>%(lang)s, country.name->>'en_US')
                           AS country_name,
                       country.address_format AS layout
                  FROM res_partner p
             LEFT JOIN res_partner firm
                    ON firm.id = p.parent_id AND firm.is_company
             LEFT JOIN res_country_state state ON state.id = p.state_id
             LEFT JOIN res_country country ON country.id = p.country_id
                 WHERE p.id = ANY(%(ids)s)
                """,
                lang=sender.partner_id.lang or self.env.lang or "en_US",
                ids=self._origin.ids,
            )
        )
        home = sender.country_id.code or ""
        return {
            row.pop("id"): postal_lines(
                Address(**{key: value or "" for key, value in row.items()}), home
            )
            for row in rows
        }
