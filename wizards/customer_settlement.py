# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.sale_order_settlement import SettlementChanged
from ..tools.window import dialog

# Documents of a kind: more than a person can look through.
MOST = 1000


class CustomerSettlement(models.TransientModel):
    """What a customer has not been invoiced or has not paid, settled together.

    Picked, previewed, done: the orders on one invoice with a section for each, the
    receipts of the till on theirs, and for the invoices that are open already, which
    nothing touches, one statement and one payment.
    """

    _name = "customer.settlement"
    _description = "Collective settlement"
    _inherit = ["customer.required.mixin"]

    partner_id = fields.Many2one("res.partner", "Customer", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date("From")
    date_to = fields.Date("To", required=True, default=fields.Date.context_today)
    state = fields.Selection(
        [("pick", "Pick"), ("preview", "Preview"), ("done", "Done")],
        required=True,
        default="pick",
    )
    line_ids = fields.One2many(
        "customer.settlement.line",
        "settlement_id",
        "Documents",
        compute="_compute_line_ids",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    picked_ids = fields.One2many(
        "customer.settlement.line", compute="_compute_picked_ids"
    )
    is_cut = fields.Boolean(compute="_compute_is_cut")
    notice = fields.Text(readonly=True)
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    amount_untaxed = fields.Monetary("Untaxed", readonly=True)
    amount_tax = fields.Monetary("Taxes", readonly=True)
    amount_rounding = fields.Monetary(
        "Rounding",
        readonly=True,
        help="Taxes and cash are rounded for the whole invoice, not for each document.",
    )
    amount_total = fields.Monetary("To invoice", readonly=True)
    amount_open = fields.Monetary("Invoiced and open", readonly=True)
    amount_all = fields.Monetary("Together", compute="_compute_amount_all")
    invoice_count = fields.Integer("New invoices", readonly=True)
    has_open = fields.Boolean(compute="_compute_has_open")
    seen = fields.Json(help="What the preview was made from.")
    invoice_ids = fields.Many2many("account.move", string="Invoices", readonly=True)

    @api.depends("partner_id", "company_id", "date_from", "date_to")
    def _compute_line_ids(self):
        for wizard in self:
            listed = wizard._list_documents() if wizard.partner_id else []
            wizard.line_ids = [Command.clear(), *map(Command.create, listed)]

    @api.depends("line_ids.kind")
    def _compute_is_cut(self):
        for wizard in self:
            kinds = Counter(wizard.line_ids.mapped("kind"))
            wizard.is_cut = any(count >= MOST for count in kinds.values())

    @api.depends("line_ids.is_picked", "line_ids.currency_id", "company_id")
    def _compute_currency_id(self):
        for wizard in self:
            picked = wizard._lines().currency_id
            wizard.currency_id = picked[:1] or wizard.company_id.currency_id

    @api.depends("line_ids.is_picked")
    def _compute_picked_ids(self):
        for wizard in self:
            wizard.picked_ids = wizard._lines()

    @api.depends("amount_total", "amount_open")
    def _compute_amount_all(self):
        for wizard in self:
            wizard.amount_all = wizard.amount_total + wizard.amount_open

    @api.depends("line_ids.is_picked", "line_ids.kind")
    def _compute_has_open(self):
        for wizard in self:
            wizard.has_open = bool(wizard._lines("invoice"))

    def _lines(self, *kinds):
        """Return the lines that are picked, of these kinds."""
        return self.line_ids.filtered(
            lambda line: line.is_picked and (not kinds or line.kind in kinds)
        )

    # -- the buttons -----------------------------------------------------------

    def action_pick_all(self):
        self._begin()
        self.line_ids.filtered(lambda line: not line.note).is_picked = True
        return self._reopen()

    def action_pick_none(self):
        self._begin()
        self.line_ids.is_picked = False
        return self._reopen()

    def action_preview(self):
        """Show what would come of it."""
        self._begin()
        self._preview()
        return self._reopen()

    def action_back(self):
        self._begin()
        self.write({"state": "pick", "notice": False})
        return self._reopen()

    def action_settle(self):
        """Invoice what was seen, or show what has changed since."""
        self._begin("preview")
        self._lock_documents()
        try:
            with self.env.cr.savepoint():
                self._settle()
        except SettlementChanged as change:
            return self._renew(str(change))
        return self._reopen() if self.has_open else self.action_open_invoices()

    def action_open_invoices(self):
        self._begin("done")
        return self.env["sale.order"].action_view_invoice(invoices=self.invoice_ids)

    def action_print(self):
        """Print what was picked: for open invoices the one statement of all."""
        self._begin("preview", "done")
        report = self.env.ref("customer_care.action_report_customer_settlement")
        return report.report_action(self, config=False)

    def action_register_payment(self):
        """Take one payment for the open invoices, in core's own dialog."""
        self._begin("preview", "done")
        try:
            invoices = self._documents("invoice")
            self._check_seen("invoice", invoices)
        except SettlementChanged as change:
            return self._renew(str(change))
        if not invoices:
            raise UserError(self.env._("No open invoice was picked."))
        action = invoices.action_register_payment()
        action["context"] = {**action["context"], "default_group_payment": True}
        return action

    def _begin(self, *states):
        """Refuse whoever may not, and what comes too early or too late."""
        self.ensure_one()
        self.env["res.users"]._check_function("settlement")
        self.partner_id.check_access("read")
        if self.state not in (states or ("pick", "preview")):
            raise UserError(
                self.env._("This is settled already. Open a new settlement.")
                if self.state == "done"
                else self.env._("Please look at the preview first.")
            )

    def _reopen(self):
        return dialog(self._name, self.env._("Collective settlement"), res_id=self.id)
