# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import ValidationError


class CustomerAsset(models.Model):
    """A breed is one of its species."""

    _inherit = "customer.asset"

    @api.constrains("species_id", "breed_id")
    def _check_breed(self):
        for asset in self.filtered("breed_id"):
            if asset.breed_id.species_id != asset.species_id:
                raise ValidationError(
                    self.env._(
                        "%(breed)s is a breed of %(species)s. Choose a breed of the"
                        " animal's own species.",
                        breed=asset.breed_id.name,
                        species=asset.breed_id.species_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_species(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_species(vals))

    @api.model
    def _with_species(self, vals):
        """Whoever says the breed has said the species."""
        if vals.get("breed_id") and "species_id" not in vals:
            breed = self.env["customer.asset.breed"].browse(vals["breed_id"])
            return {**vals, "species_id": breed.species_id.id}
        return vals

    @api.onchange("breed_id")
    def _onchange_breed_id(self):
        if self.breed_id:
            self.species_id = self.breed_id.species_id

    @api.onchange("species_id")
    def _onchange_species_id(self):
        if self.breed_id.species_id != self.species_id:
            self.breed_id = False
