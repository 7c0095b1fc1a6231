# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import format_date

RESULTS = [
    ("passed", "Passed"),
    ("advice", "Passed with advice"),
    ("failed", "Failed"),
]


class CustomerAssetInspection(models.Model):
    """A vehicle, an animal or equipment was looked at on a day, with a result.

    Filled point by point; or done elsewhere, when only date, result and document are
    known.
    """

    _name = "customer.asset.inspection"
    _description = "Inspection"
    _inherit = ["customer.required.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_domain = models.check_company_domain_parent_of
    _check_company_auto = True

    asset_id = fields.Many2one(
        "customer.asset",
        "Vehicle, animal or equipment",
        required=True,
        check_company=True,
        ondelete="restrict",
        tracking=True,
    )
    kind = fields.Selection(related="asset_id.kind", store=True)
    company_id = fields.Many2one(related="asset_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        compute="_compute_partner_id",
        store=True,
        precompute=True,
        index=True,
        ondelete="restrict",
        help="Whose it was when it was inspected.",
    )
    checklist_id = fields.Many2one(
        "customer.asset.checklist",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
    )
    state = fields.Selection(
        [("open", "In progress"), ("done", "Finished")],
        required=True,
        default="open",
        copy=False,
        tracking=True,
    )
    date = fields.Date(
        required=True, default=fields.Date.context_today, copy=False, tracking=True
    )
    result = fields.Selection(
        RESULTS,
        compute="_compute_result",
        store=True,
        readonly=False,
        copy=False,
        tracking=True,
        help="Proposed from the points; it may be set.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Inspector",
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        ondelete="set null",
        tracking=True,
    )
    is_external = fields.Boolean("Done elsewhere")
    external_by = fields.Char("Done by")
    odometer = fields.Float("Reading", copy=False, aggregator=None)
    odometer_unit = fields.Selection(related="asset_id.odometer_unit")
    document_ids = fields.Many2many(
        "ir.attachment",
        "customer_asset_inspection_document_rel",
        "inspection_id",
        "attachment_id",
        "Documents",
        copy=False,
        bypass_search_access=True,
    )
    note = fields.Text("Remarks")
    line_ids = fields.One2many(
        "customer.asset.inspection.line", "inspection_id", "Points", copy=False
    )
    line_count = fields.Integer("Number of points", compute="_compute_counts")
    checked_count = fields.Integer("Checked", compute="_compute_counts")
    advise_count = fields.Integer("Advise", compute="_compute_counts")
    urgent_count = fields.Integer("Urgent", compute="_compute_counts")

    _last_idx = models.Index(
        "(asset_id, checklist_id, date DESC, id DESC) WHERE state = 'done'"
    )
    _asset_idx = models.Index("(asset_id, date DESC, id DESC)")
    _date_idx = models.Index("(date DESC, id DESC)")

    @api.depends("asset_id")
    def _compute_partner_id(self):
        for inspection in self:
            inspection.partner_id = inspection.asset_id.partner_id

    @api.depends("checklist_id", "asset_id", "date")
    def _compute_display_name(self):
        for inspection in self:
            parts = (
                inspection.checklist_id.name or self.env._("Inspection"),
                inspection.asset_id.display_name,
                format_date(self.env, inspection.date),
            )
            inspection.display_name = " – ".join(filter(None, parts))

    @api.depends("line_ids.state", "line_ids.is_required")
    def _compute_result(self):
        for inspection in self:
            if inspection.line_ids:
                inspection.result = inspection._proposed_result()

    def _proposed_result(self):
        """Return the result that the points speak for; False while some are missing."""
        states = set(self.line_ids.mapped("state"))
        missing = self.line_ids.filtered(
            lambda line: line.is_required and line.state == "unchecked"
        )
        if "urgent" in states:
            return "failed"
        if missing or states == {"unchecked"}:
            return False
        return "advice" if "advise" in states else "passed"

    @api.depends("line_ids.state")
    def _compute_counts(self):
        counts = {
            (inspection.id, state): count
            for inspection, state, count in self.env[
                "customer.asset.inspection.line"
            ]._read_group(
                [("inspection_id", "in", self.ids)],
                ["inspection_id", "state"],
                ["__count"],
            )
        }
        for inspection in self:
            of = {
                state: counts.get((inspection._origin.id, state), 0)
                for state in ("good", "advise", "urgent", "unchecked")
            }
            inspection.line_count = sum(of.values())
            inspection.checked_count = inspection.line_count - of["unchecked"]
            inspection.advise_count = of["advise"]
            inspection.urgent_count = of["urgent"]

    @api.constrains("checklist_id", "asset_id", "is_external")
    def _check_checklist(self):
        for inspection in self:
            checklist = inspection.checklist_id
            if not checklist and not inspection.is_external:
                raise ValidationError(
                    self.env._(
                        "Choose the checklist to inspect by, or tick Done elsewhere."
                    )
                )
            if checklist and checklist.kind != inspection.asset_id.kind:
                kinds = dict(checklist._fields["kind"]._description_selection(self.env))
                raise ValidationError(
                    self.env._(
                        "%(checklist)s is a checklist for another kind "
                        "(%(for)s). Choose one that fits %(asset)s.",
                        **{"for": kinds[checklist.kind]},
                        checklist=checklist.name,
                        asset=inspection.asset_id.display_name,
                    )
                )

    @api.constrains("asset_id", "date")
    def _check_asset(self):
        """Nothing is inspected after it died, was sold or became another record."""
        for inspection in self:
            asset, reason = inspection.asset_id, False
            ends = [day for day in (asset.death_date, asset.gone_on) if day]
            if asset.merged_into_id:
                reason = self.env._("was merged into another one")
            elif not asset.active:
                reason = self.env._("is archived")
            elif ends and inspection.date > min(ends):
                reason = self.env._("died or is gone since %s", min(ends))
            elif asset.gone and not ends:
                reason = self.env._("is gone")
            if reason:
                raise ValidationError(
                    self.env._(
                        "%(asset)s %(reason)s, so there is nothing to inspect.",
                        asset=asset.display_name,
                        reason=reason,
                    )
                )

    @api.constrains("odometer")
    def _check_odometer(self):
        if any(inspection.odometer < 0 for inspection in self):
            raise ValidationError(
                self.env._("A reading cannot be less than zero. Correct it.")
            )

    @api.onchange("asset_id")
    def _onchange_asset_id(self):
        if self.asset_id.kind != self.checklist_id.kind or not self.checklist_id:
            self.checklist_id = self._offered_checklists(self.asset_id)[:1]

    @api.model
    def _offered_checklists(self, asset):
        """Return the checklists that fit, the first one first."""
        company = asset.company_id or self.env.company
        return self.env["customer.asset.checklist"].search(
            Domain("kind", "=", asset.kind) & company._in_reach()
        )

    def _check_open(self):
        """Refuse to change what is finished."""
        if done := self.filtered(lambda inspection: inspection.state == "done"):
            raise UserError(
                self.env._(
                    "%s is finished and stays as it is. Reopen it to correct it.",
                    done[0].display_name,
                )
            )
