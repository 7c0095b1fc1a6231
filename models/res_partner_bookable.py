# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """With whom an appointment can be made."""

    _inherit = "res.partner"

    def _bookable(self):
        """Return those of these who are customers and can have an appointment."""
        companies = self.env.user.company_ids._with_parents()
        # sudo: read for whoever makes a meeting
        return (
            self.sudo()
            .filtered(
                lambda partner: (
                    partner.active
                    and partner.partner_share
                    and not partner.is_forgotten
                    and not partner.merged_into_id
                    and partner.company_id <= companies
                )
            )
            ._of_customers()
        )

    def _check_bookable(self, companies):
        """Refuse, in a sentence, whoever can have no new appointment.

        :param companies: those of whoever the appointment is with
        """
        self.ensure_one()
        if self.merged_into_id:
            survivor = self._survivor_of(self.id)
            raise UserError(
                self.env._(
                    "%(customer)s was merged into %(survivor)s. Make the appointment"
                    " with %(survivor)s.",
                    customer=self.display_name,
                    survivor=survivor.display_name,
                )
            )
        if self.is_forgotten:
            raise UserError(
                self.env._(
                    "%s asked to be forgotten and can have no new appointment.",
                    self.display_name,
                )
            )
        if not self.active:
            raise UserError(
                self.env._(
                    "%s is archived. Activate this customer before you make an"
                    " appointment.",
                    self.display_name,
                )
            )
        if self.company_id and self.company_id not in companies._with_parents():
            raise UserError(
                self.env._(
                    "%(customer)s is a customer of %(company)s. Choose somebody there"
                    " for the appointment.",
                    customer=self.display_name,
                    company=self.company_id.display_name,
                )
            )
