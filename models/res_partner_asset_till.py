# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .customer_asset_sale import one_id

# Equipment stands at the customer's; what is brought along is chosen at a till.
BROUGHT = ("vehicle", "animal")


class ResPartner(models.Model):
    """The vehicles and animals of a customer at the till, when there is one."""

    _inherit = "res.partner"

    def get_customer_till(self):
        """Add "assets": what can be chosen for the sale, False without the function."""
        data = super().get_customer_till()
        sees = self.env["res.users"]._has_function("asset_see")
        return {**data, "assets": sees and self.get_till_assets()}

    def get_till_assets(self):
        """Return the vehicles and animals that a sale to this customer can be for.

        :return: list of {id, kind, name, detail}
        """
        self.ensure_one()
        self.env["res.users"]._check_function("asset_see")
        self.check_access("read")
        return self._offered_at_till().get(self.commercial_partner_id.id, [])

    def _offered_at_till(self):
        """Return {id of the customer: rows of what is offered}, in one query."""
        assets = self.env["customer.asset"]
        owners = self.commercial_partner_id
        found = assets.search_fetch(
            assets._offered_domain()
            & Domain("kind", "in", BROUGHT)
            & Domain("partner_id.commercial_partner_id", "in", owners.ids),
            ["kind", "name", "plate", "partner_id"],
        )
        rows = {}
        for asset in found:
            # sudo: whose it is
            owner = asset.sudo().partner_id.commercial_partner_id
            rows.setdefault(owner.id, []).append(asset._till_row())
        return rows

    def _till_states(self, currency):
        """Add "assets", for when the till is offline."""
        states = super()._till_states(currency)
        if self and self.env["res.users"]._has_function("asset_see"):
            offered = self._offered_at_till()
            for partner in self:
                if rows := offered.get(partner.commercial_partner_id.id):
                    states.setdefault(partner.id, {})["assets"] = rows
        return states

    def get_till_asset_refusal(self, asset_id):
        """Return why a sale to this customer cannot be for this one, or False.

        Asked before it is paid; what arrives later is kept without it.
        """
        self.ensure_one()
        self.env["res.users"]._check_function("asset_see")
        self.check_access("read")
        asset = self.env["customer.asset"].browse(one_id(asset_id)).exists()
        asset.check_access("read")
        # sudo: the sentence is owed also to whoever may not see all of it
        return asset.sudo()._till_refusal(self.sudo())


class CustomerAsset(models.Model):
    """A vehicle or an animal as a till shows it."""

    _inherit = "customer.asset"

    def _till_row(self):
        # sudo: what the sale is for, whoever opens it
        asset = self.sudo()
        details = {
            "vehicle": (asset.plate, asset.make, asset.model_name),
            "animal": (asset.species_id.name, asset.breed_id.name),
            "equipment": (asset.serial_number,),
        }
        return {
            "id": asset.id,
            "kind": asset.kind,
            "name": asset.name,
            "detail": " · ".join(filter(None, details[asset.kind])),
        }

    def _till_refusal(self, customer):
        """Return the sentence that says why it cannot be chosen, or False."""
        try:
            if not self:
                return self.env._("It is not there any more. Choose another one.")
            if not customer or not self._owned_by(customer):
                self._refuse_foreign(customer)
            self._refuse_gone()
        except ValidationError as error:
            return str(error)
        return False
