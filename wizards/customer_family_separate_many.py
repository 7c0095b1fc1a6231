# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.window import dialog

# So many members are listed; all of them are separated.
SHOWN = 200


class CustomerFamilySeparateMany(models.TransientModel):
    """Separate family members in bulk: choose a rule, look at the list, do it."""

    _name = "customer.family.separate.many"
    _description = "Separate family members"
    _inherit = ["customer.required.mixin"]

    rule = fields.Selection(
        [
            ("apart", "Who lives elsewhere and shares no number with the family"),
            ("elsewhere", "Who lives at another address than the head"),
            ("all", "All members of the chosen families: these dissolve"),
        ],
        "Who is separated",
        default="apart",
        required=True,
    )
    family_ids = fields.Many2many("customer.family", string="Only of these families")
    reason = fields.Char()
    state = fields.Selection(
        [("choose", "Choose"), ("preview", "Preview")], default="choose", required=True
    )
    line_ids = fields.One2many("customer.family.separate.many.line", "wizard_id")
    operation_id = fields.Many2one("customer.operation", readonly=True)
    found_count = fields.Integer("Members found", readonly=True)

    def action_preview(self):
        """Find the members; nothing is changed."""
        self.ensure_one()
        self.env["res.users"]._check_function("family_change")
        if self.rule == "all" and not self.family_ids:
            raise UserError(self.env._("Choose the families that are to dissolve."))
        operations = self.env["customer.operation"]
        rows = operations._family_members_by(self.rule, self.family_ids or None)
        operation = operations._new_bulk(
            "family_separate", [list(row) for row in rows], self.reason
        )
        self.write(
            {
                "state": "preview",
                "operation_id": operation.id,
                "found_count": len(rows),
                "line_ids": [Command.clear()]
                + [
                    Command.create({"partner_id": partner, "family_id": family})
                    for partner, family in rows[:SHOWN]
                ],
            }
        )
        return self._reopen()

    def action_back(self):
        """Choose again."""
        self.state = "choose"
        return self._reopen()

    def action_separate(self):
        """Separate who was shown, without whom was unticked."""
        self.ensure_one()
        self.env["res.users"]._check_function("family_change")
        if self.state != "preview":
            raise UserError(self.env._("Look at the list before you separate anybody."))
        # sudo: the log is the program's; the function was checked
        operation = self.operation_id.sudo()
        unwanted = set(
            self.line_ids.filtered(lambda line: not line.is_taken).partner_id.ids
        )
        if operation.kind == "family_separate" and operation.state == "rehearsed":
            rows = [row for row in operation.request["rows"] if row[0] not in unwanted]
            operation.write({"request": {"rows": rows}, "reason": self.reason})
        operation._start_bulk("family_separate")
        return operation.sudo(False)._shown()

    def _reopen(self):
        return dialog(self._name, self.env._("Separate family members"), res_id=self.id)


class CustomerFamilySeparateManyLine(models.TransientModel):
    _name = "customer.family.separate.many.line"
    _description = "Family member who would be separated"

    wizard_id = fields.Many2one(
        "customer.family.separate.many", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", "Customer", ondelete="cascade")
    family_id = fields.Many2one("customer.family", ondelete="cascade")
    head_id = fields.Many2one(related="family_id.head_id")
    street = fields.Char("Address", related="partner_id.street")
    city = fields.Char(related="partner_id.city")
    head_street = fields.Char("Address of the head", related="head_id.street")
    head_city = fields.Char("City of the head", related="head_id.city")
    is_taken = fields.Boolean("Separate", default=True)
