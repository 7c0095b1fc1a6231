# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CustomerAsset(models.Model):
    """What can be chosen for new business, and why something cannot."""

    _inherit = "customer.asset"

    is_offered = fields.Boolean(
        "Chosen in new business",
        compute="_compute_is_offered",
        search="_search_is_offered",
    )

    @api.depends("active", "gone", "death_date", "merged_into_id")
    def _compute_is_offered(self):
        offered = self._origin.filtered_domain(self._offered_domain())
        for asset in self:
            asset.is_offered = asset._origin in offered

    @api.model
    def _search_is_offered(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._offered_domain()
        if set(value) == {True}:
            return domain
        return ~domain if set(value) == {False} else [(1, "=", 1)]

    def _owned_by(self, customers):
        """Whether one of these customers, or of their contacts, owns it today."""
        return self.partner_id.commercial_partner_id <= customers.commercial_partner_id

    def _told(self):
        """Return its name, to whom it may be told."""
        if self.sudo(False).has_access("read"):
            return self.display_name
        return self.env._("The vehicle, animal or equipment")

    def _refuse_foreign(self, customer):
        owner = self.partner_id
        may_know = owner.sudo(False).has_access("read")
        raise ValidationError(
            self.env._(
                "%(asset)s belongs to %(owner)s and not to %(customer)s. Choose a"
                " vehicle, an animal or equipment of that customer.",
                asset=self._told(),
                owner=owner.display_name if may_know else self.env._("somebody else"),
                customer=customer.display_name or self.env._("nobody"),
            )
        )

    def _refuse_gone(self):
        """Say of the first one that is not offered any more why it is not."""
        gone = self - self.filtered_domain(self._offered_domain())
        if gone:
            raise ValidationError(
                self.env._(
                    "%(asset)s %(reason)s. Choose another one, or none.",
                    asset=gone[0]._told(),
                    reason=gone[0]._why_gone(),
                )
            )

    def _why_gone(self):
        if self.merged_into_id:
            return self.env._("was combined with %s", self.merged_into_id._told())
        if self.death_date or self.gone == "died":
            return self.env._("is dead")
        reasons = {
            "sold": self.env._("was sold"),
            "given": self.env._("was given away"),
            "scrapped": self.env._("was scrapped"),
        }
        return reasons.get(self.gone) or self.env._("is switched off")


class CustomerAssetChoice(models.AbstractModel):
    """A record that can be about a vehicle, an animal or equipment of its customer.

    What is chosen must be the customer's and still be offered. What is there stays,
    whoever owns it by now and whatever became of it.
    """

    _name = "customer.asset.choice"
    _description = "About a vehicle, animal or equipment"
    _asset_field = "asset_id"

    def _asset_customers(self):
        """Return whose vehicles, animals and equipment this record may be about."""
        return self.partner_id

    def _assets_taken_over(self):
        """Return what the documents name that this record is made from."""
        return self.env["customer.asset"]

    def _check_asset_owner(self):
        # sudo: the sentence is owed also to whoever may not see the vehicle
        for record in self.sudo():
            asset = record[self._asset_field]
            customers = record._asset_customers()
            if (
                asset
                and not asset._owned_by(customers)
                and asset not in record._assets_taken_over()
            ):
                asset._refuse_foreign(customers[:1])

    def _check_asset_offered(self):
        offered = self.sudo()[self._asset_field].sudo()  # sudo: as above
        offered = offered.filtered_domain(offered._offered_domain())
        # sudo: as above
        for record in self.sudo():
            asset = record[self._asset_field]
            if asset - offered and asset - record._assets_taken_over():
                asset._refuse_gone()


class CustomerAssetSubject(models.AbstractModel):
    """A record of a customer, with a company, that may be about one of theirs."""

    _name = "customer.asset.subject"
    _inherit = ["customer.asset.choice"]
    _description = "Of a customer, about a vehicle, animal or equipment"

    asset_id = fields.Many2one(
        "customer.asset",
        "Vehicle, animal or equipment",
        copy=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )

    @api.constrains("asset_id", "partner_id")
    def _check_asset(self):
        self.filtered("asset_id")._check_asset_owner()

    @api.onchange("asset_id")
    def _onchange_asset_id(self):
        if self.asset_id and not self.partner_id:
            self.partner_id = self.asset_id.partner_id

    @api.onchange("partner_id")
    def _onchange_partner_of_asset(self):
        asset = self.asset_id
        if asset and self.partner_id and not asset._owned_by(self.partner_id._origin):
            self.asset_id = False
