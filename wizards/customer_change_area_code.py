# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date

from ..tools.renumber import Rule, read_code, read_exchanges
from ..tools.window import dialog


class CustomerChangeAreaCode(models.TransientModel):
    """Change area code: the old one, the cities, the new one, a look at each number."""

    _name = "customer.change.area.code"
    _description = "Change area code"

    country_id = fields.Many2one(
        "res.country",
        required=True,
        ondelete="cascade",
        default=lambda self: self.env.company.country_id,
    )
    old_code = fields.Char("Old area code")
    new_code = fields.Char("New area code")
    kind = fields.Selection(
        [("split", "Numbers move to the new code"), ("overlay", "Both codes serve it")],
        "What happens",
        required=True,
        default="split",
    )
    exchanges = fields.Char(
        "Only numbers that go on with",
        help="The digits after the area code, as numbers and ranges: 555, 600-649.",
    )
    postcodes = fields.Char(
        "Only postcodes that begin with", help="Beginnings, separated by commas."
    )
    valid_from = fields.Date(
        "New code works from", help="Before that day no number is changed."
    )
    mandatory_from = fields.Date(
        "Old code ends on",
        help="Until then both codes reach the customer, and a number that is valid with"
        " either is changed. From that day on a number that is valid with the old code"
        " is another one, and stays.",
    )
    force = fields.Boolean(
        "Change numbers that are not known as valid",
        help="For a code that is newer than the numbering plans of this program.",
    )
    line_ids = fields.One2many("customer.change.area.code.city", "wizard_id", "Cities")
    state = fields.Selection(
        [("code", "Code"), ("cities", "Cities"), ("preview", "Preview")],
        default="code",
        required=True,
    )
    operation_id = fields.Many2one("customer.operation", ondelete="cascade")
    change_count = fields.Integer("Numbers to change", readonly=True)
    invalid_count = fields.Integer("Would not be valid", readonly=True)
    taken_count = fields.Integer("Somebody has the new number", readonly=True)
    still_count = fields.Integer("Valid as they are", readonly=True)
    number_ids = fields.One2many("customer.change.area.code.number", "wizard_id")
    file = fields.Binary("All numbers", readonly=True, attachment=False)
    file_name = fields.Char(default="area_code.csv", readonly=True)

    @api.onchange("country_id", "old_code", "postcodes")
    def _onchange_old_code(self):
        """Other numbers: what was shown is not true any more."""
        self.line_ids = [Command.clear()]
        self._forget_preview()

    @api.onchange(
        "new_code", "exchanges", "force", "kind", "line_ids", "mandatory_from"
    )
    def _onchange_rule(self):
        self._forget_preview()

    def _forget_preview(self):
        self.state = "cities" if self.line_ids else "code"
        self.operation_id = False

    # -- reading what was typed ------------------------------------------------------

    def _rule(self, needs_new=True):
        """Return the rule as typed, or say what cannot be read."""
        self.ensure_one()
        region = self.country_id.code
        if not self.country_id.phone_code:
            raise UserError(
                self.env._("%s has no calling code.", self.country_id.display_name)
            )
        old = self._code(self.old_code, self.env._("old"))
        new = self._code(self.new_code, self.env._("new")) if needs_new else ""
        if old == new:
            raise UserError(
                self.env._(
                    "The old and the new area code are both %s: nothing would change.",
                    old,
                )
            )
        try:
            exchanges = read_exchanges(self.exchanges)
        except ValueError as error:
            raise UserError(
                self.env._(
                    '"%s" is no range of numbers. Write numbers and ranges of the'
                    " same length: 555, 600-649.",
                    error,
                )
            ) from error
        return Rule(self.country_id.phone_code, old, new, exchanges), region

    def _code(self, text, which):
        try:
            return read_code(text, self.country_id.code)
        except ValueError as error:
            if not (text or "").strip():
                message = self.env._("Enter the %s area code.", which)
            elif text.strip().startswith(("+", "00")):
                message = self.env._(
                    '"%s" begins with the code of a country. Enter the area code'
                    " alone and choose the country beside it.",
                    text.strip(),
                )
            else:
                message = self.env._(
                    '"%s" is no area code: it has digits only, eight at most.',
                    text.strip(),
                )
            raise UserError(message) from error

    def _is_over(self):
        """Whether the old code works no longer; until then both codes are right."""
        if (
            self.valid_from
            and self.mandatory_from
            and self.mandatory_from < self.valid_from
        ):
            raise UserError(
                self.env._(
                    "The old code cannot end on %(end)s, before the new one works on"
                    " %(start)s.",
                    end=format_date(self.env, self.mandatory_from),
                    start=format_date(self.env, self.valid_from),
                )
            )
        today = fields.Date.context_today(self)
        return bool(self.mandatory_from and self.mandatory_from <= today)

    def _postcodes(self):
        pieces = (self.postcodes or "").replace(";", ",").split(",")
        return [piece.strip() for piece in pieces if piece.strip()]

    # -- the three steps -------------------------------------------------------------

    def action_find(self):
        """Show the cities that have numbers with the old code."""
        self.env["res.users"]._check_function("phone_clean")
        rule, _region = self._rule(needs_new=False)
        cities = self.env["customer.operation"]._area_cities(rule, self._postcodes())
        if not cities:
            raise UserError(
                self.env._("No customer has a number that begins with %s.", rule.prefix)
            )
        self.write(
            {
                "state": "cities",
                "operation_id": False,
                "line_ids": [
                    Command.clear(),
                    *(
                        Command.create({"name": name, "key": key, "count": count})
                        for name, key, count in cities
                    ),
                ],
            }
        )
        return self._again()

    def action_preview(self):
        """Show what each number becomes; nothing is changed."""
        self.env["res.users"]._check_function("phone_clean")
        rule, region = self._rule()
        if self.kind == "overlay":
            raise UserError(
                self.env._(
                    "When both codes serve the same area, nobody's number changes:"
                    " there is nothing to do. Local numbers typed without a code are"
                    " read with the old one, as before."
                )
            )
        chosen = self.line_ids.filtered("is_chosen")
        if not chosen:
            raise UserError(self.env._("Choose the cities whose numbers change."))
        request = {
            "region": region,
            "country_code": rule.country_code,
            "old": rule.old,
            "new": rule.new,
            "exchanges": rule.exchanges,
            "postcodes": self._postcodes(),
            "force": self.force,
            "is_over": self._is_over(),
        }
        if chosen != self.line_ids:
            request["cities"] = [line.key or "" for line in chosen]
        operation, rows = self.env["customer.operation"]._rehearse_area_code(request)
        preview = operation.preview
        if not preview["change"] and preview["invalid"] == len(rows) and rows:
            raise UserError(
                self.env._(
                    "%(code)s is no area code of %(country)s: none of the %(count)s"
                    " numbers would be valid. If the code is very new, tick"
                    ' "%(force)s".',
                    code=rule.new,
                    country=self.country_id.name,
                    count=len(rows),
                    force=self._fields["force"]._description_string(self.env),
                )
            )
        self.write(
            {
                "state": "preview",
                "operation_id": operation.id,
                "change_count": preview["change"],
                "invalid_count": preview["invalid"],
                "taken_count": preview["taken"],
                "still_count": preview["still"],
                "number_ids": [Command.clear(), *self._number_lines(rows)],
                "file": base64.b64encode(self._csv(rows)),
            }
        )
        return self._again()

    def action_change(self):
        self.env["res.users"]._check_function("phone_clean")
        self.ensure_one()
        if self.state != "preview" or not self.operation_id:
            raise UserError(self.env._("Look at the preview first."))
        today = fields.Date.context_today(self)
        if self.valid_from and self.valid_from > today:
            raise UserError(
                self.env._(
                    "The new code works only from %s: change the numbers then.",
                    format_date(self.env, self.valid_from),
                )
            )
        # sudo: the log is the program's; the function was checked
        operation = self.operation_id.sudo()
        operation._run_area_code()
        return operation._open()

    def _again(self):
        return dialog(self._name, self.env._("Change area code"), res_id=self.id)
