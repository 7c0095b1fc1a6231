# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL

from .customer_no_business import HELD


class CustomerNoBusiness(models.Model):
    """All who have no business at once: every table is read from end to end.

    To ask customer by customer, as the list does for the rows it shows, takes minutes
    for a million.
    """

    _inherit = "customer.no.business"

    @api.model
    def _found(self, criteria):
        """Return who would go, and how many stay for what.

        :return: {"customers": [ids], "old": [ids of those among them who have old
            quotations], "asked": int, "stay": {key of a kind: customers}}
        """
        self.env.flush_all()
        kinds = self._kinds_asked(criteria)
        old = self._old_bit(kinds, criteria)
        customers, past, asked, stay = [], [], 0, {}
        for bits, count, ids in self.env.execute_query(self._counted(kinds, criteria)):
            asked += count
            customers += ids or []
            past += ids if bits == old and ids and old else []
            for place, key in enumerate((*HELD, *(kind.key for kind in kinds))):
                if bits & 1 << place:
                    stay[key] = stay.get(key, 0) + count
        return {
            "customers": sorted(customers),
            "old": sorted(past),
            "asked": asked,
            "stay": stay,
        }

    @api.model
    def _counted(self, kinds, criteria):
        """Return SQL: (bits, customers, their ids where nothing holds them).

        Documents of people and of who merged in are their customer's.
        """
        return SQL(
            """
            SELECT coalesce(busy.bits, 0) | %(held)s AS held, count(*),
                   array_agg(p.id) FILTER (
                       WHERE coalesce(busy.bits, 0) | %(held)s IN (0, %(old)s))
              FROM %(candidates)s p
         LEFT JOIN (SELECT coalesce(kin.owner, link.partner_id) AS id,
                           bit_or(link.bit) AS bits
                      FROM (%(links)s) link
                 LEFT JOIN (SELECT q.id, coalesce(kept.commercial_partner_id,
                                                  q.commercial_partner_id) AS owner
                              FROM res_partner q
                         LEFT JOIN res_partner kept ON kept.id = q.merged_into_id
                             WHERE q.commercial_partner_id <> q.id
                                OR q.merged_into_id IS NOT NULL
                           ) AS kin ON kin.id = link.partner_id
                  GROUP BY 1
                   ) AS busy ON busy.id = p.id
          GROUP BY 1
            """,
            links=self._all_links(kinds),
            held=self._held_bits(),
            candidates=self._candidates(criteria).subselect(SQL("res_partner.*")),
            old=self._old_bit(kinds, criteria),
        )

    @api.model
    def _all_links(self, kinds):
        """Return SQL: (partner id, bit) of all documents, each pair about once."""
        branches = []
        for place, kind in enumerate(kinds):
            for query, column in self._links_of(kind, is_all=True):
                query.add_where(SQL("%s IS NOT NULL", column))
                branches.append(
                    SQL(
                        "SELECT DISTINCT t.partner_id, %s AS bit FROM %s t",
                        self._bit(place),
                        query.subselect(SQL("%s AS partner_id", column)),
                    )
                )
        return SQL(" UNION ALL ").join(branches)
