# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.window import form_window

FUNCTIONS = {
    "merge": "merge",
    "forget": "forget",
    "phone_double": "phone_clean",
    "area_code": "phone_clean",
}


class CustomerOperation(models.Model):
    """A far-reaching verb: rehearsed, run, logged and, where data allow, undone.

    Written by the program only. What it changed is in its lines; nobody edits either.
    """

    _name = "customer.operation"
    _description = "Maintenance log"
    _order = "id desc"
    _check_company_domain = models.check_company_domain_parent_of
    # the name is computed; whoever chooses one types why it was done
    _rec_names_search = ["reason"]

    name = fields.Char("Operation", compute="_compute_name")
    kind = fields.Selection(
        [("merge", "Merge")], "What", required=True, readonly=True, index=True
    )
    model = fields.Char(required=True, readonly=True, default="res.partner")
    state = fields.Selection(
        [
            ("draft", "New"),
            ("rehearsed", "Rehearsed"),
            ("queued", "Waiting"),
            ("running", "Under way"),
            ("done", "Done"),
            ("stopped", "Stopped"),
            ("undone", "Undone"),
        ],
        required=True,
        readonly=True,
        default="draft",
        index=True,
    )
    user_id = fields.Many2one(
        "res.users",
        "Who",
        required=True,
        readonly=True,
        default=lambda self: self.env.uid,
        ondelete="restrict",
    )
    reason = fields.Char(readonly=True)
    date = fields.Datetime("When", readonly=True, default=fields.Datetime.now)
    undone_at = fields.Datetime("Undone on", readonly=True)
    undone_by_id = fields.Many2one("res.users", "Undone by", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True, index="btree_not_null")
    request = fields.Json(
        readonly=True,
        prefetch=False,  # may name a million rows
        help="What was asked for.",
    )
    line_ids = fields.One2many("customer.operation.line", "operation_id", "Lines")
    error = fields.Text("Stopped by", readonly=True)
    pair_count = fields.Integer("Records", readonly=True)
    row_count = fields.Integer("Rows moved", readonly=True)
    may_undo = fields.Boolean(compute="_compute_may_undo")

    @api.depends("kind", "pair_count", "date")
    def _compute_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for operation in self:
            kind = kinds.get(operation.kind, "")
            operation.name = kind
            if operation.pair_count != 1:
                operation.name = self.env._(
                    "%(kind)s of %(count)s records",
                    kind=kind,
                    count=operation.pair_count,
                )

    @api.depends("state")
    def _compute_may_undo(self):
        for operation in self:
            operation.may_undo = operation.state in ("done", "stopped")

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("The maintenance log is kept: it is what an undo needs.")
        )

    def _check_function(self):
        """Refuse whoever may not do what this operation does."""
        for kind in set(self.mapped("kind")):
            self.env["res.users"]._check_function(FUNCTIONS[kind])

    def action_lines(self):
        """Open what was done, row by row."""
        self.ensure_one()
        self._check_function()
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": "customer.operation.line",
            "views": [(False, "list"), (False, "form")],
            "domain": [("operation_id", "=", self.id)],
        }

    def _open(self):
        """Return the action that shows this operation, where it can be undone."""
        self.ensure_one()
        return form_window("customer.operation", self.id, name=self.name)
