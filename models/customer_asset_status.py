# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .res_partner_status import NAMES


class CustomerAsset(models.Model):
    """In use or not: a disabled one is not offered for new business and stays."""

    _inherit = "customer.asset"

    is_off_with_owner = fields.Boolean(
        "Switched off with the customer",
        copy=False,
        readonly=True,
        help="By the step that switches off all a customer has: that step's way back"
        " proposes it.",
    )

    def write(self, vals):
        if "active" not in vals:
            return super().write(vals)
        if vals["active"]:
            self._refuse_reactivation(vals)
        result = super().write(vals)
        if "is_off_with_owner" not in vals:
            # sudo: by which step it was switched off is the program's
            self.sudo().filtered("is_off_with_owner").is_off_with_owner = False
        return result

    def _refuse_reactivation(self, vals):
        """What is gone, merged or a forgotten customer's is not offered again."""
        # sudo: the sentence is owed also to whoever may not see all of it
        for asset in self.sudo().filtered(lambda asset: not asset.active):
            is_back = "gone" in vals and not vals["gone"]
            if asset.gone and not is_back:
                raise UserError(
                    self.env._(
                        "%s It is not offered again. Bring it back first if that was"
                        " a mistake.",
                        asset._gone_sentence(),
                    )
                )
            if asset.merged_into_id:
                raise UserError(
                    self.env._(
                        "%s was merged into another one. Undo that instead.",
                        asset.display_name,
                    )
                )
            if asset.partner_id.is_forgotten:
                raise UserError(
                    self.env._(
                        "%(asset)s belongs to %(customer)s, who is forgotten. Reinstate"
                        " the customer first.",
                        asset=asset.display_name,
                        customer=asset.partner_id.display_name,
                    )
                )

    def _may_come_back(self):
        """Return those of these that may be switched on again."""
        return self.filtered(
            lambda a: not (a.active or a.gone or a.death_date or a.merged_into_id)
        )

    @api.model
    def _owned_domain(self, partners):
        """Return the Domain of what these customers and their people own."""
        return Domain("partner_id", "in", partners.ids) | Domain(
            "partner_id.commercial_partner_id", "in", partners.ids
        )

    def _some_names(self):
        """Return the names of these, or of the first few and how many more."""
        names = ", ".join(self.sorted("name")[:NAMES].mapped("display_name"))
        if (more := len(self) - NAMES) > 0:
            return self.env._("%(names)s and %(more)s more", names=names, more=more)
        return names
