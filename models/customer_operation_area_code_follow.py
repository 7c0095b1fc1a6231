# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL

from .customer_operation_area_code_run import ROWS

# Kept under the number itself, and read by the gate for its channels.
BY_NUMBER = ("sms", "call")


class CustomerOperation(models.Model):
    """What follows a number to its new area code: the old one keeps finding its
    customer, and what is planned for it goes to the new one."""

    _inherit = "customer.operation"

    def _area_aliases(self, rows):
        """Kept in digits with the country's code; `_search_by_phone` finds them."""
        self._make_rows(
            "customer_alias",
            ["partner_id", "kind", "value", "operation_id"],
            SQL(
                """
                SELECT DISTINCT t.partner_id, 'phone'::varchar, t.value, %s::int
                  FROM (SELECT partner_id, substr(number_e164, 2) AS value FROM %s) t
                 WHERE NOT EXISTS (
                       SELECT FROM customer_alias a
                        WHERE upper(a.value) = t.value AND a.kind = 'phone'
                          AND a.partner_id = t.partner_id
                       OFFSET 0)  -- looked up one by one, not joined with all
              ORDER BY t.value
                """,
                self.id,
                ROWS,
            ),
            is_signed=False,
        )

    def _area_messages(self, rows):
        """What is planned goes to the number there is now."""
        self._change_rows(
            "customer_message",
            SQL(
                """
                SELECT m.id, t.new_e164 AS address
                  FROM %s t
                  JOIN customer_message m
                    ON m.partner_id = t.partner_id AND m.address = t.number_e164
                   AND m.channel IN %s AND m.state = 'planned'
                """,
                ROWS,
                BY_NUMBER,
            ),
            {"address": SQL("new.address")},
        )

    @api.model
    def _area_models(self):
        """Return the other models that keep a number of a customer beside the link."""
        return [
            model
            for name, model in self.env.registry.items()
            if name != "res.partner"
            and not model._abstract
            and model._auto
            and {"phone", "phone_sanitized", "partner_id"} <= model._fields.keys()
            and model._fields["phone"].store
            and model._fields["phone_sanitized"].store
            and model._fields["partner_id"].comodel_name == "res.partner"
        ]

    def _area_other_models(self, rows):
        """A lead or opportunity has the number of its customer copied."""
        for model in self._area_models():
            self.env[model._name].flush_model()
            table = SQL.identifier(model._table)
            self._change_rows(
                model._table,
                SQL(
                    """
                    SELECT r.id, t.new_number, t.new_e164
                      FROM %s t
                      JOIN %s r ON r.partner_id = t.partner_id
                       AND r.phone_sanitized = t.number_e164
                    """,
                    ROWS,
                    table,
                ),
                {
                    "phone": SQL("new.new_number"),
                    "phone_sanitized": SQL("new.new_e164"),
                },
            )
