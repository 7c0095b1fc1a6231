# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain

from ..tools.code_pattern import Pattern
from ..tools.window import dialog

# So many codes are listed; all of them are changed.
SHOWN = 80


class CustomerChangeCodes(models.TransientModel):
    """Change codes to a new pattern: choose, see old and new, then do it."""

    _name = "customer.change.codes"
    _description = "Change customer codes to a pattern"
    _inherit = ["customer.required.mixin"]

    prefix = fields.Char("Begins with", default="C")
    digits = fields.Integer(default=6, help="Shorter numbers get zeros in front.")
    suffix = fields.Char("Ends with")
    example = fields.Char(compute="_compute_example")
    scope = fields.Selection(
        [
            ("unfit", "Customers whose code does not fit the pattern"),
            ("prefix", "Customers whose code begins with"),
            ("all", "All customers"),
        ],
        "Whose code",
        default="unfit",
        required=True,
    )
    old_prefix = fields.Char("Present beginning")
    numbering = fields.Selection(
        [
            ("keep", "Each keeps the number of the present code"),
            ("new", "New numbers, the oldest customer first"),
        ],
        "Numbers",
        default="keep",
        required=True,
    )
    start = fields.Integer("First number", default=1)
    is_for_new = fields.Boolean("New customers get codes of this pattern, too")
    reason = fields.Char()
    state = fields.Selection(
        [("choose", "Choose"), ("preview", "Preview")], default="choose", required=True
    )
    operation_id = fields.Many2one("customer.operation", readonly=True)
    change_count = fields.Integer("Codes that change", readonly=True)
    refused_count = fields.Integer("Codes that stay", readonly=True)
    line_ids = fields.One2many("customer.change.codes.line", "wizard_id")

    @api.depends("prefix", "digits", "suffix", "start")
    def _compute_example(self):
        for wizard in self:
            wizard.example = wizard._pattern().code(max(wizard.start, 0) + 41)

    def _pattern(self):
        return Pattern(
            (self.prefix or "").strip(),
            min(max(self.digits, 1), 20),
            (self.suffix or "").strip(),
        )

    def _domain(self):
        """Return the domain of what is chosen; all codes have at least a number."""
        if self.scope == "prefix":
            if not (self.old_prefix or "").strip():
                raise UserError(
                    self.env._("Type the beginning of the codes that are to change.")
                )
            return Domain("ref", "=ilike", f"{_escaped(self.old_prefix.strip())}%")
        if self.scope == "unfit":
            pattern = self._pattern()
            whole = f"{_escaped(pattern.prefix)}%{_escaped(pattern.suffix)}"
            rows = (
                self.env["res.partner"]
                .with_context(active_test=False)
                .search_fetch([("ref", "=ilike", whole)], ["ref"])
            )
            fitting = rows.filtered(lambda each: pattern.fits(each.ref))
            return Domain("id", "not in", fitting.ids)
        return Domain.TRUE

    def action_preview(self):
        """Show the new codes; nothing is changed."""
        self.ensure_one()
        self._check_may()
        if not 1 <= self.digits <= 20:
            raise UserError(self.env._("A number has 1 to 20 digits."))
        if self.numbering == "new" and self.start < 0:
            raise UserError(self.env._("The first number is 0 or more."))
        operation, refused = self.env["customer.operation"]._rehearse_codes(
            self._pattern(),
            self._domain(),
            self.start if self.numbering == "new" else None,
            self.reason,
        )
        rows = operation.request["rows"]
        self.write(
            {
                "state": "preview",
                "operation_id": operation.id,
                "change_count": len(rows),
                "refused_count": len(refused),
                "line_ids": [Command.clear()]
                + [
                    Command.create({"partner_id": key, "old": old, "note": note})
                    for key, old, note in refused[:SHOWN]
                ]
                + [
                    Command.create({"partner_id": key, "old": old, "new": new})
                    for key, old, new in rows[:SHOWN]
                ],
            }
        )
        return self._reopen()

    def action_back(self):
        """Choose again."""
        self.state = "choose"
        return self._reopen()

    def action_change(self):
        """Change what was shown."""
        self.ensure_one()
        self._check_may()
        if self.state != "preview":
            raise UserError(self.env._("Look at the new codes before you change them."))
        if not (self.reason or "").strip():
            raise UserError(self.env._("Say why the customer codes are changed."))
        # sudo: the log is the program's; the function was checked
        operation = self.operation_id.sudo()
        operation.filtered(
            lambda each: each.kind == "code"
        ).reason = self.reason.strip()
        operation._start_bulk("code")
        if self.is_for_new:
            self._change_sequence()
        return operation.sudo(False)._shown()

    def _change_sequence(self):
        """New customers go on with the pattern, behind its largest number."""
        pattern = self._pattern()
        # sudo: what the dialog itself asked for
        numbers = [
            int(row[2][len(pattern.prefix) : len(row[2]) - len(pattern.suffix)])
            for row in self.operation_id.sudo().request["rows"]
        ]
        # sudo: sequences are for administrators
        sequences = self.env["ir.sequence"].sudo()
        sequence = sequences._customer_code_sequence(False)
        sequence.write(
            {
                "prefix": pattern.prefix,
                "suffix": pattern.suffix,
                "padding": pattern.digits,
                "number_next": max([*numbers, sequence.number_next_actual - 1]) + 1,
            }
        )

    def _check_may(self):
        self.env["res.users"]._check_function("code_change")
        if self.is_for_new:
            self.env["res.users"]._check_function("settings")

    def _reopen(self):
        return dialog(self._name, self.env._("Change codes"), res_id=self.id)


class CustomerChangeCodesLine(models.TransientModel):
    _name = "customer.change.codes.line"
    _description = "Customer code before and after"

    wizard_id = fields.Many2one(
        "customer.change.codes", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", "Customer", ondelete="cascade")
    old = fields.Char("Present code")
    new = fields.Char("New code")
    note = fields.Char("Why not")


def _escaped(text):
    """Return a text as LIKE takes it literally."""
    return text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")
