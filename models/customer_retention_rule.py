# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.duration_words import duration_words

DOCUMENTS = [
    ("invoice", "Invoices, receipts and payments"),
    ("order", "Orders and deliveries"),
    ("contract", "Work done: warranty and complaints"),
    ("medical", "Treatment records of animals"),
    ("consent", "Proof of consents"),
    ("request", "Requests about data"),
    ("forgotten", "Cards of forgotten customers"),
    ("card", "Cards of customers without business"),
]
# Ours to decide: when they end, the customer is anonymised.
CARDS = ("forgotten", "card")


class CustomerRetentionRule(models.Model):
    """How long documents are kept, by country and kind, and which law says so.

    What has to be kept is kept as long as the longest rule says that is in force for
    the country of the company. Two kinds are no documents but the customer's card:
    when their time is over, *Anonymise* is done by the program.
    """

    _name = "customer.retention.rule"
    _description = "Retention rule"
    _inherit = ["customer.required.mixin"]
    _order = "document, country_id, id"
    _check_company_domain = models.check_company_domain_parent_of
    _rec_name = "law"

    document = fields.Selection(DOCUMENTS, "What", required=True)
    country_id = fields.Many2one(
        "res.country",
        ondelete="cascade",
        help="Empty: for companies of every country without a rule of its own.",
    )
    years = fields.Integer(default=0, aggregator=None)
    months = fields.Integer(default=0, aggregator=None)
    start = fields.Selection(
        [
            ("day", "The day itself"),
            ("year_end", "End of the calendar year"),
            ("fiscal_year_end", "End of the financial year"),
            ("tax_year_end", "End of the year in which the tax was due"),
        ],
        "Counted from",
        required=True,
        default="year_end",
    )
    law = fields.Char("According to", required=True, translate=True)
    company_id = fields.Many2one("res.company", ondelete="cascade")
    active = fields.Boolean("In force", default=True)

    @api.constrains("years", "months")
    def _check_period(self):
        for rule in self:
            years = rule.years + rule.months / 12
            if rule.years < 0 or rule.months < 0 or years > 100:
                raise ValidationError(
                    self.env._(
                        "%s: say a period of up to 100 years, and not a negative one.",
                        rule.law,
                    )
                )

    @api.constrains("document", "years", "months", "active")
    def _check_card(self):
        for rule in self:
            if rule.document == "card" and rule.active and not (rule.years > 0):
                raise ValidationError(
                    self.env._(
                        "Customers without business are kept for at least a year:"
                        " else everybody would be anonymised who bought nothing lately."
                    )
                )

    @api.model
    def _rules_of(self, company, document):
        """Return the rules of a company for a kind of document: of its own country,
        else those for all. A rule that is rehearsed counts as if it were in force."""
        as_if = self.env.context.get("customer_rehearsed_rule", 0)
        # sudo: the law holds, whoever asks
        rules = (
            self.sudo()
            .with_context(active_test=False)
            .search(
                Domain("document", "=", document)
                & (Domain("active", "=", True) | Domain("id", "=", as_if))
                & company._in_reach()
                & Domain("country_id", "in", (False, company.country_id.id))
            )
        )
        return rules.filtered("country_id") or rules

    @api.model
    def _record_lines(self, company):
        """Return [(what, how long and counted from when, law)] for the record of
        processing of a company."""
        starts = dict(self._fields["start"]._description_selection(self.env))
        lines = []
        for document, label in self._fields["document"]._description_selection(
            self.env
        ):
            lines += [
                (
                    label,
                    self.env._(
                        "%(period)s; counted from: %(start)s",
                        period=rule._period_words(),
                        start=starts[rule.start],
                    ),
                    rule.law,
                )
                for rule in self._rules_of(company, document)
            ]
        return lines

    def _period_words(self):
        words = []
        if self.years:
            words.append(duration_words(self.years, "year", self.env.lang))
        if self.months or not self.years:
            words.append(duration_words(self.months, "month", self.env.lang))
        return ", ".join(words)

    @api.model
    def _until(self, company, document, day):
        """Return (last day it is kept, rule); (None, no rule) when nothing demands it.

        :param day: the date of the document
        """
        ends = [
            (rule._end(company, day), -rule.id, rule)
            for rule in self._rules_of(company, document)
        ]
        if not ends or not day:
            return None, self.browse()
        end, _order, rule = max(ends)
        return end, rule

    @api.model
    def _kept_from(self, company, document, today):
        """Return the first day of documents that are still kept today, or None.

        Every document of that day or later has to be kept; the periods grow with the
        day, so that one day parts them.
        """
        if not self._rules_of(company, document):
            return None
        low, high = today - timedelta(days=366 * 105), today
        if self._until(company, document, high)[0] < today:
            return high + timedelta(days=1)
        while (high - low).days > 1:
            middle = low + (high - low) // 2
            if self._until(company, document, middle)[0] >= today:
                high = middle
            else:
                low = middle
        return high

    def _end(self, company, day):
        period = relativedelta(years=self.years, months=self.months)
        return getattr(self, f"_start_{self.start}")(company, day) + period

    def _start_day(self, _company, day):
        return day

    def _start_year_end(self, _company, day):
        return date(day.year, 12, 31)

    def _start_fiscal_year_end(self, company, day):
        # sudo: when the year of the company ends is no secret
        return company.sudo().compute_fiscalyear_dates(day)["date_to"]

    def _start_tax_year_end(self, _company, day):
        """A tax is due in the month after that of the document."""
        return date((day.replace(day=1) + timedelta(days=32)).year, 12, 31)
