# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerAssetSpecies(models.Model):
    """Dog, cat, horse: what an animal is."""

    _name = "customer.asset.species"
    _description = "Species"
    _inherit = ["customer.required.mixin"]
    _order = "sequence, name, id"
    _unique_keys = [("name",)]

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    breed_ids = fields.One2many("customer.asset.breed", "species_id", "Breeds")
    breed_count = fields.Integer("Number of breeds", compute="_compute_breed_count")

    @api.depends("breed_ids")
    def _compute_breed_count(self):
        counts = dict(
            self.env["customer.asset.breed"]._read_group(
                [("species_id", "in", self.ids)], ["species_id"], ["__count"]
            )
        )
        for species in self:
            species.breed_count = counts.get(species._origin, 0)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        self._refuse_used("species_id", self)

    @api.model
    def _refuse_used(self, link, records):
        """What animals are called after stays; archived it is not offered any more.

        :param link: the field of an animal that names one of these records
        """
        # sudo: animals of other companies count as much
        assets = self.env["customer.asset"].sudo().with_context(active_test=False)
        for used, count in assets._read_group(
            [(link, "in", records.ids)], [link], ["__count"]
        ):
            raise UserError(
                self.env._(
                    "%(count)s animals are %(name)s, so it cannot be deleted. Archive"
                    " it instead: they keep it, and it is offered no more.",
                    count=count,
                    name=used.name,
                )
            )
