# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Doors from a customer to what they bought."""

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "turnover_history",
                "label": self.env._("Turnover history"),
                "icon": "fa-line-chart",
                "sequence": 40,
                "functions": ["history_see"],
                "method": "action_turnover_history",
            },
            {
                "key": "turnover_print",
                "label": self.env._("Print turnover"),
                "icon": "fa-print",
                "sequence": 41,
                "functions": ["history_see"],
                "method": "action_turnover_print",
            },
        ]

    def _booked_partner_ids(self):
        """Return the ids of these and of all customers who were merged into them.

        Somebody merged into another customer has none: what is booked on them is
        that one's.
        """
        self.env["res.partner"].flush_model(["merged_into_id"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE booked (id) AS (
                       SELECT id
                         FROM res_partner
                        WHERE id = ANY(%s) AND merged_into_id IS NULL
                        UNION
                       SELECT source.id
                         FROM res_partner source
                         JOIN booked ON booked.id = source.merged_into_id)
                SELECT id FROM booked
                """,
                self.ids,
            )
        )
        return [partner_id for (partner_id,) in rows]

    def _turnover_customers(self):
        """Return the customers whom purchases of these contacts belong to today."""
        customers = self.commercial_partner_id
        # sudo: where a merge led is no secret
        merged = customers.sudo().filtered("merged_into_id")
        survivors = [self._survivor_of(partner.id).id for partner in merged]
        return (customers - self.browse(merged.ids)) | self.browse(survivors)

    def action_turnover_history(self):
        """Open every purchase of this customer in one list."""
        self.ensure_one()
        self.env["res.users"]._check_function("history_see")
        customer = self._turnover_customers()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_turnover_action_history"
        )
        name = self.env._("Purchases of %s", customer.display_name)
        return {
            **action,
            "name": name,
            "display_name": name,
            "domain": [("partner_id", "=", customer.id)],
            "context": {"hide_customer": True, "default_partner_ids": customer.ids},
        }

    def action_turnover_print(self):
        """Print what these customers bought in a period."""
        self.env["res.users"]._check_function("history_see")
        customers = self._turnover_customers()
        customers._refuse_strangers()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_turnover_print_action"
        )
        return {**action, "context": {"default_partner_ids": customers.ids}}
