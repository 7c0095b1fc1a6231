# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.window import form_window
from .customer_asset_inspection import RESULTS

# What decides whether anybody is reminded of a vehicle or an animal, and who.
ALIVE = {"active", "gone", "gone_on", "death_date", "merged_into_id"}


class CustomerAsset(models.Model):
    """A vehicle, an animal or equipment is inspected, and due again."""

    _inherit = "customer.asset"

    inspection_ids = fields.One2many(
        "customer.asset.inspection", "asset_id", "Inspections"
    )
    inspection_count = fields.Integer(
        "Number of inspections", compute="_compute_inspection_count"
    )
    last_inspection_date = fields.Date(
        "Last inspection", compute="_compute_inspected", store=True, index=True
    )
    last_inspection_result = fields.Selection(
        RESULTS, "Last result", compute="_compute_inspected", store=True
    )
    next_inspection_date = fields.Date(
        "Next inspection",
        compute="_compute_inspected",
        store=True,
        index=True,
        help="The first day on which one of its checklists is due.",
    )
    owner_phone = fields.Char(related="partner_id.phone", string="Phone")
    advised_value = fields.Monetary(
        "Advised work", compute="_compute_advised_value", currency_field="currency_id"
    )
    currency_id = fields.Many2one(
        "res.currency", compute="_compute_currency_id", export_string_translation=False
    )

    @api.depends_context("company")
    def _compute_currency_id(self):
        self.currency_id = self.env.company.currency_id

    @api.depends("inspection_ids")
    def _compute_inspection_count(self):
        counts = dict(
            self.env["customer.asset.inspection"]._read_group(
                [("asset_id", "in", self.ids)], ["asset_id"], ["__count"]
            )
        )
        for asset in self:
            asset.inspection_count = counts.get(asset._origin, 0)

    @api.depends("inspection_ids.line_ids.work_state", "inspection_ids.line_ids.price")
    def _compute_advised_value(self):
        sums = dict(
            self.env["customer.asset.inspection.line"]._read_group(
                [("asset_id", "in", self.ids), ("work_state", "=", "open")],
                ["asset_id"],
                ["price:sum"],
            )
        )
        for asset in self:
            asset.advised_value = sums.get(asset._origin, 0.0)

    @api.depends(
        "inspection_ids.state",
        "inspection_ids.date",
        "inspection_ids.result",
        "inspection_ids.next_date",
        "inspection_ids.checklist_id",
    )
    def _compute_inspected(self):
        found = self._inspected() if self.ids else {}
        for asset in self:
            day, result, due = found.get(asset._origin.id, (False, False, False))
            asset.last_inspection_date = day
            asset.last_inspection_result = result
            asset.next_inspection_date = due

    def _inspected(self):
        """Return {id: (last date, its result, first next date)} in one query.

        Each checklist has its own next date: that of its last inspection.
        """
        self.env["customer.asset.inspection"].flush_model(
            ["asset_id", "checklist_id", "date", "state", "result", "next_date"]
        )
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT ON (asset_id)
                       asset_id, date, result,
                       min(next_date) OVER (PARTITION BY asset_id)
                  FROM (
                        SELECT DISTINCT ON (asset_id, checklist_id)
                               id, asset_id, date, result, next_date
                          FROM customer_asset_inspection
                         WHERE state = 'done' AND asset_id = ANY(%s)
                         ORDER BY asset_id, checklist_id, date DESC, id DESC
                       ) last
                 ORDER BY asset_id, date DESC, id DESC
                """,
                list(self.ids),
            )
        )
        return {asset_id: tuple(row) for asset_id, *row in rows}

    def write(self, vals):
        if not (ALIVE | {"partner_id"}) & set(vals):
            return super().write(vals)
        offered = self._offered_domain()
        owners = {asset: asset.partner_id for asset in self}
        before = self.filtered_domain(offered)
        result = super().write(vals)
        after = self.filtered_domain(offered)
        (before - after)._stop_inspection_reminders()
        (after - before)._resume_inspection_reminders()
        if moved := (after & before).filtered(lambda a: a.partner_id != owners[a]):
            moved._stop_inspection_reminders()
            moved._resume_inspection_reminders()
        return result

    def _inspection_actions(self):
        """Return the customer actions that inspections and advised work have made."""
        # sudo: reminders belong to the program, whoever sold the vehicle
        inspections = self.sudo().inspection_ids
        return inspections.action_id | inspections.line_ids.action_id

    def _stop_inspection_reminders(self):
        """Nobody is reminded of what died, was sold or is switched off."""
        self._inspection_actions()._set_inspection_state("cancelled")

    def _resume_inspection_reminders(self):
        """Remind the owner of what is due, as the last inspections say."""
        if not self:
            return
        today = fields.Date.context_today(self)
        # sudo: reminders are the program's, whoever brings it back
        last = self.sudo().inspection_ids._newest().values()
        # sudo: as above
        self.env["customer.asset.inspection"].sudo().browse(
            group[0].id
            for group in last
            if group[0].next_date and group[0].next_date >= today
        )._renew_reminders()

    def action_new_inspection(self):
        """Begin an inspection by the first checklist that fits, and open it."""
        self.ensure_one()
        self.env["res.users"]._check_function("asset_change")
        Inspection = self.env["customer.asset.inspection"]
        checklist = Inspection._offered_checklists(self)[:1]
        if not checklist:
            kinds = dict(self._fields["kind"]._description_selection(self.env))
            raise UserError(
                self.env._(
                    "There is no checklist for this kind yet (%s). Define one in "
                    "Configuration > Checklists.",
                    kinds[self.kind],
                )
            )
        inspection = Inspection.create(
            {"asset_id": self.id, "checklist_id": checklist.id}
        )
        return form_window(inspection._name, inspection.id)

    def action_open_inspections(self):
        """List the inspections of these vehicles or animals."""
        self.env["res.users"]._check_function("asset_see")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_asset_inspection_action"
        )
        context = {"default_asset_id": self.id} if len(self) == 1 else {}
        return dict(action, domain=[("asset_id", "in", self.ids)], context=context)

    def action_open_advised_work(self):
        """List what inspections advised and nobody has sold yet."""
        self.env["res.users"]._check_function("asset_see")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_asset_work_action"
        )
        return dict(
            action,
            domain=[*Domain("asset_id", "in", self.ids)],
            context={"search_default_open": 1},
        )
