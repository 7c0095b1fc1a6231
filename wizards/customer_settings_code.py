# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..models.ir_sequence import CUSTOMER_CODE

PATTERN = ("code_prefix", "code_padding", "code_is_own")
MOST_DIGITS = 12
LONGEST_PREFIX = 24


class CustomerSettings(models.TransientModel):
    """The pattern of new customer codes, one for all companies or one's own."""

    _inherit = "customer.settings"

    code_prefix = fields.Char(
        "Codes begin with", default=lambda self: self._read_code_pattern()[0]
    )
    code_padding = fields.Integer(
        "Digits", default=lambda self: self._read_code_pattern()[1]
    )
    code_is_own = fields.Boolean(
        "Own codes for this company",
        default=lambda self: self._read_code_pattern()[2],
        help="Otherwise the company shares the pattern and the numbers of all.",
    )
    code_next = fields.Char("Next code", compute="_compute_code_next")

    @api.depends(*PATTERN)
    def _compute_code_next(self):
        sequence = self._code_sequence()
        for settings in self:
            number = sequence.number_next_actual
            if settings.code_is_own and sequence.company_id != self.env.company:
                number = 1
            settings.code_next = (
                f"{settings.code_prefix or ''}{number:0{settings.code_padding or 1}d}"
            )

    @api.model
    def _code_sequence(self):
        # sudo: sequences are the administrator's; this one is ours
        return self.env["ir.sequence"].sudo()._customer_code_sequence(False)

    @api.model
    def _read_code_pattern(self):
        """(prefix, digits, whether they are this company's own) of new codes."""
        sequence = self._code_sequence()
        is_own = sequence.company_id == self.env.company
        return sequence.prefix or "", sequence.padding, is_own

    @api.model
    def _write_code_pattern(self, prefix, padding, is_own):
        """Set how new codes look; those that were given stay as they are."""
        self.env["res.users"]._check_function("settings")
        prefix = (prefix or "").strip()
        self._check_code_pattern(prefix, padding)
        sequence = self._code_sequence()
        was_own = sequence.company_id == self.env.company
        if is_own and not was_own:
            sequence = self._own_code_sequence()
        elif not is_own and was_own:
            # archived, not deleted: its numbers go on where they ended
            sequence.active = False
            sequence = self._code_sequence()
        sequence.write({"prefix": prefix, "padding": padding})

    @api.model
    def _own_code_sequence(self):
        """Return this company's own sequence, used again or new."""
        mine = {"code": CUSTOMER_CODE, "company_id": self.env.company.id}
        # sudo: sequences are the administrator's; this one is ours
        sequences = self.env["ir.sequence"].sudo().with_context(active_test=False)
        own = sequences.search([(name, "=", value) for name, value in mine.items()])[:1]
        own.active = True
        name = self.env._("Customer code of %s", self.env.company.name)
        return own or sequences.create({"name": name, **mine})

    @api.model
    def _check_code_pattern(self, prefix, padding):
        if not 1 <= padding <= MOST_DIGITS:
            raise ValidationError(
                self.env._("A customer code has 1 to %s digits.", MOST_DIGITS)
            )
        if len(prefix) > LONGEST_PREFIX or "%" in prefix:
            raise ValidationError(
                self.env._(
                    "What customer codes begin with is a plain text of at most %s"
                    " characters, without a percent sign.",
                    LONGEST_PREFIX,
                )
            )
