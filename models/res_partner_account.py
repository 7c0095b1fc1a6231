# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import math

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_amount, format_date

from .customer_account import PLAIN, STATUSES
from .res_partner_code import LENIENT
from .res_partner_event import REASON

SEE = "customer_care.function_account_see"
ACCOUNT = ("account_status", "account_until", "account_after", "account_reason")
LIMIT = ("credit_limit", "use_partner_credit_limit")


class ResPartner(models.Model):
    """The account of a customer: who may buy on account, and up to which limit.

    Status and limit belong to the commercial partner and to a company, as core's
    `credit_limit` does: a firm that does not pay one company may be welcome in another.
    The limit is core's; 0 is none, and a company's default limit is that of all who
    have no other. A status may end by itself: after `account_until` the one before it
    counts again, at once, and the nightly job writes it down.
    """

    _inherit = "res.partner"

    # account_status: see models/res_partner_account_index.py
    account_until = fields.Date(
        "Status until",
        company_dependent=True,
        copy=False,
        groups=SEE,
        help="The last day of this status; afterwards the one before counts again.",
    )
    account_after = fields.Selection(
        STATUSES, "Status afterwards", company_dependent=True, copy=False, groups=SEE
    )
    account_reason = fields.Char(company_dependent=True, copy=False, groups=SEE)
    account_summary = fields.Char(
        "Account", compute="_compute_account_summary", groups=SEE
    )
    account_balance = fields.Monetary(
        "Balance", compute="_compute_account_balance", groups=SEE
    )

    @api.model
    def _functions_to_write(self):
        names = ACCOUNT
        # sudo: a setting of the company, read by whoever works there
        if self.env.company.sudo().use_customer_account:
            names += LIMIT
        return {
            **super()._functions_to_write(),
            **dict.fromkeys(names, "account_change"),
        }

    @api.model
    def _event_fields(self):
        return {
            **super()._event_fields(),
            "account": ["account_status", "account_until", "credit_limit"],
        }

    @api.model
    def _event_text(self, kind, values):
        if kind != "account":
            return super()._event_text(kind, values)
        labels = dict(self._fields["account_status"]._description_selection(self.env))
        parts = [labels[values["account_status"] or PLAIN]]
        if values["account_until"]:
            date = format_date(self.env, values["account_until"])
            parts[0] = self.env._(
                "%(status)s until %(date)s", status=parts[0], date=date
            )
        if values["credit_limit"]:
            limit = format_amount(
                self.env, values["credit_limit"], self.env.company.currency_id
            )
            parts.append(self.env._("limit %s", limit))
        return ", ".join(parts)

    def _plain_rows(self, before, now, skipped=()):
        """What belongs to the commercial partner is logged there, with its company."""
        if self.commercial_partner_id != self:
            skipped = (*skipped, "account")
        rows = super()._plain_rows(before, now, skipped)
        for row in rows:
            if row["kind"] == "account":
                row["company_id"] = self.env.company.id
                if before["account_status"] != now["account_status"]:
                    row["reason"] = row["reason"] or self.account_reason
        return rows

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_account_vals(vals)
        partners = super().create(vals_list)
        for partner, vals in zip(partners, vals_list, strict=True):
            partner._check_account_owner(vals)
        return partners

    def write(self, vals):
        if self.env.context.get(LENIENT):
            # core's merge mixes the values of several; ours chooses one account
            vals = {name: vals[name] for name in vals if name not in ACCOUNT}
        if not any(name in vals for name in (*ACCOUNT, "credit_limit")):
            return super().write(vals)
        self._check_account_vals(vals)
        self._check_account_owner(vals)
        if "account_status" not in vals or "account_after" in vals:
            return super().write(vals)
        for after, partners in self.grouped(lambda p: p._lasting_status()).items():
            super(ResPartner, partners).write(
                {
                    "account_until": False,
                    "account_reason": False,
                    **vals,
                    "account_after": vals.get("account_until") and after,
                }
            )
        return True

    def _lasting_status(self):
        """Return the status that counts when none with an end does."""
        # sudo: for whoever may write the next one
        partner = self.sudo()
        if partner.account_until:
            return partner.account_after or PLAIN
        return partner.account_status or PLAIN

    @api.model
    def _check_account_vals(self, vals):
        """Refuse a limit that is no amount and a status that ended before it began."""
        if "credit_limit" in vals:
            limit = vals["credit_limit"] or 0.0
            try:
                number = float(limit) if not isinstance(limit, bool) else math.nan
            except (TypeError, ValueError):
                number = math.nan
            # sudo: a setting of the company, read by whoever works there
            if self.env.company.sudo().use_customer_account and not (
                0 <= number < math.inf
            ):
                raise ValidationError(
                    self.env._("A credit limit is an amount; 0 is no limit.")
                )
        until = fields.Date.to_date(vals.get("account_until") or None)
        if until and until < fields.Date.context_today(self):
            raise ValidationError(
                self.env._(
                    "%s is over. Choose a later day, or none for a status that stays.",
                    format_date(self.env, until),
                )
            )

    def _check_account_owner(self, vals):
        """Refuse a status of their own to contact persons and addresses."""
        if (vals.get("account_status") or PLAIN) == PLAIN:
            return
        for partner in self:
            owner = partner.commercial_partner_id
            if owner != partner:
                raise ValidationError(
                    self.env._(
                        "%(contact)s buys on the account of %(customer)s: change it"
                        " there.",
                        contact=partner.display_name,
                        customer=owner.display_name,
                    )
                )

    @api.depends("account_status", "account_until", "commercial_partner_id")
    @api.depends_context("company", "lang")
    def _compute_account_summary(self):
        """The badge of the form: one statement, and none while accounts are off."""
        self.account_summary = False
        # sudo: a setting of the company, read by whoever works there
        if not self.env.company.sudo().use_customer_account:
            return
        account = self.env["customer.account"]
        owed = account._owed(self.commercial_partner_id.ids)
        labels = dict(self._fields["account_status"]._description_selection(self.env))
        for partner in self:
            owner = partner.commercial_partner_id
            status = labels[owner._account_status_today()]
            balance, overdue = owed.get(owner.id, (0.0, 0.0))
            if balance:
                status = f"{status} · {account._money(balance)}"
            if overdue:
                status = self.env._(
                    "%(status)s, overdue %(amount)s",
                    status=status,
                    amount=account._money(overdue),
                )
            partner.account_summary = status

    def _account_status_today(self):
        """Return the status that counts today."""
        # sudo: shown to those who see accounts, and asked by the rules
        partner = self.sudo()
        today = fields.Date.context_today(self)
        if partner.account_until and partner.account_until < today:
            return partner._lasting_status()
        return partner.account_status or PLAIN

    @api.depends_context("company")
    def _compute_account_balance(self):
        owed = self.env["customer.account"]._owed(self.commercial_partner_id.ids)
        for partner in self:
            balance, __ = owed.get(partner.commercial_partner_id.id, (0.0, 0.0))
            partner.account_balance = balance

    def _account_states(self):
        """Return {partner id: state}, see `customer.account`; of any number at once."""
        return self.env["customer.account"]._states(self.ids)

    @api.model
    def _cron_end_account_status(self):
        """Write down which status counts again where one has ended."""
        using = [("use_customer_account", "=", True)]
        for company in self.env["res.company"].search(using):
            partners = self.with_company(company).with_context(
                active_test=False, tz=company.partner_id.tz
            )
            today = fields.Date.context_today(partners)
            ended = partners.search([("account_until", "<", today)])
            reason = self.env._("The time was over.")
            for status, group in ended.grouped("account_after").items():
                group.with_context(**{REASON: reason}).write(
                    {
                        "account_status": status or PLAIN,
                        "account_after": False,
                        "account_until": False,
                        "account_reason": False,
                    }
                )
