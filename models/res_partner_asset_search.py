# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .res_partner_search import SHORTEST


class ResPartner(models.Model):
    """A customer is found by what they own: plate, VIN, chip, serial number, name."""

    _inherit = "res.partner"

    @api.model
    def _search_branches(self, term):
        branches = super()._search_branches(term)
        if not self.env["res.users"]._has_function("asset_see"):
            return branches
        assets = self.env["customer.asset"]
        found = [query for _way, query in assets._number_queries(term)]
        found.append(self._asset_names(term))
        rows = self._asset_owners(SQL("(%s)", SQL(" UNION ALL ").join(found)))
        return [*branches, SQL("(SELECT partner_id FROM %s AS owner)", rows)]

    @api.model
    def _asset_owners(self, found):
        """Return the SQL of `partner_id` and `number` of whose these are today.

        :param found: SQL of `asset_id` and `number`; what was merged stands for what it
            was merged into
        """
        return SQL(
            """(
            WITH RECURSIVE hit (asset_id, number) AS (
                SELECT asset_id, number FROM %(found)s AS found
                UNION
                SELECT merged.merged_into_id, hit.number
                  FROM hit
                  JOIN customer_asset merged ON merged.id = hit.asset_id
                 WHERE merged.merged_into_id IS NOT NULL
            )
            SELECT asset.partner_id, hit.number
              FROM hit
              JOIN customer_asset asset ON asset.id = hit.asset_id
             WHERE asset.merged_into_id IS NULL
               AND (asset.company_id IS NULL OR asset.company_id = ANY(%(companies)s)))
            """,
            found=found,
            companies=self.env.companies._with_parents().ids,
        )

    @api.model
    def _asset_names(self, term):
        """Return the SQL of `asset_id` and `number` of what is called like this.

        A name that only says make and model means the vehicle when all of it is typed:
        whoever looks for Mrs Ford does not look for all who drive one.
        """
        # sudo: the query around this obeys the rules
        assets = self.env["customer.asset"].sudo().with_context(active_test=False)
        pattern = self._counter_escaped(term)
        query = assets._search(Domain("name", "ilike", pattern))
        query.add_where(
            SQL(
                """(kind = 'animal'
                 OR kind = 'vehicle' AND name <> concat_ws(' ', make, model_name)
                 OR kind = 'equipment' AND product_id IS NULL
                 OR length(name) = %s)""",
                len(term),
            )
        )
        return query.subselect("id AS asset_id", "name AS number")

    @api.model
    def _counter_ways(self, term):
        ways = super()._counter_ways(term)
        if not self.env["res.users"]._has_function("asset_see"):
            return ways
        return [*ways, *self._counter_ways_asset(term)]

    @api.model
    def _counter_ways_asset(self, term):
        """What it is exactly: a whole number; else a part of one, or a name."""
        assets = self.env["customer.asset"]
        labels = {
            "plate_key": self.env._("Plate"),
            "former": self.env._("Former plate"),
            "vin_key": self.env._("VIN"),
            "chip_key": self.env._("Chip"),
            "serial_key": self.env._("Serial number"),
        }
        exact = dict(assets._number_queries(term, exact=True))
        part = dict(assets._number_queries(term)) if len(term) >= SHORTEST else {}
        ways = [
            {
                "key": f"asset_{way}",
                "label": label,
                "exact": [self._asset_owners(exact[way])] if way in exact else [],
                "part": [self._asset_owners(part[way])] if way in part else [],
            }
            for way, label in labels.items()
        ]
        names = {
            "key": "asset_name",
            "label": self.env._("Owner of"),
            "exact": [],
            "part": [self._asset_owners(self._asset_names(term))],
        }
        return [*ways, names]
