# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from ..models.customer_asset import KEYS
from ..models.customer_operation_asset import ASSET, ENDED
from ..tools.asset_twin import whole_chip, whole_vin

# What is chosen with what.
TOGETHER = {
    "plate": ("plate", "plate_country_id"),
    "birth_date": ("birth_date", "is_birth_estimated"),
    "death_date": ("death_date", "gone", "gone_on"),
    "gone_on": ("gone", "gone_on"),
}
NOT_OFFERED = {
    "plate_country_id",
    "is_birth_estimated",
    "gone",
    "message_main_attachment_id",
}


class CustomerAssetMerge(models.TransientModel):
    """Combine vehicles, animals or equipment by hand, side by side."""

    _name = "customer.asset.merge"
    _inherit = ["customer.merge.mixin"]
    _description = "Combine vehicles or animals"
    _merge_model = ASSET
    _merge_field = "asset_ids"

    asset_ids = fields.Many2many(
        "customer.asset",
        string="Vehicles or animals",
        context={"active_test": False},
        domain="[('merged_into_id', '=', False)]",
    )
    survivor_id = fields.Many2one(
        "customer.asset",
        "This one stays",
        domain="[('id', 'in', asset_ids)]",
        help="The others are archived and point to this one.",
    )
    warning = fields.Text(compute="_compute_warning")
    line_ids = fields.One2many(
        "customer.asset.merge.line", "wizard_id", "Different values"
    )
    count_ids = fields.One2many("customer.asset.merge.count", "wizard_id", "What moves")

    @api.model
    def _proposed(self, ids):
        """Return the one in use, with a whole number, that was entered first."""
        return (
            self.env[ASSET]
            .browse(ids)
            .sorted(
                lambda a: (
                    not a.active,
                    bool(a.gone or a.death_date),
                    not (whole_vin(a.vin_key) or whole_chip(a.chip_key)),
                    a.create_date,
                    a.id,
                )
            )[:1]
            .id
        )

    @api.onchange("asset_ids", "survivor_id")
    def _onchange_assets(self):
        self._show_differences()

    @api.depends("asset_ids", "survivor_id")
    def _compute_warning(self):
        """Say what the survivor will be that it is not now."""
        for wizard in self:
            wizard.warning = "\n".join(wizard._warnings())

    def _warnings(self):
        survivor = self.survivor_id._origin
        sources = self._merged_records()._origin - survivor
        sentences = [
            self.env._(
                "%(owner)s becomes a former owner of %(asset)s.",
                owner=owner.display_name,
                asset=survivor.display_name,
            )
            for owner in sources.partner_id - survivor.partner_id
        ]
        ended = sources.filtered(lambda a: a.death_date or a.gone in ENDED)
        if survivor and ended and not (survivor.death_date or survivor.gone in ENDED):
            sentences.append(
                self.env._(
                    "%(asset)s is dead or scrapped afterwards: %(other)s is.",
                    asset=survivor.display_name,
                    other=ended[0].display_name,
                )
            )
        return sentences

    def _not_offered(self):
        names = super()._not_offered() | NOT_OFFERED
        # of an animal it is the day of its death
        is_animal = "animal" in self._merged_records().mapped("kind")
        return names | {"gone_on"} if is_animal else names

    def _together(self):
        return {**super()._together(), **TOGETHER}

    def _differences_of(self, source, survivor, names):
        """The same number in another notation is none; a whole number is proposed for a
        part of one."""
        same = {
            name
            for key, (name, _function) in KEYS.items()
            if source[key] and source[key] == survivor[key]
        }
        names = [name for name in names if name not in same]
        lines = super()._differences_of(source, survivor, names)
        for _command, _id, line in lines:
            whole = {"vin": whole_vin, "chip": whole_chip}.get(line["field_name"])
            key = f"{line['field_name']}_key"
            if whole and whole(source[key]) and not whole(survivor[key]):
                line["is_taken"] = True
        return lines

    def _options(self):
        """Whoever saw both values has decided, ticked or not."""
        return {**super()._options(), "is_shown": True}

    def _title(self):
        return self.env._("Combine vehicles or animals")

    def _too_few(self):
        return self.env._("Choose at least two vehicles or animals to combine.")

    def _nobody_stays(self):
        return self.env._("Choose which of them stays.")


class CustomerAssetMergeLine(models.TransientModel):
    """A value in which a vehicle or animal differs from the one that stays."""

    _name = "customer.asset.merge.line"
    _inherit = ["customer.merge.line.mixin"]
    _description = "Different value of a vehicle or animal"

    wizard_id = fields.Many2one(
        "customer.asset.merge", required=True, ondelete="cascade"
    )
    source_id = fields.Many2one("customer.asset", "Vehicle or animal")


class CustomerAssetMergeCount(models.TransientModel):
    """How many rows of a place follow a vehicle or animal."""

    _name = "customer.asset.merge.count"
    _inherit = ["customer.merge.count.mixin"]
    _description = "What a merge of vehicles or animals moves"

    wizard_id = fields.Many2one(
        "customer.asset.merge", required=True, ondelete="cascade"
    )
