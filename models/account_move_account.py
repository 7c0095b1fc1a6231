# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError

from .account_move_line import SOLD_IN
from .customer_account import PLAIN


class AccountMove(models.Model):
    """Customer invoices and receipts are held to the account when they are posted.

    What confirmed orders promised is not asked about again, up to what is left of
    them; what an invoice has beyond that is a sale like any other. One that was posted
    before and is corrected passes up to the amount it had.
    """

    _name = "account.move"
    _inherit = ["account.move", "customer.account.document"]

    @api.depends(
        "amount_total_signed",
        "company_id",
        "invoice_date",
        "invoice_date_due",
        "move_type",
        "partner_id",
        "state",
    )
    def _compute_account_warning(self):
        drafts = self.filtered(
            lambda move: move.state == "draft" and move.move_type in SOLD_IN
        )
        drafts._account_warnings()
        (self - drafts).account_warning = False
        (self - drafts).account_stop = False

    @api.model_create_multi
    def create(self, vals_list):
        """The core refuses a new invoice that says it is posted; here by a default."""
        if self.default_get(["state"]).get("state") == "posted":
            raise UserError(
                self.env._("An invoice is made as a draft. Create it so, and post it.")
            )
        return super().create(vals_list)

    def write(self, vals):
        state = vals.get("state")
        if state not in ("posted", "draft"):
            with self._checking_due_dates(vals):
                return super().write(vals)
        changed = self.filtered(
            lambda move: move.state != state and move.move_type in SOLD_IN
        )
        if state == "draft":
            changed._remember_posted()
            return super().write(vals)
        notes = changed._check_account()
        result = super().write(vals)
        self._note_account(notes)
        return result

    @contextmanager
    def _checking_due_dates(self, vals):
        """A posted invoice gets no later day either, for those who pay at once."""
        before = {
            move: move.invoice_date_due
            for move in (self._on_account() if vals.get("invoice_date_due") else ())
            if move.state == "posted" and move.move_type in SOLD_IN
        }
        if not before:
            yield
            return
        with self.env.cr.savepoint():
            yield
            later = [m for m, due in before.items() if due and m.invoice_date_due > due]
            self.browse(move.id for move in later)._check_account_terms()

    def _check_account_terms(self):
        for company, moves in self.grouped("company_id").items():
            account = self.env["customer.account"].with_company(company)
            answers = account._answers(moves.partner_id.ids)
            for move in moves:
                state = answers.get(move.partner_id.id)
                if state and state["status"] == PLAIN and move._has_account_terms(1.0):
                    raise UserError(account._say_terms(state))

    def _remember_posted(self):
        """Note what posted invoices came to, before they are corrected."""
        self.env["customer.account.exception"]._note(
            [
                {
                    "kind": "posted",
                    "document": move,
                    "partner_id": partner_id,
                    "amount": move._account_amount(),
                    "currency_id": move.company_currency_id.id,
                    "company_id": move.company_id.id,
                }
                for move, partner_id in self._posted_debtors().items()
            ]
        )

    def _posted_debtors(self):
        """Return {posted invoice: id of the customer who answers for it}."""
        # sudo: a setting of the company, read by whoever works there
        moves = self.filtered(
            lambda move: (
                move.state == "posted"
                and move.partner_id
                and move.company_id.sudo().use_customer_account
            )
        )
        if not moves:
            return {}
        answers = self.env["customer.account"]._answers(moves.partner_id.ids)
        return {move: answers[move.partner_id.id]["partner_id"] for move in moves}

    def _account_news(self):
        """Leave out what was ordered before; orders give what is left of them once."""
        moves = self.filtered(lambda move: move.move_type in SOLD_IN)
        # sudo: what was ordered counts, whoever may see the orders
        orders = moves.sudo().invoice_line_ids.sale_line_ids.order_id
        left = self.env["customer.account"]._open_orders(orders.ids)
        return {move: move._account_new(left) for move in moves}

    def _till_orders(self):
        """Return the orders of a till that this invoices, if there are tills."""
        # sudo: tills are not for every clerk to see
        return self.sudo().pos_order_ids if "pos_order_ids" in self._fields else ()

    def _account_new(self, left):
        """Return what this invoice adds to what is owed.

        :param left: {order id: what is left to invoice without taxes, in its
            currency}; what this invoice takes is taken off
        """
        if orders := self._till_orders():
            return self.env["customer.account"]._till_amount(orders)
        # sudo: the whole invoice counts, whoever asks what is owed
        lines = self.sudo().invoice_line_ids
        total = sum(lines.mapped("price_total"))
        if not total:
            return 0.0 if lines else self.amount_total_signed
        promised = 0.0
        for order, mine in self._lines_by_order(lines).items():
            worth = sum(mine.mapped("price_subtotal")) * self._rate_to(order)
            share = self._promised_share(order, worth, left.get(order.id) or 0.0, mine)
            if order.id in left:
                left[order.id] -= worth * share
            promised += sum(mine.mapped("price_total")) * share
        return self.amount_total_signed * (1 - promised / total)

    def _lines_by_order(self, lines):
        """Return {order: lines of this invoice} of orders of the same customer."""
        # sudo: who owes it counts, whoever may see them
        partner = self.sudo().partner_id.commercial_partner_id
        found = {}
        for line in lines:
            order = line.sale_line_ids.order_id[:1]
            parties = (order.partner_invoice_id | order.partner_id).mapped(
                "commercial_partner_id"
            )
            if partner in parties:
                found[order] = found.get(order, lines.browse()) | line
        return found

    def _rate_to(self, order):
        """Return the factor from the currency of the invoice to that of the order."""
        if self.currency_id == order.currency_id:
            return 1.0
        return (order.currency_rate or 1.0) / (self.invoice_currency_rate or 1.0)

    def _promised_share(self, order, worth, left, lines):
        """Return the part, 0.0 to 1.0, of these lines that the order has left.

        Roundings of taxes and currencies are no sale.
        """
        tolerance = order.currency_id.rounding * (len(lines) + 1)
        if self.currency_id != order.currency_id:
            tolerance += abs(worth) / 100
        if worth <= left + tolerance:
            return 1.0
        return max(left, 0.0) / worth

    def _account_parties(self):
        # sudo: who owes it counts, whoever may see them
        return self.sudo().partner_id

    def _account_amount(self):
        return self.amount_total_signed

    def _has_account_terms(self, new):
        """Due later than its own day and today, unless its order says so."""
        today = fields.Date.context_today(self)
        day = max(self.invoice_date or today, today)
        if not self.invoice_date_due or self.invoice_date_due <= day:
            return False
        # sudo: as above
        orders = self.sudo().invoice_line_ids.sale_line_ids.order_id
        term = self.invoice_payment_term_id
        return new > 0 or not term or term not in orders.payment_term_id

    def _account_taken(self):
        """Sold at a till, or paid before it was posted."""
        if self._till_orders():
            return "till"
        # sudo: payments are not for every clerk to see
        move = self.sudo()
        is_paid = move.amount_paid > 0 and (
            move.currency_id.compare_amounts(move.amount_paid, move.amount_total) >= 0
        )
        return "online" if is_paid else False

    @api.depends("account_stop")
    def _compute_alerts(self):
        return super()._compute_alerts()

    def _get_alerts(self):
        """Say it in the banner of the form, where the core's own warning says less."""
        alerts = super()._get_alerts()
        if not self.env["res.users"]._has_function("account_see"):
            return alerts
        if self.account_stop:
            alerts.pop("account_partner_credit_warning", None)
            alerts["customer_account"] = {
                "level": "warning" if self.account_stop == "watch" else "danger",
                "message": self.account_warning,
            }
        return alerts
