# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .customer_asset import KINDS


class CustomerAsset(models.Model):
    """The kinds a company works with; one that is switched off is not offered.

    What there is of it stays, readable, searchable and in the history.
    """

    _inherit = "customer.asset"

    kind = fields.Selection(default=lambda self: next(iter(self._kinds_on()), False))
    kinds_on = fields.Char(compute="_compute_kinds_on", export_string_translation=False)

    @api.depends_context("company")
    def _compute_kinds_on(self):
        """Those to choose from, for the form; the own one is always among them."""
        kinds = self._kinds_on()
        for asset in self:
            own = asset._origin.kind
            asset.kinds_on = ",".join(kinds + [own] * bool(own and own not in kinds))

    @api.model
    def _kinds_on(self):
        """Return the kinds this company works with, in their order."""
        # sudo: three switches of ours
        company = self.env.company.sudo()
        return [kind for kind, _label in KINDS if company[f"customer_asset_{kind}"]]

    @api.model
    def _offered_domain(self, partner=None):
        """Nor is there new business with a kind that is switched off."""
        domain, kinds = super()._offered_domain(partner), self._kinds_on()
        is_all = len(kinds) == len(KINDS)
        return domain if is_all else domain & Domain("kind", "in", kinds)

    @api.model
    def _kind_labels(self):
        return dict(self._fields["kind"]._description_selection(self.env))

    @api.model_create_multi
    def create(self, vals_list):
        assets = super().create(vals_list)
        assets._refuse_kinds_off()
        return assets

    def write(self, vals):
        result = super().write(vals)
        if "kind" in vals:
            self._refuse_kinds_off()
        return result

    def _refuse_kinds_off(self):
        kinds = self._kinds_on()
        for asset in self:
            if asset.kind not in kinds:
                # sudo: the name of the company one works in
                raise UserError(
                    self.env._(
                        "%(kind)s is switched off in %(company)s. Choose another kind,"
                        " or have it switched on in the settings.",
                        kind=self._kind_labels()[asset.kind],
                        company=self.env.company.sudo().name,
                    )
                )
