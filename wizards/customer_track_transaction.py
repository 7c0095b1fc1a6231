# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.customer_attribution_search import MOST, Wanted


class CustomerTrackTransaction(models.TransientModel):
    """Find a sale by what is known of it, and let it count for the customer.

    Scanning a receipt fills in the number; one sale that fits is chosen at once.
    """

    _name = "customer.track.transaction"
    _description = "Track a transaction to a customer"
    _inherit = ["customer.required.mixin"]

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade"
    )
    number = fields.Char(help="Of the invoice, receipt, order or till's receipt.")
    date_from = fields.Date("From")
    date_to = fields.Date("To")
    amount = fields.Float("Total", digits="Product Price", help="With taxes.")
    till = fields.Selection(selection="_select_till")
    has_tills = fields.Boolean(compute="_compute_has_tills")
    is_anonymous = fields.Boolean("Anonymous only")
    line_ids = fields.One2many(
        "customer.track.transaction.line",
        "wizard_id",
        "Transactions",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )
    message = fields.Char(compute="_compute_message")
    is_cut = fields.Boolean(
        compute="_compute_line_ids", store=True, help="There are more than are shown."
    )
    preview = fields.Text("What will happen", compute="_compute_preview")
    reason = fields.Char()

    @api.model
    def _select_till(self):
        if "pos.config" not in self.env:
            return []
        # sudo: the name of a till is no secret of those who sell
        tills = self.env["pos.config"].sudo().with_context(active_test=False)
        found = tills.search([("company_id", "in", self.env.companies.ids)])
        return [(str(till.id), till.name) for till in found]

    @api.depends("partner_id")
    def _compute_has_tills(self):
        self.has_tills = bool(self._select_till())

    def _wanted(self):
        """Return what is known, or nothing when that is nothing."""
        self.ensure_one()
        wanted = Wanted(
            number=(self.number or "").strip(),
            date_from=self.date_from,
            date_to=self.date_to,
            amount=self.amount,
            till=int(self.till) if (self.till or "").isdigit() else 0,
            is_anonymous=self.is_anonymous,
        )
        return wanted if any(wanted[:5]) else None

    @api.depends(
        "partner_id", "number", "date_from", "date_to", "amount", "till", "is_anonymous"
    )
    def _compute_line_ids(self):
        self.env["res.users"]._check_function("track_transaction")
        attributions = self.env["customer.attribution"]
        for wizard in self:
            wanted = wizard._wanted()
            found, wizard.is_cut = attributions._find(wanted) if wanted else ([], False)
            rows = [
                attributions._found_row(facts, wizard.partner_id._origin)
                for facts in found
            ]
            if len(rows) == 1 and not rows[0]["obstacle"]:
                rows[0]["is_chosen"] = True
            wizard.line_ids = [Command.clear(), *map(Command.create, rows)]

    @api.depends("line_ids", "is_cut")
    def _compute_message(self):
        for wizard in self:
            wizard.message = wizard._sentence()

    def _sentence(self):
        if not self._wanted():
            return self.env._(
                "Scan or type the number, or say on which day or for which amount."
            )
        if not self.line_ids:
            return self.env._(
                "No sale fits. Check the number, and that the company of the sale is"
                " selected."
            )
        if self.is_cut:
            return self.env._(
                "More than %s fit, and only the newest are shown. Say more about it.",
                MOST,
            )
        return False

    @api.depends("partner_id", "line_ids.is_chosen")
    def _compute_preview(self):
        attributions = self.env["customer.attribution"]
        for wizard in self:
            chosen = wizard.line_ids.filtered("is_chosen")
            wizard.preview = "\n".join(
                attributions._preview(line._facts(), wizard.partner_id._origin)
                for line in chosen
                if not line.obstacle
            )

    def action_track(self):
        """Let the chosen sales count for the customer."""
        self.ensure_one()
        self.env["res.users"]._check_function("track_transaction")
        chosen = self.line_ids.filtered("is_chosen")
        if not chosen:
            raise UserError(self.env._("Choose at least one transaction."))
        rows = self.env["customer.attribution"]._attribute(
            [line._facts().document for line in chosen], self.partner_id, self.reason
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "%(documents)s: counts for %(customer)s now.",
                    documents=", ".join(rows.mapped("name")),
                    customer=rows[:1].partner_id.display_name,
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }
