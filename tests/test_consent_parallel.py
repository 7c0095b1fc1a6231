# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import BaseCase, get_db_name, tagged

from .outbox_processes import OutboxDatabase

DECIDE = """
email = f"p{os.getpid()}@example.com"
partner = env["res.partner"].create({"name": "P", "email": email})
env.cr.commit()
wait_for(go)
for number in range(20):
    partner._set_marketing_consent("email", not number & 1, "counter")
    env.cr.commit()
    env["customer.consent.seal"]._seal(wait=%s)
answer(len(partner.consent_ids))
"""


@tagged("post_install", "-at_install")
class TestConsentParallel(BaseCase):
    """Two who append and seal at once make one chain, and nobody waits to append."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.copy = OutboxDatabase(get_db_name())
        cls.addClassCleanup(cls.copy.drop)

    def test_two_sealing_jobs_make_no_fork_and_no_gap(self):
        for wait in (True, False):
            with self.subTest(wait=wait):
                self.assertEqual(self.copy.run_together(DECIDE % wait), [1, 1])
        with self.copy.env() as env:
            seals = env["customer.consent.seal"]
            seals._seal()
            chains = seals._verify()
        numbers = self.copy.sql(
            "SELECT company_ref, array_agg(number ORDER BY number)"
            " FROM customer_consent_seal GROUP BY company_ref"
        )
        for company_ref, found in numbers:
            self.assertEqual(found, list(range(1, len(found) + 1)), company_ref)
        self.assertEqual({chain["fault"] for chain in chains.values()}, {False})
        self.assertEqual(
            self.copy.sql(
                "SELECT (SELECT count(*) FROM customer_consent_log)"
                " - (SELECT count(*) FROM customer_consent_seal)"
            ),
            [(0,)],
        )
        self.assertGreaterEqual(sum(len(found) for _ref, found in numbers), 80)
        # the lock is given back
        self.assertEqual(
            self.copy.sql("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"),
            [(0,)],
        )
