# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import threading

from psycopg2.errors import SerializationFailure

from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import CustomerCommon
from .common_commit import CommitCase

REPORT = "odoo.addons.customer_care.models.res_partner_code_report"
PARALLEL = 50


@tagged("post_install", "-at_install")
class TestCustomerCodeInstall(CustomerCommon):
    """Customers who were there before."""

    def _make_as_before_the_installation(self, vals_list):
        later = self.env["res.partner"].with_context(customer_code_later=True)
        partners = later.create(vals_list)
        self.env["customer.alias"].search([("partner_id", "in", partners.ids)]).unlink()
        return self.env["res.partner"].browse(partners.ids)

    def test_installation_gives_codes_keeps_refs_and_reports_doubles(self):
        blank, own, first, twin, archived = self._make_as_before_the_installation(
            [
                {"name": "Blank"},
                {"name": "Own", "ref": "OWN"},
                {"name": "First", "ref": "TWICE"},
                {"name": "Twin", "ref": "twice"},
                {"name": "Archived", "ref": "OWN2", "active": False},
            ]
        )
        with self.assertLogs(REPORT, "WARNING") as log:
            self.env["res.partner"]._post_init_codes()
        self.assertIn("Codes used twice", log.output[0])
        self.assertRegex(blank.ref, r"^C\d{6}$")
        self.assertEqual(
            (own | first | twin | archived).mapped("ref"),
            ["OWN", "TWICE", "twice", "OWN2"],
        )
        mine = own | first | twin | archived | blank
        doubles = self.env["res.partner"].search([("is_code_double", "=", True)])
        self.assertEqual(doubles & mine, first | twin)
        self.assertIn("First", twin.message_ids[0].body)
        twin.ref = False
        self.assertRegex(
            twin.ref, r"^C\d{6}$", "a cleared double gets the next free code"
        )
        self.assertFalse((first | twin).filtered("is_code_double"))

    def test_shared_code_and_a_companys_equal_one_are_reported(self):
        shared, mine = self._make_as_before_the_installation(
            [
                {"name": "Shared", "ref": "X9"},
                {"name": "Mine", "ref": "X9", "company_id": self.env.company.id},
            ]
        )
        with mute_logger(REPORT):
            self.env["res.partner"]._post_init_codes()
        self.assertTrue(shared.is_code_double)
        self.assertTrue(mine.is_code_double)

    def test_installation_needs_as_many_queries_for_many_customers_as_for_few(self):
        def cost(count):
            self._make_as_before_the_installation([{"name": "Before"}] * count)
            self.env.flush_all()
            start = self.cr.sql_log_count
            self.env["res.partner"]._complete_all_codes()
            return self.cr.sql_log_count - start

        cost(1)
        self.assertEqual(cost(5), cost(500))


@tagged("post_install", "-at_install")
class TestCodesAtOnce(CommitCase):
    """With real connections and commits, as web requests that come together."""

    def test_fifty_parallel_creations_give_fifty_different_codes(self):
        barrier = threading.Barrier(PARALLEL)
        made, errors = [], []

        def create(number):
            try:
                with self._session() as env:
                    barrier.wait(60)
                    partner = env["res.partner"].create({"name": f"Parallel {number}"})
                    made.append((partner.id, partner.ref))
            except Exception as error:
                errors.append(error)
                barrier.abort()

        threads = [threading.Thread(target=create, args=(n,)) for n in range(PARALLEL)]
        try:
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            self.assertFalse(errors)
            self.assertEqual(len({code for _id, code in made}), PARALLEL)
            self.assertTrue(all(code for _id, code in made))
        finally:
            with self._session() as env:
                env["res.partner"].browse([each for each, _code in made]).unlink()

    def test_one_typed_code_in_two_transactions_is_given_once(self):
        """Also when one is shared and one a company's, unseen by snapshots."""
        with self._session() as first, self._session() as second:
            company = second["res.company"].search([], limit=1)
            holder = second["res.partner"].search([], limit=1).id
            try:
                first["customer.alias"]._claim_codes([(holder, "RACE", None)])
                first.cr.commit()
                with (
                    mute_logger("odoo.sql_db"),
                    self.assertRaises(SerializationFailure),
                ):
                    second["customer.alias"]._claim_codes(
                        [(holder, "RACE", company.id)]
                    )
            finally:
                second.cr.rollback()
                first["customer.alias"].search([("value", "=", "RACE")]).unlink()
                first.cr.commit()
