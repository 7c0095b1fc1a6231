# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

SHOWN = 3


class CustomerFollowUpTagAdd(models.TransientModel):
    """Tag for follow-up: which one, from when, and a remark."""

    _name = "customer.follow.up.tag.add"
    _description = "Tag for follow-up"
    _inherit = ["customer.required.mixin"]

    follow_up_id = fields.Many2one("customer.follow.up", "Follow-up")
    base = fields.Selection(related="follow_up_id.base")
    date = fields.Date("From", default=fields.Date.context_today)
    remark = fields.Char()
    never = fields.Boolean("Never for this customer")
    all_rules = fields.Boolean("Of all follow-ups")
    reason = fields.Char("Why not")
    res_model = fields.Char(default=lambda self: self.env.context.get("active_model"))
    res_ids = fields.Json(default=lambda self: self.env.context.get("active_ids"))
    asset_id = fields.Many2one("customer.asset", "Which one")
    asset_ids = fields.Many2many("customer.asset", compute="_compute_asset_ids")
    what = fields.Char("Whom", compute="_compute_what")

    @api.depends("res_model", "res_ids")
    def _compute_what(self):
        for wizard in self:
            records = wizard._records()
            names = records[:SHOWN].mapped("display_name")
            more = len(records) - SHOWN
            wizard.what = ", ".join(names)
            if more > 0:
                wizard.what = self.env._(
                    "%(names)s and %(count)s more", names=wizard.what, count=more
                )

    @api.depends("res_model", "res_ids", "follow_up_id")
    def _compute_asset_ids(self):
        """What one customer has to choose from, where the follow-up is about these."""
        assets = self.env["customer.asset"]
        for wizard in self:
            records = wizard._records()
            is_open = records._name == "res.partner" and len(records) == 1
            wizard.asset_ids = (
                assets.search(assets._offered_domain(records))
                if is_open and wizard.base == "asset"
                else assets
            )

    def _records(self):
        """Return what is tagged, as far as the user may see it."""
        if self.res_model not in ("res.partner", "customer.asset", "account.move"):
            return self.env["res.partner"]
        records = self.env[self.res_model].browse(self.res_ids or []).exists()
        records.check_access("read")
        return records

    def _customers(self):
        records = self._records()
        return records if records._name == "res.partner" else records.partner_id

    def action_apply(self):
        self.ensure_one()
        self.env["res.users"]._check_function("follow_up_tag")
        if not self._records():
            raise UserError(self.env._("There is nothing to tag."))
        if not self.never:
            return self._tag()
        rule = self.follow_up_id
        if not rule and not self.all_rules:
            raise UserError(self.env._("Say of which follow-up, or that of all."))
        self.env["customer.follow.up.exclusion"]._exclude(
            self._customers(), rule.browse() if self.all_rules else rule, self.reason
        )
        return {"type": "ir.actions.act_window_close"}

    def _tag(self):
        if not self.follow_up_id:
            raise UserError(self.env._("Choose a follow-up."))
        if not self.date:
            raise UserError(self.env._("Say from which day on."))
        subjects = self._subjects()
        made = self.env["customer.follow.up.tag"]._add(
            self.follow_up_id, subjects, self.date, self.remark
        )
        if not made:
            raise UserError(
                self.env._("This is tagged for %s already.", self.follow_up_id.name)
            )
        return {"type": "ir.actions.act_window_close"}

    def _subjects(self):
        """Return what to tag in the terms of the follow-up: one row for each."""
        found, without = [], []
        owned = self._owned()
        for record in self._records():
            subject = self._subject(record, owned)
            (found if subject else without).append(subject or record)
        if without:
            raise UserError(
                self.env._(
                    "%(rule)s is about %(what)s, and that is not clear for %(name)s."
                    " Tag it there.",
                    rule=self.follow_up_id.name,
                    what=self.env._("an invoice")
                    if self.base == "invoice"
                    else self.env._("one vehicle or animal"),
                    name=", ".join(r.display_name for r in without[:SHOWN]),
                )
            )
        return found

    def _owned(self):
        """Return {customer: what they have}, at one query for all."""
        assets = self.env["customer.asset"]
        records = self._records()
        if self.base != "asset" or records._name != "res.partner":
            return {}
        domain = assets._offered_domain() & fields.Domain(
            "partner_id", "in", records.ids
        )
        return assets.search(domain).grouped("partner_id")

    def _subject(self, record, owned):
        """Return the values of a tag for a record, None where it is not clear."""
        partner = record if record._name == "res.partner" else record.partner_id
        if not partner:
            return None
        if self.base == "asset":
            asset = {
                "customer.asset": lambda: record,
                "account.move": lambda: record.customer_asset_id,
                "res.partner": lambda: (
                    self.asset_id & (owned.get(record) or self.asset_id.browse())
                    if self.asset_id
                    else owned.get(record)
                ),
            }[record._name]()
            if not asset or len(asset) != 1:
                return None
            return {"partner_id": asset.partner_id.id, "asset_id": asset.id}
        if self.base == "invoice":
            is_sale = record._name == "account.move" and record.is_sale_document()
            return {"partner_id": partner.id, "move_id": record.id} if is_sale else None
        return {"partner_id": partner.id}
