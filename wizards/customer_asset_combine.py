# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..models.customer_operation_asset import ASSET
from ..tools.window import dialog
from .customer_merge_mixin import MANY

# So many pairs are listed; all of them are combined.
SHOWN = 200


class CustomerAssetCombine(models.TransientModel):
    """Combine automatically what a rule finds: find, look, then do it or not."""

    _name = "customer.asset.combine"
    _description = "Combine vehicles and animals automatically"

    rule = fields.Selection(
        [
            ("vin_and_plate", "Vehicles: same VIN and plate"),
            ("vin_or_plate", "Vehicles: same VIN or plate"),
            ("vin", "Vehicles: same VIN"),
            ("plate", "Vehicles: same plate"),
            ("animal", "Animals: same owner, name and species"),
            ("all", "Vehicles and animals that look the same"),
        ],
        "What is a duplicate",
        required=True,
        default="vin_and_plate",
    )
    customer_ids = fields.Many2many(
        "res.partner", string="Only of", context={"active_test": False}
    )
    reason = fields.Char()
    state = fields.Selection(
        [("choose", "Choose"), ("preview", "Preview")], default="choose", required=True
    )
    operation_id = fields.Many2one("customer.operation", readonly=True)
    line_ids = fields.One2many(
        "customer.asset.combine.line", "wizard_id", "Found to be the same"
    )
    count_ids = fields.One2many(
        "customer.asset.combine.count", "wizard_id", "What moves"
    )
    pair_count = fields.Integer("To be combined", readonly=True)
    refused_count = fields.Integer("Refused", readonly=True)
    shown_count = fields.Integer(compute="_compute_shown_count")

    @api.depends("line_ids")
    def _compute_shown_count(self):
        for wizard in self:
            wizard.shown_count = len(wizard.line_ids)

    # -- verbs -----------------------------------------------------------------------

    def action_preview(self):
        """Find what looks the same, and rehearse to combine it."""
        self.ensure_one()
        self._check_may()
        domain = Domain.TRUE
        if self.customer_ids:
            domain = Domain("partner_id", "in", self.customer_ids.ids)
        twins = self.env[ASSET]._twins(self.rule, domain)
        wanted = [twin for twin in twins if not twin.refusal]
        preview = {"moved": {}, "kept": {}, "refused": {}}
        self.operation_id = False
        if wanted:
            self.operation_id, preview = self._rehearsed(wanted)
        for twin in wanted:
            twin.refusal = preview["refused"].get(str(twin.source), "")
        counts = self.env["customer.asset.merge"]._counts(preview)
        self.write(
            {
                "state": "preview",
                "line_ids": [Command.clear(), *self._lines(twins)],
                "count_ids": [Command.clear(), *counts],
                "pair_count": sum(not twin.refusal for twin in twins),
                "refused_count": sum(bool(twin.refusal) for twin in twins),
            }
        )
        return self._reopen()

    def _rehearsed(self, twins):
        """Return (operation, preview): of many pairs only the guards are asked."""
        # sudo: the log is the program's; the function was checked
        operation = (
            self.env["customer.operation"]
            .sudo()
            ._new_merge(
                [(twin.source, twin.survivor) for twin in twins],
                model=ASSET,
                reason=self.reason,
            )
        )
        if len(twins) > MANY:
            preview = operation._rehearse_guards()
        else:
            preview = operation._rehearse()
        if preview["error"] and not preview["refused"]:
            raise UserError(preview["error"])
        return operation, preview

    @api.model
    def _lines(self, twins):
        """The first of both: those to be combined, and those refused."""
        allowed = [twin for twin in twins if not twin.refusal][:SHOWN]
        refused = [twin for twin in twins if twin.refusal][:SHOWN]
        return [
            Command.create(
                {
                    "source_id": twin.source,
                    "survivor_id": twin.survivor,
                    "reason": twin.reason,
                    "refusal": twin.refusal or False,
                    "is_taken": not twin.refusal,
                }
            )
            for twin in allowed + refused
        ]

    def action_back(self):
        """Choose another rule."""
        self.state = "choose"
        return self._reopen()

    def action_combine(self):
        """Combine what was found, without what was unticked."""
        self.ensure_one()
        self._check_may()
        if self.state != "preview":
            raise UserError(self.env._("Look at the list before you combine."))
        # sudo: the log is the program's; the function was checked
        operation = self.operation_id.sudo()._narrowed(
            self.line_ids.filtered(
                lambda line: not (line.is_taken or line.refusal)
            ).source_id.ids
        )
        if not operation:
            raise UserError(self.env._("There is nothing to combine."))
        pairs = operation.request["pairs"]
        self.env[ASSET].browse({each for pair in pairs for each in pair}).check_access(
            "read"
        )
        if len(pairs) > MANY:
            operation._queue()
        else:
            operation._run_rehearsed()
        self.operation_id = operation
        return operation.sudo(False)._open()

    def _check_may(self):
        self.env["res.users"]._check_function("merge")
        self.env[ASSET].check_access("read")

    def _reopen(self):
        return dialog(
            self._name,
            self.env._("Combine vehicles and animals"),
            res_id=self.id,
            context={"dialog_size": "extra-large"},
        )


class CustomerAssetCombineLine(models.TransientModel):
    """Two records of one vehicle or animal, and why; or why not."""

    _name = "customer.asset.combine.line"
    _description = "Vehicle or animal that is entered twice"

    wizard_id = fields.Many2one(
        "customer.asset.combine", required=True, ondelete="cascade"
    )
    source_id = fields.Many2one("customer.asset", "This one", readonly=True)
    survivor_id = fields.Many2one("customer.asset", "Becomes part of", readonly=True)
    owner_id = fields.Many2one(related="source_id.partner_id", string="Owner")
    reason = fields.Char("Why", readonly=True)
    refusal = fields.Char("Why not", readonly=True)
    is_taken = fields.Boolean("Combine")


class CustomerAssetCombineCount(models.TransientModel):
    """How many rows of a place follow."""

    _name = "customer.asset.combine.count"
    _inherit = ["customer.merge.count.mixin"]
    _description = "What combining moves"

    wizard_id = fields.Many2one(
        "customer.asset.combine", required=True, ondelete="cascade"
    )
