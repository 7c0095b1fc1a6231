# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import math

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_datetime, str2bool

from ..tools.window import dialog
from .customer_number_text import number_text

FULL = 100.0
HIGHEST = 500.0
SWITCH = "customer_care.own_loyalty_rates"
ROWS = 20
# Cards in the customer's own name; coupons and gift cards are for whoever holds them.
KINDS = ("loyalty", "ewallet")


class ResPartner(models.Model):
    """The loyalty rate: how much of a programme's points this customer gets.

    It belongs to the commercial partner and to a company: contact persons have that of
    their firm, and another company has its own.
    """

    _inherit = "res.partner"

    # copy: a copy is another customer. Without a fallback (data/ir_default_data.xml) a
    # company-dependent number would read 0.
    loyalty_rate = fields.Float(
        "Loyalty rate (%)",
        company_dependent=True,
        copy=False,
        digits=(5, 2),
        aggregator="avg",
        groups="customer_care.function_customer_see",
        help="100 gives the points of the programme, 200 twice as many, 0 none.",
    )

    @api.model
    def _functions_to_write(self):
        return {**super()._functions_to_write(), "loyalty_rate": "rate_change"}

    @api.model
    def _event_fields(self):
        return {**super()._event_fields(), "rate": ["loyalty_rate"]}

    @api.model
    def _event_text(self, kind, values):
        if kind == "rate":
            return f"{number_text(self.env, values['loyalty_rate'])} %"
        return super()._event_text(kind, values)

    def _plain_rows(self, before, now, skipped=()):
        """The rate is a company's own, and so is what is written down about it."""
        rows = super()._plain_rows(before, now, skipped)
        for row in rows:
            if row["kind"] == "rate":
                row["company_id"] = self.env.company.id
        return rows

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if "loyalty_rate" in vals:
                self._check_loyalty_rate(vals["loyalty_rate"])
        partners = super().create(vals_list)
        for partner, vals in zip(partners, vals_list, strict=True):
            partner._check_loyalty_owner(vals.get("loyalty_rate", FULL))
        return partners

    def write(self, vals):
        if "loyalty_rate" in vals:
            self._check_loyalty_rate(vals["loyalty_rate"])
            self._check_loyalty_owner(vals["loyalty_rate"])
        return super().write(vals)

    @api.model
    def _has_own_loyalty_rates(self):
        """Whether customers may have rates of their own at all."""
        # sudo: one switch of ours
        return str2bool(
            self.env["ir.config_parameter"].sudo().get_param(SWITCH) or "", False
        )

    @api.model
    def _check_loyalty_rate(self, rate):
        """Refuse what is no rate; false and empty are no rate either."""
        try:
            number = float(rate) if not isinstance(rate, bool) else math.nan
        except (TypeError, ValueError):
            number = math.nan
        # a comparison with NaN is false, whichever way it is asked
        if not 0 <= number <= HIGHEST:
            raise ValidationError(
                self.env._("A loyalty rate is a number from 0 to %g percent.", HIGHEST)
            )
        if number != FULL and not self._has_own_loyalty_rates():
            raise UserError(
                self.env._(
                    "Own loyalty rates are switched off. They can be switched on in the"
                    " settings of Customer Care."
                )
            )

    def _check_loyalty_owner(self, rate):
        """Refuse a rate of their own to contact persons and addresses."""
        if float(rate) == FULL:
            return
        for partner in self:
            owner = partner.commercial_partner_id
            if owner != partner:
                raise ValidationError(
                    self.env._(
                        "%(contact)s collects points at the rate of %(customer)s:"
                        " change it there.",
                        contact=partner.display_name,
                        customer=owner.display_name,
                    )
                )

    def _loyalty_factors(self):
        """Return {partner id: factor} for the points given, 1.0 being all of them."""
        if not self._has_own_loyalty_rates():
            return dict.fromkeys(self.ids, 1.0)
        # sudo: the rate works for whoever sells
        return {
            partner.id: partner.commercial_partner_id.loyalty_rate / FULL
            for partner in self.sudo()
        }

    def action_change_rate(self):
        """Ask for another rate and the reason."""
        self.ensure_one()
        self.env["res.users"]._check_function("rate_change")
        return dialog(
            "customer.rate.change",
            self.env._("Loyalty rate"),
            context={
                "default_partner_id": self.commercial_partner_id.id,
                "dialog_size": "medium",
            },
        )

    def get_customer_loyalty(self):
        """Return what the page Loyalty shows; core's cards, points and history.

        :return: {"rate": number, or False when there are no own rates,
            "can_change": bool, "owner": name or False,
            "cards": [{id, program, points, code}],
            "history": [{id, date, card, description, issued, used}], the newest first}
        """
        self.ensure_one()
        self.check_access("read")
        self.env["res.users"]._check_function("customer_see")
        owner = self.commercial_partner_id
        has_rates = self._has_own_loyalty_rates()
        cards = self._loyalty_cards()
        # sudo: the firm's rate is the customer's
        return {
            "rate": has_rates and owner.sudo().loyalty_rate,
            "can_change": has_rates
            and self.env["res.users"]._has_function("rate_change"),
            "owner": owner != self and owner.display_name,
            "cards": [
                {
                    "id": card.id,
                    "program": card.program_id.name,
                    "points": card.points_display,
                    "code": card.code,
                }
                for card in cards
            ],
            "history": self._loyalty_history(cards),
        }

    def _loyalty_cards(self):
        """Return the cards of the firm and its people, of the companies at work."""
        companies = self.env.companies._with_parents()
        # sudo: points are shown to the clerk, whose Odoo rights may not reach cards
        return (
            self.env["loyalty.card"]
            .sudo()
            .search(
                Domain("partner_id", "child_of", self.commercial_partner_id.id)
                & Domain("company_id", "in", [False, *companies.ids])
                & Domain("program_id.active", "=", True)
                & Domain("program_id.program_type", "in", KINDS)
            )
        )

    @api.model
    def _loyalty_history(self, cards):
        rows = cards.env["loyalty.history"].search(
            [("card_id", "in", cards.ids)], limit=ROWS
        )
        return [
            {
                "id": row.id,
                "date": format_datetime(self.env, row.create_date),
                "card": row.card_id.program_id.name,
                "description": row.description,
                "issued": row.issued,
                "used": row.used,
            }
            for row in rows
        ]
