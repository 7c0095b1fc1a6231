# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields

from .common import CustomerCommon

LONG_AGO = "2019-05-01 10:00:00"


class NoBusinessCommon(CustomerCommon):
    """Customers who were entered long ago, and nothing since."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.operations = cls.env["customer.operation"]
        cls.rows = cls.env["customer.no.business"]
        cls.anna = cls._old_customer("Anna Alone")
        cls.ben = cls._old_customer("Ben Buyer")
        cls.new = cls._make_customer(name="Nora New")
        cls.criteria = {"before": "2021-01-01"}

    @classmethod
    def _old_customer(cls, name, **vals):
        partner = cls._make_customer(name=name, **vals)
        cls._entered_long_ago(partner)
        return partner

    @classmethod
    def _entered_long_ago(cls, *records):
        for record in records:
            record.flush_recordset()
            cls.env.cr.execute(
                f'UPDATE "{record._table}" SET create_date = %s WHERE id = ANY(%s)',
                [LONG_AGO, record.ids],
            )
            record.invalidate_recordset()

    @classmethod
    def _quotation(cls, partner, old=True, **vals):
        order = cls.env["sale.order"].create(
            {
                "partner_id": partner.id,
                "date_order": LONG_AGO if old else fields.Datetime.now(),
                **vals,
            }
        )
        if old:
            cls._entered_long_ago(order)
        return order

    @classmethod
    def _invoice(cls, partner, move_type="out_invoice"):
        return cls.env["account.move"].create(
            {"move_type": move_type, "partner_id": partner.id}
        )

    def _found(self, **criteria):
        found = self.rows._found({**self.criteria, **criteria})
        return self.env["res.partner"].browse(found["customers"])

    def _row(self, partner, **criteria):
        operation = self.operations._rehearse_no_business({**self.criteria, **criteria})
        rows = self.rows.with_context(customer_no_business=operation.id)
        return rows.search([("partner_id", "=", partner.id)])

    def _wizard(self, user=None, **vals):
        user = user or self.user_level_2
        wizards = self.env["customer.delete.without.invoice"].with_user(user)
        wizard = wizards.browse(wizards.action_open()["res_id"])
        wizard.write({"before": "2021-01-01", **vals})
        return wizard

    def _run(self, user=None, **vals):
        wizard = self._wizard(user, **vals)
        wizard.action_preview()
        wizard.is_sure = True
        action = wizard.action_run()
        self.env.invalidate_all()
        return self.operations.browse(action["res_id"])

    def _lines(self, operation, kind):
        self.env.invalidate_all()
        return {
            line.source_id: line.note or ""
            for line in operation.line_ids
            if line.kind == kind
        }

    def _tomorrow(self):
        return fields.Date.context_today(self.anna) + timedelta(days=1)
