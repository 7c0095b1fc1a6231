# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import format_amount

from ..models.sale_order_settlement import Bundle, SettlementChanged, digest


class CustomerSettlement(models.TransientModel):
    """What was previewed is done, or not at all.

    Core's creators are run to the end; the values they create from must be those that
    were seen, and the invoice must come to what was shown.
    """

    _inherit = "customer.settlement"

    def _settle(self):
        """Create the invoices, or refuse and leave nothing."""
        if not self._lines("order", "till"):
            raise UserError(
                self.env._(
                    "Only open invoices are picked: print their statement or register"
                    " the payment."
                )
            )
        self._check_seen("invoice", self._documents("invoice"))
        moves = self.env["account.move"]
        for kind in ("order", "till"):
            if documents := self._documents(kind):
                moves |= getattr(self, f"_settle_{kind}")(documents)
        self._check_amounts(moves)
        self.write(
            {"state": "done", "notice": False, "invoice_ids": [(6, 0, moves.ids)]}
        )
        return moves

    def _settle_order(self, orders):
        bundle = Bundle(self._header(orders), expected=(self.seen or {}).get("order"))
        if bundle.expected is None:
            raise SettlementChanged(self.env._("These orders were not previewed."))
        moves = self._core_invoices(orders, bundle)
        # without the rights and the context of core's creator
        return self.env["account.move"].browse(moves.ids)

    def _check_amounts(self, moves):
        """The invoice comes to what was shown, whatever other addons add to it."""
        found = [self._invoice_amounts(move) for move in moves]
        lines = self._lines("order", "till")
        for was, now in (
            (
                sum(lines.mapped("amount_total")),
                sum(part["amount_total"] for parts, __ in found for part in parts),
            ),
            (self.amount_total, sum(total["total"] for __, total in found)),
        ):
            if self.currency_id.compare_amounts(was, now):
                raise UserError(
                    self.env._(
                        "The invoice would come to %(now)s and not to %(was)s as"
                        " previewed. Nothing was invoiced; invoice these orders one by"
                        " one.",
                        now=format_amount(self.env, now, self.currency_id),
                        was=format_amount(self.env, was, self.currency_id),
                    )
                )

    def _check_seen(self, kind, documents):
        """Refuse open invoices of which another amount is open than was shown."""
        by_id = {line.res_id: line for line in self._lines(kind)}
        changed = [
            by_id[document.id]
            for document in documents
            if by_id[document.id].fingerprint != digest(document.amount_residual)
        ]
        if changed:
            raise SettlementChanged(self._say_changed(changed))

    def _say_changed(self, lines):
        return self.env._(
            "%(documents)s has changed since the preview.", documents=self._names(lines)
        )

    def _renew(self, why):
        """Preview anew what is left, and say what has changed."""
        is_gone = self._drop_gone()
        before = {line: line.fingerprint for line in self._lines()}
        try:
            with self.env.cr.savepoint():
                self._preview()
        except UserError as refusal:
            self.state = "pick"
            why = f"{why} {refusal}"
        changed = [line for line in before if line.fingerprint != before[line]]
        if changed:
            named = self._say_changed(changed)
            why = f"{why} {named}" if is_gone else named
        self.notice = self.env._(
            "%(why)s Nothing was settled; please look at the preview again.", why=why
        )
        return self._reopen()

    def _drop_gone(self):
        """Remove what is not to settle any more; return whether there was any."""
        sources = self._sources()
        gone = self.line_ids.browse()
        for kind in self._kinds():
            lines = self._lines(kind)
            left = ()
            if kind in sources:
                model, domain, _date = sources[kind]
                named = Domain("id", "in", lines.mapped("res_id"))
                left = set(model.search(domain & named).ids)
            gone |= lines.browse(line.id for line in lines if line.res_id not in left)
        return bool(gone) and gone.unlink()
