# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerAsset(models.Model):
    """What a vehicle, an animal or equipment is called.

    Nobody types a name that make and model say already: a vehicle without one is
    called after them, equipment after its product, and follows when they change. A
    name that somebody gave stays.
    """

    _inherit = "customer.asset"

    name_hint = fields.Char(
        compute="_compute_name_hint", help="What it is called if nobody says more."
    )

    @api.depends(
        "kind", "make", "model_name", "plate", "vin", "product_id", "serial_number"
    )
    def _compute_name_hint(self):
        hints = {
            "vehicle": self.env._("Called after make and model"),
            "animal": self.env._("e.g. Rex"),
            "equipment": self.env._("Called after its product"),
        }
        for asset in self:
            asset.name_hint = asset._derived_name() or hints.get(asset.kind)

    @api.depends("name", "kind", "plate", "vin", "species_id.name", "serial_number")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """What a clerk recognises: make, model and plate; name and species; serial."""
        for asset in self:
            mark, name = asset._mark(), asset.name or ""
            shown = f"{name} ({mark})" if asset.kind == "animal" else f"{name} {mark}"
            asset.display_name = shown if mark and mark not in name else name

    def _creation_message(self):
        self.ensure_one()
        kind = self._kind_labels()[self.kind]
        return self.env._("%(kind)s registered", kind=kind)

    def _mark(self):
        """Return what tells this one from another of the same name."""
        if self.kind == "vehicle":
            return self.plate or self.vin or ""
        if self.kind == "animal":
            # sudo: a species is no secret
            return self.species_id.sudo().name or ""
        return self.serial_number or ""

    def _derived_name(self):
        """Return the name that make, model, plate or product give, or False."""
        if self.kind == "vehicle":
            parts = [self.make, self.model_name]
            return " ".join(filter(None, parts)) or self.plate or self.vin or False
        if self.kind == "equipment":
            # sudo: what stands there is told to whoever sees the equipment
            return self.product_id.sudo().name or self.serial_number or False
        return False

    @api.model
    def _create(self, data_list):
        """Name those that came without a name, before anything is asked of it."""
        unnamed = []
        for number, data in enumerate(data_list):
            stored = data["stored"]
            if not (stored.get("name") or "").strip():
                stored["name"] = self.new(stored)._derived_name()
                unnamed.append(number)
        assets = super()._create(data_list)
        assets.browse(assets.ids[number] for number in unnamed)._follow_names()
        return assets

    def write(self, vals):
        if "name" in vals:
            return super().write(vals)
        followers = self.filtered(
            lambda asset: asset.name and asset.name == asset._derived_name()
        )
        result = super().write(vals)
        followers._follow_names()
        return result

    def _follow_names(self):
        """Call these anew after what they are; make and year may come from a VIN."""
        for asset in self:
            derived = asset._derived_name()
            if derived and derived != asset.name:
                asset.name = derived
