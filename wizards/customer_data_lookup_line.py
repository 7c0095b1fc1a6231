# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerDataLookupLine(models.TransientModel):
    """One model that holds something, and what becomes of it."""

    _name = "customer.data.lookup.line"
    _description = "Place that holds data"
    _order = "sequence, name, id"

    lookup_id = fields.Many2one(
        "customer.data.lookup", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(help="The place of the kind of data among the others.")
    model = fields.Char(required=True)
    name = fields.Char("Where")
    data_group = fields.Selection(
        lambda self: list(self.env["customer.data.map"]._group_names().items()),
        "Kind of data",
    )
    how = fields.Selection(
        [
            ("link", "Refers to them"),
            ("value", "Holds the same, refers to nobody"),
            ("text", "Within other words"),
        ],
        "Found",
        required=True,
    )
    count = fields.Integer("Records")
    res_ids = fields.Json()
    fate = fields.Selection(
        [
            ("delete", "Deleted"),
            ("empty", "Emptied"),
            ("partly", "Partly kept"),
            ("keep", "Kept"),
        ],
        "Anonymise",
    )
    reason = fields.Char("Why it is kept")
    is_openable = fields.Boolean(compute="_compute_is_openable")

    @api.depends("model")
    def _compute_is_openable(self):
        for line in self:
            line.is_openable = line.model in self.env and self.env[
                line.model
            ].has_access("read")

    def action_open(self):
        """Show the records, as far as the user may see them."""
        self.env["res.users"]._check_function("data_lookup")
        self.ensure_one()
        if not self.is_openable:
            raise UserError(
                self.env._(
                    "You may not see %s. Ask an administrator to look at them.",
                    self.name,
                )
            )
        name = self.name
        if self.count > len(self.res_ids):
            name = self.env._(
                "%(name)s (the first %(shown)s of %(count)s)",
                name=name,
                shown=len(self.res_ids),
                count=self.count,
            )
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": self.model,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.res_ids)],
            "context": {"active_test": False, "create": False},
        }
