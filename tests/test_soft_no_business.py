# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common_no_business import NoBusinessCommon
from .common_till import TillCommon


@tagged("post_install", "-at_install")
class TestSoftNoBusiness(NoBusinessCommon, TillCommon):
    """Who bought at the till only is a customer with business."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.till.with_user(cls.cashier).open_ui()
        cls.order = cls.env["pos.order"].create(
            {
                "session_id": cls.till.current_session_id.id,
                "partner_id": cls.ben.id,
                "amount_tax": 0,
                "amount_total": 0,
                "amount_paid": 0,
                "amount_return": 0,
            }
        )
        cls._entered_long_ago(cls.order)

    def test_an_order_of_the_till_holds_its_customer_with_that_reason(self):
        self.assertEqual((self.anna | self.ben) & self._found(), self.anna)
        row = self._row(self.ben)
        self.assertRecordValues(
            row, [{"fate": "stays", "reasons": "point-of-sale orders"}]
        )
        self.order.partner_id = self.anna
        self.assertEqual((self.anna | self.ben) & self._found(), self.ben)

    def test_switched_off_it_holds_nobody_who_is_deactivated(self):
        self.assertIn(self.ben, self._found(off=["pos"]))
        wizard = self._wizard()
        kind = wizard.kind_ids.filtered(lambda kind: kind.key == "pos")
        self.assertTrue(kind, "can be left out on screen")

    def test_whoever_has_an_order_of_the_till_is_never_deleted(self):
        """Not even where such orders do not count."""
        operation = self._rehearsed_deletion(off=["pos"])
        self.assertNotIn(self.ben.id, operation.request["customers"])
        self.assertIn(self.anna.id, operation.request["customers"])
        with self.assertRaisesRegex(UserError, "(?i)cannot (be deleted|delete)"):
            self.ben.unlink()

    def test_an_order_between_preview_and_run_keeps_its_customer(self):
        operation = self._rehearsed_deletion()
        self.assertIn(self.anna.id, operation.request["customers"])
        self.order.partner_id = self.anna
        operation._run_no_business()
        self.assertTrue(self.anna.exists())
        self.assertIn("point-of-sale", self._lines(operation, "refused")[self.anna.id])

    def _rehearsed_deletion(self, **criteria):
        """Of Anna and Ben alone: the demo data have others."""
        operation = self.operations._rehearse_no_business(
            {**self.criteria, "delete": True, **criteria}
        )
        ours = (self.anna | self.ben).ids
        request = operation.request
        found = [each for each in request["customers"] if each in ours]
        operation.request = {**request, "customers": found}
        return operation
