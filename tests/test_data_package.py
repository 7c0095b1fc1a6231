# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import io
import zipfile
from unittest.mock import patch

from freezegun import freeze_time

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import SQL

from ..models import customer_data_package_make
from .common_personal_data import PersonalDataCommon


class PackageCommon(PersonalDataCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.packages = cls.env["customer.data.package"].with_user(cls.clerk)

    def _make(self, request=None, **vals):
        return self.packages._make_for(self._as_clerk(), request, **vals)

    def _request(self, **vals):
        return (
            self.env["customer.data.request"]
            .with_user(self.clerk)
            .create(
                {
                    "kind": "access",
                    "partner_id": self.anna.id,
                    "identity_method": "known",
                    **vals,
                }
            )
        )

    def _events(self):
        return self.env["customer.event"].search(
            [("partner_id", "=", self.anna.id), ("kind", "=", "handed_over")]
        )


@tagged("post_install", "-at_install")
class TestDataPackage(PackageCommon):
    """A package is made, kept for a month, and leaves only by a hand-over."""

    def test_a_small_one_is_made_at_once(self):
        package = self._make()
        self.assertEqual((package.state, package.progress), ("done", 100))
        self.assertGreater(package.row_count, 0)
        self.assertEqual(package._attachment().raw[:2], b"PK")
        self.assertEqual(package.size, len(package._attachment().raw))

    def test_a_large_one_is_made_in_the_background(self):
        with patch.object(customer_data_package_make, "MANY_ROWS", 0):
            package = self._make()
        self.assertEqual(package.state, "waiting")
        self.assertFalse(package._attachment())
        with self.assertRaisesRegex(UserError, "not ready"):
            package.action_download()
        self.env["customer.data.package"]._cron_make()
        self.assertEqual(package.state, "done")
        self.assertTrue(package._attachment())

    def test_nobody_reads_the_file_past_the_hand_over(self):
        package = self._make()
        attachment = package._attachment().with_user(self.clerk)
        with self.assertRaises(AccessError):
            attachment.read(["raw"])
        with self.assertRaises(AccessError):
            package.read(["file"])

    def test_a_download_by_a_clerk_is_written_down(self):
        package = self._make()
        package._hand_over_download()
        (delivery,) = package.delivery_ids
        self.assertEqual(
            (delivery.method, delivery.user_id, delivery.state),
            ("download", self.clerk, "taken"),
        )
        self.assertEqual(self._events().new_value, "Given by our staff")

    def test_a_print_is_written_down(self):
        wizard = (
            self.env["customer.data.print"]
            .with_user(self.clerk)
            .create({"partner_id": self.anna.id})
        )
        self.assertIn("Notes about you", wizard.preview)
        action = wizard.action_print()
        self.assertEqual(action["report_name"], "customer_care.report_personal_data")
        delivery = self.env["customer.data.delivery"].search(
            [("partner_id", "=", self.anna.id)]
        )
        self.assertEqual(delivery.method, "paper")

    def test_the_request_has_the_package_and_says_what_was_done(self):
        request = self._request()
        action = request.action_package()
        self.assertEqual(action["context"]["default_request_id"], request.id)
        package = self._make(request)
        self.assertEqual(request.package_ids, package)
        package._hand_over_download()
        self.assertIn("handed over", request.result)
        request.action_done()
        self.assertEqual(request.state, "done")

    def test_what_somebody_said_in_the_request_stays(self):
        request = self._request(result="Told by telephone")
        self._make(request)._hand_over_download()
        self.assertEqual(request.result, "Told by telephone")

    def test_a_request_of_another_customer_is_refused(self):
        other = self._make_customer(name="Jan Nowak")
        request = self._request(partner_id=other.id)
        with self.assertRaisesRegex(UserError, "another customer's"):
            self._make(request)
        self.assertFalse(self.packages.search([("request_id", "=", request.id)]))

    def test_a_print_answers_no_request_of_another_customer(self):
        other = self._make_customer(name="Jan Nowak")
        request = self._request(partner_id=other.id)
        wizard = (
            self.env["customer.data.print"]
            .with_user(self.clerk)
            .create({"partner_id": self.anna.id, "request_id": request.id})
        )
        with self.assertRaisesRegex(UserError, "another customer's"):
            wizard.action_print()
        deliveries = self.env["customer.data.delivery"]
        self.assertFalse(deliveries.search([("request_id", "=", request.id)]))

    def test_what_they_take_along_leaves_out_what_we_concluded(self):
        request = self._request(kind="portability")
        wizard = (
            self.env["customer.data.print"]
            .with_user(self.clerk)
            .create({"partner_id": self.anna.id})
        )
        self.assertEqual((wizard.request_id, wizard.content), (request, "portable"))

    def test_the_file_is_removed_after_a_month_and_its_links_end(self):
        with freeze_time("2026-03-10 10:00:00"):
            package = self._make()
            package._link()
        with freeze_time("2026-04-08 10:00:00"):
            self.env["customer.data.package"]._remove_old()
            self.assertEqual(package.state, "done")
        with freeze_time("2026-04-09 10:00:00"):
            self.env["customer.data.package"]._remove_old()
            self.assertEqual(package.state, "removed")
        self.assertFalse(package._attachment())
        self.assertTrue(package.row_count)

    def test_it_is_removed_on_demand_and_never_deleted(self):
        package = self._make()
        package._link()
        package.action_remove()
        self.assertEqual(package.state, "removed")
        self.assertEqual(package.delivery_ids.state, "revoked")
        for record in (package, package.delivery_ids):
            with self.assertRaisesRegex(UserError, "kept"):
                record.sudo().unlink()

    def test_only_with_the_function(self):
        package = self._make().with_user(self.user_level_3)
        for verb in (
            "action_download",
            "action_link",
            "action_remove",
            "action_make_again",
        ):
            with self.assertRaises(AccessError):
                getattr(package, verb)()
        with self.assertRaises(AccessError):
            self.packages.with_user(self.user_level_3)._make_for(
                self.anna.with_user(self.user_level_3)
            )

    def test_another_company_does_not_see_it(self):
        package = self._make()
        company = self.env["res.company"].create({"name": "Other"})
        stranger = self._make_user("stranger", "customer_care.level_1")
        stranger.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self.assertFalse(
            self.env["customer.data.package"]
            .with_user(stranger)
            .search([("id", "=", package.id)])
        )

    def test_a_stopped_one_is_made_again(self):
        package = self._make()
        with self.assertRaisesRegex(UserError, "not stopped"):
            package.action_make_again()
        package.sudo().write({"state": "stopped", "error": "No space left"})
        package.action_make_again()
        self.assertEqual((package.state, package.error), ("waiting", False))


@tagged("post_install", "-at_install")
class TestDataLink(PackageCommon, HttpCase):
    """A link gives the data to the customer, once, for days, and to nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.package = cls.packages._make_for(cls.anna.with_user(cls.clerk))

    def _link(self, **kwargs):
        url = self.package._link(**kwargs)
        self.env.flush_all()
        return url.removeprefix(self.package.get_base_url())

    def _get(self, path):
        return self._answer(self.url_open(path))

    def _post(self, path):
        return self._answer(self.url_open(path, data={"x": "1"}))

    def _answer(self, response):
        self.env.invalidate_all()
        return response

    def _results(self):
        return self.package.delivery_ids.opening_ids.sorted("id").mapped("result")

    def test_it_shows_a_page_and_gives_the_file_by_a_button(self):
        path = self._link()
        page = self._get(path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("Your personal data", page.text)
        self.assertEqual(self.package.delivery_ids.used, 0)
        answer = self._post(path)
        self.assertEqual(answer.content, self.package._attachment().raw)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(self.package.delivery_ids.state, "taken")
        self.assertEqual(self._results(), ["taken"])

    def test_it_works_once(self):
        path = self._link()
        self._post(path)
        for answer in (self._post(path), self._get(path)):
            self.assertEqual(answer.status_code, 410)
            self.assertIn("used already", answer.text)
        self.assertEqual(self._results(), ["taken", "used", "used"])
        self.assertEqual(self.package.delivery_ids.used, 1)

    def test_it_works_as_often_as_was_said(self):
        path = self._link(times=2)
        self.assertEqual(self._post(path).status_code, 200)
        self.assertEqual(self._post(path).status_code, 200)
        self.assertEqual(self._post(path).status_code, 410)

    def test_after_some_days_it_is_over(self):
        path = self._link(days=3)
        self.package.delivery_ids.sudo().expires_at = "2020-01-01"
        self.env.flush_all()
        answer = self._post(path)
        self.assertEqual(answer.status_code, 410)
        self.assertIn("This link is over", answer.text)
        self.assertEqual(self._results(), ["expired"])

    def test_one_taken_back_and_one_of_a_removed_file_say_so(self):
        path = self._link()
        self.package.delivery_ids.action_revoke()
        self.env.flush_all()
        self.assertIn("taken back", self._post(path).text)

    def test_somebody_who_is_logged_in_as_another_is_refused(self):
        path = self._link()
        jan = self._make_customer(name="Jan Nowak", email="jan@example.com")
        new_test_user(self.env, "portal_jan", "base.group_portal", partner_id=jan.id)
        for login in ("portal_jan", self.clerk.login):
            self.authenticate(login, login)
            answer = self._post(path)
            self.assertEqual(answer.status_code, 403)
            self.assertIn("somebody else", answer.text)
        self.assertEqual(self._results(), ["other", "other"])
        self.assertEqual(self.package.delivery_ids.used, 0)

    def test_a_customer_with_a_login_must_log_in(self):
        new_test_user(
            self.env, "portal_anna", "base.group_portal", partner_id=self.anna.id
        )
        path = self._link()
        self.assertEqual(self.package.delivery_ids.method, "login")
        answer = self._post(path)
        self.assertEqual(answer.status_code, 403)
        self.assertIn("Please log in", answer.text)
        self.authenticate("portal_anna", "portal_anna")
        self.assertEqual(self._post(path).content, self.package._attachment().raw)

    def test_a_wrong_link_says_so(self):
        path = self._link()
        for wrong in (
            path[:-1],
            path + "A",
            "/customer_care/package/x",
            "/customer_care/package",
        ):
            answer = self._get(wrong)
            self.assertEqual(answer.status_code, 404)
            self.assertIn("not valid", answer.text)

    def test_the_database_does_not_know_the_link(self):
        token = self._link().rpartition("/")[2]
        row = self.env.execute_query(
            SQL(
                "SELECT row_to_json(d)::text FROM customer_data_delivery d"
                " WHERE id = %s",
                self.package.delivery_ids.id,
            )
        )
        self.assertNotIn(token, str(row))
        with self.assertRaises(AccessError):
            self.package.delivery_ids.read(["token_hash"])

    def test_the_dialog_shows_the_link_and_keeps_it_nowhere(self):
        dialog = (
            self.env["customer.data.link"]
            .with_user(self.clerk)
            .create({"package_id": self.package.id})
        )
        action = dialog.action_make()
        url = action["context"]["default_url"]
        self.assertIn("/customer_care/package/", url)
        shown = self.env["customer.data.link"].with_context(**action["context"])
        self.assertEqual(shown.default_get(["url"])["url"], url)
        rows = self.env.execute_query(
            SQL("SELECT row_to_json(l)::text FROM customer_data_link l")
        )
        self.assertNotIn(url, str(rows))

    def test_a_link_is_not_sent_to_who_may_not_be_written_to(self):
        self.anna.sudo().is_restricted = True
        dialog = (
            self.env["customer.data.link"]
            .with_user(self.clerk)
            .create({"package_id": self.package.id})
        )
        with self.assertRaisesRegex(UserError, "Copy the link instead"):
            dialog.action_send()
        self.assertFalse(self.package.delivery_ids)

    def test_impossible_terms_are_refused(self):
        for terms in ({"days": 0}, {"days": 31}, {"times": 0}, {"times": 6}):
            with self.assertRaisesRegex(UserError, "A link is good for"):
                self.package._link(**terms)

    def test_a_clerk_downloads_by_a_page_that_writes_it_down(self):
        url = f"/customer_care/package/file/{self.package.id}"
        self.authenticate(self.clerk.login, self.clerk.login)
        self.assertEqual(self._get(url).content, self.package._attachment().raw)
        self.assertEqual(self.package.delivery_ids.method, "download")
        low = self.user_level_3.login
        self.authenticate(low, low)
        self.assertIn(self._get(url).status_code, (403, 404))
        self.assertEqual(len(self.package.delivery_ids), 1)

    def test_the_outbox_sends_a_link_that_it_does_not_know(self):
        message = self.package._send_link()
        self.assertEqual((message.channel, message.state), ("email", "planned"))
        self.assertIn("/customer_care/package", message.body)
        self.assertNotRegex(message.body, r"/customer_care/package/\w")
        sent = str(message._personal_links(message.body, self.anna.email))
        self.assertRegex(sent, r"/customer_care/package/[\w-]{43}")
        token = sent.partition("/customer_care/package/")[2][:43]
        self.env.flush_all()
        answer = self._post(f"/customer_care/package/{token}")
        self.assertEqual(answer.content, self.package._attachment().raw)

    def test_the_package_has_the_report_as_pdf(self):
        packages = self.packages.with_context(force_report_rendering=True)
        package = packages._make_for(
            self.anna.with_user(self.clerk).with_context(force_report_rendering=True)
        )
        with zipfile.ZipFile(io.BytesIO(package._attachment().raw)) as opened:
            self.assertEqual(opened.read("report.pdf")[:5], b"%PDF-")
