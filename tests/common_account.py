# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields
from odoo.fields import Command

from .common_invoice import InvoiceCommon


class AccountCommon(InvoiceCommon):
    """A company that sells on account, goods without taxes, and who sells them.

    `customer` is on account without a limit, `firm` too, with `buyer` as its contact
    person. The environment's user may do everything; `seller` sells and sees accounts.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids += cls.env.ref("customer_care.level_1")
        cls.env.user.group_ids += cls.env.ref("sales_team.group_sale_manager")
        cls.env.company.use_customer_account = True
        sells = "sales_team.group_sale_salesman_all_leads,account.group_account_invoice"
        cls.seller = cls._make_user("seller", f"customer_care.level_5,{sells}")
        cls.outsider = cls._make_user("outsider", f"base.group_user,{sells}")
        cls.goods = cls.env["product.product"].create(
            {
                "name": "Bag of flour",
                "list_price": 100.0,
                "taxes_id": False,
                "invoice_policy": "order",
            }
        )
        cls.immediate = cls.env.ref("account.account_payment_term_immediate")
        cls.later = cls.env.ref("account.account_payment_term_30days")
        cls.firm = cls._make_customer(name="Mill and Sons", is_company=True)
        cls.buyer = cls._make_customer(name="Otto", parent_id=cls.firm.id)
        (cls.customer | cls.firm).write({"account_status": "active"})

    @classmethod
    def _order_vals(cls, quantity=1.0, **vals):
        line = {"product_id": cls.goods.id, "product_uom_qty": quantity}
        return {
            "partner_id": cls.customer.id,
            "order_line": [Command.create(line)],
            **vals,
        }

    @classmethod
    def _make_order(cls, quantity=1.0, confirm=False, **vals):
        """Quotation of so many bags at 100.00."""
        order = cls.env["sale.order"].create(cls._order_vals(quantity, **vals))
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _make_bill(cls, amount=100.0, post=False, **vals):
        """Customer invoice of one amount, not ordered before."""
        line = {"product_id": cls.goods.id, "price_unit": amount}
        return cls._make_invoice(line, post=post, **vals)

    @classmethod
    def _set(cls, status, partner=None, **vals):
        (partner or cls.customer).write({"account_status": status, **vals})

    @classmethod
    def _make_many(cls, number):
        """Return the ids of so many customers like the one, made in two statements."""
        cls.env.flush_all()
        cls.env.cr.execute(
            """
            INSERT INTO res_partner
            SELECT (jsonb_populate_record(p, jsonb_build_object(
                       'id', nextval('res_partner_id_seq'),
                       'ref', NULL,
                       'account_status', '{}'::jsonb,
                       'name', 'Many ' || n))).*
              FROM res_partner p, generate_series(1, %s) AS n
             WHERE p.id = %s
         RETURNING id
            """,
            [number, cls.customer.id],
        )
        ids = [row[0] for row in cls.env.cr.fetchall()]
        cls.env.cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id WHERE id = ANY(%s)",
            [ids],
        )
        return ids

    def _pay(self, invoice, amount=None, date=None):
        """Pay an invoice, or a part of it."""
        vals = {"payment_date": date or fields.Date.to_date("2027-03-09")}
        if amount:
            vals["amount"] = amount
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard.create(vals).action_create_payments()

    def _state(self, partner=None):
        partner = partner or self.customer
        return partner._account_states()[partner.id]

    def _pay_online(self, order, amount=None, state="done"):
        """What a payment provider reports about an order."""
        hidden = self.env["payment.method"].sudo().with_context(active_test=False)
        method = hidden.search([("code", "=", "unknown")], limit=1) or hidden.search(
            [], limit=1
        )
        provider = self.env["payment.provider"].sudo().search([], limit=1)
        return (
            self.env["payment.transaction"]
            .sudo()
            .create(
                {
                    "provider_id": provider.id,
                    "payment_method_id": method.id,
                    "amount": amount or order.amount_total,
                    "currency_id": order.currency_id.id,
                    "partner_id": order.partner_id.id,
                    "operation": "offline",
                    "reference": f"ONLINE-{order.name}",
                    "state": state,
                    "sale_order_ids": [Command.set(order.ids)],
                }
            )
        )

    @classmethod
    def _open_till(cls):
        """Open a till with cash and the customer account, where there is one."""
        cls.env.user.group_ids += cls.env.ref("point_of_sale.group_pos_manager")
        cash = cls.company_data["default_journal_cash"]
        receivable = cls.company_data["default_account_receivable"].copy()
        cls.env.company.account_default_pos_receivable_account_id = receivable
        methods = cls.env["pos.payment.method"]
        cls.cash = methods.create({"name": "Cash", "journal_id": cash.id})
        cls.on_account = methods.create(
            {"name": "Customer account", "split_transactions": True}
        )
        cls.config = cls.env["pos.config"].create(
            {
                "name": "Till",
                "payment_method_ids": [(6, 0, (cls.cash | cls.on_account).ids)],
            }
        )
        cls.config.open_ui()
        cls.session = cls.config.current_session_id
        cls.session.state = "opened"
