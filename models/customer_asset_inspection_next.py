# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class CustomerAssetInspection(models.Model):
    """When it is due again: proposed by the checklist, or typed."""

    _inherit = "customer.asset.inspection"

    next_date = fields.Date(
        "Next inspection",
        compute="_compute_next_date",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
        help="Proposed by the checklist; it may be set.",
    )
    proposed_date = fields.Date(
        compute="_compute_next_date", store=True, help="To tell a date that was typed."
    )

    @api.depends("checklist_id", "date", "result", "asset_id")
    def _compute_next_date(self):
        """A date that was proposed is proposed anew; a typed one stays."""
        due = self._due_dates()
        for inspection in self:
            proposed = inspection.checklist_id._propose_next(
                inspection.date, inspection.result, due.get(inspection)
            )
            typed = inspection.next_date and (
                inspection.next_date != inspection.proposed_date
            )
            inspection.proposed_date = proposed
            if not typed:
                inspection.next_date = proposed

    def _due_dates(self):
        """Return {inspection: the day it was due}, by the one before it."""
        checked = self.filtered(lambda each: each.checklist_id.schedule == "due")
        earlier = (
            self.search(
                [
                    ("state", "=", "done"),
                    ("asset_id", "in", checked.asset_id.ids),
                    ("checklist_id", "in", checked.checklist_id.ids),
                    ("next_date", "!=", False),
                    # what failed is due again soon, which starts no series
                    ("result", "!=", "failed"),
                ]
            )
            if checked
            else self
        )
        by_key = earlier.grouped(lambda each: (each.asset_id, each.checklist_id))
        due = {}
        for inspection in checked:
            key = (inspection.asset_id._origin, inspection.checklist_id._origin)
            before = by_key.get(key, self).filtered(
                lambda each, it=inspection: (
                    it.date and each.date < it.date and each != it._origin
                )
            )
            due[inspection] = before[:1].next_date
        return due

    @api.constrains("date", "next_date")
    def _check_next_date(self):
        for inspection in self:
            if inspection.next_date and inspection.next_date <= inspection.date:
                raise ValidationError(
                    self.env._(
                        "The next inspection (%(next)s) must be after this one "
                        "(%(date)s). Correct one of the dates.",
                        next=format_date(self.env, inspection.next_date),
                        date=format_date(self.env, inspection.date),
                    )
                )
