# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import ValidationError


class ResPartner(models.Model):
    """What a record names beside its customer is of the same customer."""

    _inherit = "res.partner"

    def _check_theirs(self, document, owner):
        """Refuse a document that is ``owner``'s, unless that is this customer or firm.

        Who counts through ids is told no name that rules hide.
        """
        # sudo: whose it is
        if owner.sudo().commercial_partner_id == self.sudo().commercial_partner_id:
            return
        # constraints run as the superuser
        self.sudo(False).env["customer.link.mixin"]._check_seen(document)
        raise ValidationError(
            self.env._(
                "%(document)s is not of %(customer)s. Choose one of their own.",
                # sudo: the sentence is owed to whoever has no function for it, too
                document=document.sudo().display_name,
                # sudo: as above
                customer=self.sudo().display_name,
            )
        )
