# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from pathlib import Path

from odoo.tests import BaseCase, get_db_name, tagged

from .outbox_processes import OutboxDatabase

IMPORT = """
env["customer.suppression.add"].create(
    {"addresses": "\\n".join(f"long{n}@example.com" for n in range(3000))}
).action_suppress()
rows = [[f"Long {n}", f"long{n}@example.com"] for n in range(300)]
partner = env["res.partner"].search([("email", "=", "anna@example.com")])
rows.append([partner.name, "long1@example.com"])
loaded = env["res.partner"].with_context(import_file=True).load(["name", "email"], rows)
partner.write({"name": "Anna, imported", "street": "Long Street 1"})
env.flush_all()
wait_for(go)
env.cr.commit()
made = env["res.partner"].browse(loaded["ids"])
noticed = made.customer_event_ids.filtered(lambda e: e.kind == "suppression")
answer([len(made), len(noticed)])
"""


@tagged("post_install", "-at_install")
class TestSuppressionParallel(BaseCase):
    """With real processes: a long import keeps nobody from saying no."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.copy.drop)

    def test_customers_say_no_and_mails_bounce_beside_a_long_import(self):
        with self.copy.env() as env:
            anna = env["res.partner"].create(
                {"name": "Anna", "email": "anna@example.com"}
            )
            anna._set_marketing_consent("email", True, "counter")
            purpose = env.ref("customer_care.purpose_marketing")
            url = env["customer.consent"]._unsubscribe_url(
                anna, purpose, "email", anna.email
            )
        token = url.rpartition("/")[2]
        go = Path(self.copy.folder) / "go"
        process = self.copy.start(f"go = {str(go)!r}\n{IMPORT}")
        self.copy._wait_for_line(process, "READY")

        with self.copy.env() as env:
            # whoever had to wait for the import would be told so by these limits
            env.cr.execute("SET LOCAL lock_timeout = '3s'")
            env.cr.execute("SET LOCAL statement_timeout = '10s'")
            consents = env["customer.consent"]
            consents._unsubscribe(consents._read_link(token), "page")
            new = env["customer.suppression"]._suppress(
                "email", ["long1@example.com"], "bounce"
            )
            self.assertEqual(
                new, 1, "what is not committed is not known, nor waited for"
            )
        with self.copy.env() as env:
            anna = env["res.partner"].search([("email", "=", "anna@example.com")])
            self.assertEqual(anna.name, "Anna", "the import is still under way")
            refused = anna._contact_refusals("email", purpose.with_env(env))
            self.assertIn("said no", refused[anna.id])

        go.touch()
        self.assertEqual(self.copy.result(process), [301, 301], self.copy.logs())
        with self.copy.env() as env:
            anna = env["res.partner"].search([("email", "=", "anna@example.com")])
            self.assertEqual(anna.name, "Anna, imported")
            refused = anna._contact_refusals("email", purpose.with_env(env))
            self.assertIn("said no", refused[anna.id])
            rows = env["customer.suppression"].search(
                [("address", "=", "long1@example.com")]
            )
            self.assertEqual(len(rows), 2, "two rows for one address are harmless")
