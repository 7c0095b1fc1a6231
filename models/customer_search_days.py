# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.calendar_dates import within_calendar


def days_domain(name, operator, value):
    """Return the Domain of those whose date is so many days ahead of today.

    Days of the user's time zone, for dates as for times.
    """
    if operator in ("in", "not in"):
        found = Domain.OR(
            days_domain(name, ">=", days) & days_domain(name, "<=", days)
            for days in value
            if days is not False
        )
        return found if operator == "in" else ~found
    if operator not in ("<", "<=", ">", ">="):
        return NotImplemented
    first = within_calendar(int(value)) + (operator in ("<=", ">"))
    return Domain(name, operator[0] + "=" * (operator[0] == ">"), f"today {first:+d}d")


def days_until(record, moment):
    """Return how many days there are from today to a date or time, False without."""
    if not moment:
        return False
    if hasattr(moment, "hour"):
        moment = fields.Datetime.context_timestamp(record, moment).date()
    return (moment - fields.Date.context_today(record)).days


class CustomerAsset(models.Model):
    """Days to what is due: what is asked in days stays right tomorrow."""

    _inherit = "customer.asset"

    search_inspection_in = fields.Integer(
        "Days to the next inspection",
        compute="_compute_search_days",
        search="_search_inspection_in",
        help="Below zero: overdue.",
    )
    search_service_in = fields.Integer(
        "Days to the next service",
        compute="_compute_search_days",
        search="_search_service_in",
        help="Below zero: overdue.",
    )

    @api.depends("next_inspection_date", "service_next_date")
    @api.depends_context("tz")
    def _compute_search_days(self):
        for asset in self:
            asset.search_inspection_in = days_until(asset, asset.next_inspection_date)
            asset.search_service_in = days_until(asset, asset.service_next_date)

    def _search_inspection_in(self, operator, value):
        return days_domain("next_inspection_date", operator, value)

    def _search_service_in(self, operator, value):
        return days_domain("service_next_date", operator, value)


class CustomerConsent(models.Model):
    """Days to the end of a yes."""

    _inherit = "customer.consent"

    search_ends_in = fields.Integer(
        "Days to its end", compute="_compute_search_ends_in", search="_search_ends_in"
    )

    @api.depends("valid_until")
    @api.depends_context("tz")
    def _compute_search_ends_in(self):
        for consent in self:
            consent.search_ends_in = days_until(consent, consent.valid_until)

    def _search_ends_in(self, operator, value):
        return days_domain("valid_until", operator, value)


class CustomerAction(models.Model):
    """Days to the day a customer action is due."""

    _inherit = "customer.action"

    search_due_in = fields.Integer(
        "Days until due", compute="_compute_search_due_in", search="_search_due_in"
    )

    @api.depends("date_end")
    @api.depends_context("tz")
    def _compute_search_due_in(self):
        for action in self:
            action.search_due_in = days_until(action, action.date_end)

    def _search_due_in(self, operator, value):
        return days_domain("date_end", operator, value)
