# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

# Where a customer owes us, or we owe them.
ACCOUNTS = ("asset_receivable", "liability_payable")


class ResPartner(models.Model):
    """What keeps a customer from being forgotten: business that is not finished."""

    _inherit = "res.partner"

    def _forget_blockers(self):
        """Return {id: [words]}, nothing for whom nothing is open; one query each kind.

        Addresses and merged records count with their customer, every company counts.
        """
        owners = self._persons()
        # sudo: business is in the way whether the user may see it or not
        partners = self.env["res.partner"].sudo().with_context(active_test=False)
        blocked = {}
        for model, domain, words in partners._unfinished_business():
            if model not in self.env:
                continue
            counts = partners.env[model]._read_group(
                Domain(domain) & Domain("partner_id", "in", list(owners)),
                ["partner_id"],
                ["__count"],
            )
            by_owner = {}
            for partner, count in counts:
                owner = owners[partner.id]
                by_owner[owner] = by_owner.get(owner, 0) + count
            for owner, count in by_owner.items():
                blocked.setdefault(owner, []).append(words(count))
        for owner in partners._open_balances(owners):
            blocked.setdefault(owner, []).append(self.env._("a balance that is open"))
        return blocked

    @api.model
    def _unfinished_business(self):
        """Return [(model, domain, count -> words)]; models may be absent.

        To be extended by whatever must be finished first. Each model has `partner_id`.
        """
        sold = Domain("move_type", "in", ("out_invoice", "out_refund", "out_receipt"))
        running = Domain("state", "=", "sale") & Domain(
            "invoice_status", "!=", "invoiced"
        )
        return [
            (
                "account.move",
                sold & Domain("state", "=", "draft"),
                lambda n: self.env._("invoices that are not posted (%s)", n),
            ),
            (
                "account.move",
                sold
                & Domain("state", "=", "posted")
                & Domain("payment_state", "in", ("not_paid", "partial", "in_payment")),
                lambda n: self.env._("invoices that are not paid (%s)", n),
            ),
            (
                "sale.order",
                running & Domain("is_layaway", "=", False),
                lambda n: self.env._("open orders (%s)", n),
            ),
            (
                "customer.layaway",
                Domain("state", "in", ("open", "overdue")),
                lambda n: self.env._("open lay-aways (%s)", n),
            ),
            (
                "repair.order",
                Domain("state", "not in", ("done", "cancel")),
                lambda n: self.env._("running repairs (%s)", n),
            ),
            (
                "pos.order",
                Domain("state", "=", "draft"),
                lambda n: self.env._("open receipts at the till (%s)", n),
            ),
            (
                "customer.action",
                Domain("state", "=", "open") & Domain("type_id.code", "=", "warranty"),
                lambda n: self.env._("open warranties (%s)", n),
            ),
        ]

    @api.model
    def _open_balances(self, owners):
        """Return the ids of customers with something left to pay, either way."""
        self.env["account.move.line"].flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.partner_id
                  FROM account_move_line line
                  JOIN account_account account ON account.id = line.account_id
                 WHERE line.partner_id = ANY(%s) AND line.parent_state = 'posted'
                   AND NOT line.reconciled AND account.account_type IN %s
              GROUP BY line.partner_id, line.company_id
                HAVING sum(line.amount_residual) <> 0
                """,
                list(owners),
                ACCOUNTS,
            )
        )
        return dict.fromkeys(owners[partner_id] for (partner_id,) in rows)
