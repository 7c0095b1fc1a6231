# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo import fields, models
from odoo.tools import SQL

from .customer_operation_links import PAIRS
from .customer_operation_partner import CUSTOMER


class AccountMove(models.Model):
    """A posted invoice prints the name and address it was posted with.

    Odoo prints those of the customer as they are today, which after a merge are
    somebody else's.
    """

    _inherit = "account.move"

    customer_printed = fields.Json(
        "Printed as",
        copy=False,
        readonly=True,
        help="Name, address and tax id of before the customer was merged:"
        " {partner: {name, lines, vat}, shipping: {name, lines, vat}}.",
    )

    def write(self, vals):
        """Whoever makes a draft of it chooses the customer anew."""
        result = super().write(vals)
        if vals.get("state") == "draft" or "partner_id" in vals:
            # sudo: what was printed is the program's, whoever changes the invoice
            self.sudo().filtered("customer_printed").customer_printed = False
        return result


class CustomerOperation(models.Model):
    """Before a merge touches a customer, their posted invoices keep what they say."""

    _inherit = "customer.operation"

    def _merge_steps(self):
        steps = super()._merge_steps()
        return ["_merge_freeze", *steps] if self.model == CUSTOMER else steps

    def _merge_freeze(self):
        """Write name and address into the posted invoices of the sources."""
        found = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT pair.source
                  FROM %s pair
                 WHERE EXISTS (SELECT FROM account_move m
                                WHERE m.partner_id = pair.source
                                  AND m.state = 'posted' AND m.move_type <> 'entry')
                    OR EXISTS (SELECT FROM account_move m
                                WHERE m.partner_shipping_id = pair.source
                                  AND m.state = 'posted' AND m.move_type <> 'entry')
                """,
                PAIRS,
            )
        )
        if not found:
            return
        printed = {
            str(partner.id): {
                "name": partner.complete_name,
                "lines": [
                    line for line in partner._display_address(True).split("\n") if line
                ],
                "vat": partner.vat or "",
            }
            for partner in self.env[CUSTOMER].browse([each for (each,) in found])
        }
        self._change_rows(
            "account_move",
            self._printed_query(printed),
            {"customer_printed": SQL("new.value")},
        )

    def _printed_query(self, printed):
        """Query of the posted invoices of the sources, with what they print."""
        sources = [int(key) for key in printed]
        return SQL(
            """
            SELECT m.id, jsonb_strip_nulls(jsonb_build_object(
                       'partner', coalesce(m.customer_printed->'partner',
                                           named.value->m.partner_id::text),
                       'shipping', coalesce(m.customer_printed->'shipping',
                                            named.value->m.partner_shipping_id::text)
                   )) AS value
              FROM account_move m, (SELECT %(printed)s::jsonb AS value) AS named
             WHERE m.state = 'posted' AND m.move_type <> 'entry'
               AND (m.partner_id = ANY(%(sources)s)
                    OR m.partner_shipping_id = ANY(%(sources)s))
               AND m.inalterable_hash IS NULL
            """,
            printed=json.dumps(printed),
            sources=sources,
        )
