# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase, get_db_name, tagged

from .outbox_processes import OutboxDatabase

UNINSTALL = """
partner = env["res.partner"].create({"name": "P", "email": "p@example.com"})
partner._set_consent(
    env.ref("customer_care.purpose_marketing"),
    "email",
    True,
    "form",
    scan=("form.pdf", b"%PDF-1.7"),
)
env.cr.commit()
env["customer.consent.seal"]._seal()
partner_id = partner.id
addon = env["ir.module.module"].search([("name", "=", "customer_care")])
addon.button_immediate_uninstall()
answer(partner_id)
"""


@tagged("post_install", "-at_install")
class TestUninstall(BaseCase):
    """The addon goes without a trace in the way of Odoo, and customers stay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.copy.drop)

    def test_no_trigger_and_nothing_of_the_log_is_left(self):
        self.assertTrue(self._left())
        partner_id = self.copy.run(UNINSTALL)
        self.assertTrue(partner_id, self.copy.logs())
        self.assertEqual(
            self.copy.sql(
                "SELECT state FROM ir_module_module WHERE name = 'customer_care'"
            ),
            [("uninstalled",)],
        )
        self.assertEqual(self._left(), [])
        self.assertEqual(
            self.copy.sql("SELECT name FROM res_partner WHERE id = %s", partner_id),
            [("P",)],
        )

    def _left(self):
        """Return triggers, functions, tables and files of the log that are there."""
        return self.copy.sql(
            """
            SELECT tgname::text FROM pg_trigger WHERE tgname LIKE %s
             UNION ALL
            SELECT proname::text FROM pg_proc WHERE proname LIKE %s
             UNION ALL
            SELECT relname::text FROM pg_class WHERE relname LIKE 'customer_consent%%'
             UNION ALL
            SELECT res_model FROM ir_attachment
             WHERE res_model = 'customer.consent.evidence'
            """,
            "customer_care%",
            "customer_care%",
        )
