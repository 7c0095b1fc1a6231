# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

ROWS = 5


class ResPartner(models.Model):
    """The overview's customer actions and loyalty points."""

    _inherit = "res.partner"

    @api.model
    def _customer_overview_parts(self):
        return [
            *super()._customer_overview_parts(),
            {
                "sequence": 80,
                "functions": ["action_see"],
                "method": "_overview_actions",
            },
            {"sequence": 90, "functions": [], "method": "_overview_points"},
        ]

    def _overview_actions(self, scope):
        title = self.env._("Next customer actions")
        domain = [("partner_id", "in", scope.contact_ids), ("state", "=", "open")]
        actions = self.env["customer.action"].search_fetch(
            domain,
            ["name", "date_remind", "date_end"],
            order="date_remind, id",
            limit=ROWS,
        )
        return [
            {
                "key": "actions",
                "title": title,
                "open": self._overview_open(
                    title,
                    "customer.action",
                    domain,
                    action="customer_care.customer_action_action_list",
                ),
                "empty": self.env._("There are none."),
                "columns": [
                    self._overview_column(self.env._("Action")),
                    self._overview_column(self.env._("Reminder"), "date"),
                    self._overview_column(self.env._("Expiry"), "date"),
                ],
                "rows": [
                    [
                        self._overview_cell_record(action, action.name),
                        {"value": fields.Date.to_string(action.date_remind)},
                        {"value": self._overview_day(action.date_end)},
                    ]
                    for action in actions
                ],
            }
        ]

    def _overview_points(self, scope):
        if not self._overview_may_read("loyalty.card"):
            return []
        title = self.env._("Loyalty points")
        domain = [
            ("partner_id", "in", scope.contact_ids),
            ("program_id.program_type", "=", "loyalty"),
        ]
        cards = self.env["loyalty.card"].search_fetch(
            domain,
            ["code", "points", "program_id"],
            order="points desc, id",
            limit=ROWS,
        )
        # sudo: what a programme is called is no secret
        return [
            {
                "key": "points",
                "title": title,
                "open": self._overview_open(title, "loyalty.card", domain),
                "empty": self.env._("They have no loyalty card."),
                "columns": [
                    self._overview_column(self.env._("Programme")),
                    self._overview_column(self.env._("Card")),
                    self._overview_column(self.env._("Points"), "float"),
                ],
                "rows": [
                    [
                        self._overview_cell_record(card, card.program_id.sudo().name),
                        {"value": card.code},
                        {"value": card.points},
                    ]
                    for card in cards
                ],
            }
        ]
