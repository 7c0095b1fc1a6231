# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .customer_consent_purpose import CHANNEL_FLAGS

CODE = re.compile(r"[\w.-]+")


class CustomerConsentPurpose(models.Model):
    """What is set up once: a code the log relies on, and at least one channel."""

    _inherit = "customer.consent.purpose"

    code = fields.Char(
        copy=False,
        compute="_compute_code",
        store=True,
        readonly=False,
        precompute=True,
        help="Names the purpose in the consent log: letters, digits, _ . and -. It"
        " stays as it is once somebody has answered.",
    )
    lawful_basis = fields.Selection(
        help="What the law asks for. Consent: only those who said yes are written to."
        " The others: everybody, until they say no."
    )
    by_email = fields.Boolean(help="This purpose may use e-mail.")
    by_sms = fields.Boolean(help="This purpose may use SMS.")
    by_post = fields.Boolean(help="This purpose may use letters, postcards and labels.")
    by_call = fields.Boolean(help="This purpose may use calls by telephone.")
    is_answered = fields.Boolean(compute="_compute_is_answered")
    given_count = fields.Integer("Agreed", compute="_compute_answer_counts")
    refused_count = fields.Integer("Said no", compute="_compute_answer_counts")

    @api.depends("name")
    def _compute_code(self):
        """Propose one from the name; who has one keeps it."""
        for purpose in self.filtered(lambda p: p.name and not p.code):
            slug = self.env["ir.http"]._slugify(purpose.name) or "purpose"
            purpose.code = purpose._free_code(slug.replace("-", "_"))

    def _free_code(self, code):
        # sudo: a code is taken by whatever company
        taken = self.sudo().with_context(active_test=False)._taken_codes(code)
        if code not in taken:
            return code
        return next(f"{code}_{n}" for n in range(2, 1000) if f"{code}_{n}" not in taken)

    def _taken_codes(self, code):
        domain = [("code", "=like", f"{code}%"), ("id", "not in", self._origin.ids)]
        return set(self.search(domain).mapped("code"))

    @api.depends("code")
    def _compute_is_answered(self):
        # sudo: whether anybody answered is no secret to who may define purposes
        consents = self.env["customer.consent"].sudo()
        for purpose in self:
            purpose.is_answered = bool(
                purpose._origin
                and consents.search_count([("purpose_id", "=", purpose._origin.id)], 1)
            )

    def _compute_answer_counts(self):
        counts = {
            (purpose.id, state): count
            for purpose, state, count in self.env["customer.consent"]._read_group(
                [("purpose_id", "in", self.ids)], ["purpose_id", "state"], ["__count"]
            )
        }
        for purpose in self:
            purpose.given_count = counts.get((purpose.id, "given"), 0)
            purpose.refused_count = sum(
                counts.get((purpose.id, state), 0)
                for state in ("withdrawn", "objected")
            )

    @api.constrains("code")
    def _check_code(self):
        for purpose in self:
            if not CODE.fullmatch(purpose.code or ""):
                raise ValidationError(
                    self.env._(
                        '"%(code)s" is no code for a purpose. Use letters, digits,'
                        " _ . and - without spaces.",
                        code=purpose.code or "",
                    )
                )

    @api.constrains(*sorted(set(CHANNEL_FLAGS.values())), "active")
    def _check_channels(self):
        for purpose in self:
            if purpose.active and not any(
                purpose[flag] for flag in CHANNEL_FLAGS.values()
            ):
                raise ValidationError(
                    self.env._(
                        "%(purpose)s uses no channel at all. Choose at least one, or"
                        " archive it.",
                        purpose=purpose.name,
                    )
                )

    def write(self, vals):
        if "code" in vals:
            changed = self.filtered(lambda purpose: purpose.code != vals["code"])
            if answered := changed.filtered("is_answered"):
                raise UserError(
                    self.env._(
                        "The code of %(purpose)s stays as it is: answers in the consent"
                        " log name it.",
                        purpose=answered[0].name,
                    )
                )
        return super().write(vals)

    @api.onchange("lawful_basis")
    def _onchange_lawful_basis(self):
        """Say what it means before it is saved: the gate opens at once."""
        before = self._origin.lawful_basis
        if before == "consent" and self.lawful_basis != "consent":
            return {
                "warning": {
                    "title": self.env._("Everybody may be written to"),
                    "message": self.env._(
                        "Until now only those who said yes were written to. With this"
                        " basis all customers are, until they say no."
                    ),
                }
            }
        return None
