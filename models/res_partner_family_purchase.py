# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.fields import Domain

from .account_move_line import SOLD_IN


class ResPartner(models.Model):
    """What members of a family bought on the account of another one."""

    _inherit = "res.partner"

    def _family_purchase_domain(self):
        """Return which invoices and credit notes show with these besides their own.

        What a member bought on the account of another one shows with both while they
        are in one family; for the customer whose account it is, it is among their own
        invoices and belongs here too. After a separation it stays with that account.
        """
        # sudo: see CustomerFamily._present
        mine = self.sudo().filtered("family_id")
        members = mine.family_id._present().grouped("family_id")
        domains = []
        for family, customers in mine.grouped("family_id").items():
            everybody = members[family].ids
            domains.append(
                Domain("customer_member_id", "in", everybody)
                & Domain("commercial_partner_id", "in", everybody)
                & (
                    Domain("customer_member_id", "in", customers.ids)
                    | Domain("commercial_partner_id", "in", customers.ids)
                )
            )
        types = Domain("move_type", "in", [*SOLD_IN, "out_refund"])
        return Domain.OR(domains) & types

    def action_view_partner_invoices(self):
        """Show what a member bought on the head's account with the member as well."""
        action = super().action_view_partner_invoices()
        if self.env["res.users"]._has_function("family_see"):
            purchases = self._family_purchase_domain()
            if not purchases.is_false():
                action["domain"] = list(Domain(action["domain"]) | purchases)
        return action
