# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain


class CustomerAsset(models.Model):
    """Equipment stands at an address of its owner."""

    _inherit = "customer.asset"

    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Commercial entity"
    )

    @api.constrains("site_id", "partner_id")
    def _check_site(self):
        # sudo: the sentence is owed to whoever may not see the address, too
        for asset in self.sudo().filtered("site_id"):
            owner = asset.partner_id.commercial_partner_id
            if asset.site_id.commercial_partner_id != owner:
                raise ValidationError(
                    self.env._(
                        "%(site)s is no address of %(customer)s. Choose one of their"
                        " addresses as the site of %(asset)s.",
                        site=asset.site_id.display_name,
                        customer=owner.display_name,
                        asset=asset.display_name,
                    )
                )

    @api.onchange("partner_id")
    def _onchange_partner_id(self):
        if self.site_id.commercial_partner_id != self.partner_id.commercial_partner_id:
            self.site_id = False

    def _leave_sites(self):
        """The next owner has other addresses."""
        self.filtered("site_id").write({"site_id": False})


class ResPartner(models.Model):
    """The equipment of an address, or of all addresses of a customer."""

    _inherit = "res.partner"

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "equipment_on_site",
                "label": self.env._("Equipment on site"),
                "icon": "fa-plug",
                "sequence": 37,
                "functions": ["asset_see"],
                "method": "action_equipment_on_site",
                "shown": lambda customer: bool(
                    customer.env["customer.asset"].search_count(
                        customer._on_site_domain(), limit=1
                    )
                ),
            },
        ]

    def action_equipment_on_site(self):
        """Open what stands at this address, or at any of the customer's, by address."""
        self.ensure_one()
        self.env["res.users"]._check_function("asset_see")
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_asset_site_action"
        )
        is_customer = self.commercial_partner_id == self
        context = {
            "default_kind": "equipment",
            "default_partner_id": self.commercial_partner_id.id,
            "default_site_id": not is_customer and self.id,
            "search_default_group_site": 1,
            "search_default_offered": 1,
        }
        return dict(action, domain=list(self._on_site_domain()), context=context)

    def _on_site_domain(self):
        """Return the Domain of the equipment at this address, or of all the customer's.

        What stands nowhere in particular stands with the customer.
        """
        if self.commercial_partner_id != self:
            places = Domain("site_id", "=", self.id)
        else:
            sites = self._people()
            places = Domain("site_id", "in", sites.ids) | (
                Domain("site_id", "=", False) & Domain("partner_id", "in", sites.ids)
            )
        return Domain("kind", "=", "equipment") & places
