# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common_my_account import MyAccountCommon


@tagged("post_install", "-at_install")
class TestMyData(MyAccountCommon):
    """Customers ask about their data in My account, and take what was made for them."""

    def _requests(self, partner=None):
        return self.env["customer.data.request"].search(
            [("partner_id", "=", (partner or self.anna).id)], order="id"
        )

    def _package(self, partner=None):
        clerk = self.user_level_2
        package = (
            self.env["customer.data.package"]
            .with_user(clerk)
            ._make_for((partner or self.anna).with_user(clerk))
        )
        package._link()
        return package

    def test_a_request_begins_by_login_and_is_known(self):
        text = self._text(
            self._send("/my/data", kind="access", wish="Everything since 2020")
        )
        self.assertIn("Thank you", text)
        (request,) = self._requests()
        self.assertRecordValues(
            request,
            [
                {
                    "kind": "access",
                    "channel": "portal",
                    "identity_method": "login",
                    "wish": "Everything since 2020",
                    "state": "new",
                    "received_by_id": self.env.ref("base.user_root").id,
                }
            ],
        )
        self.assertTrue(
            request.user_id.has_group("customer_care.function_data_request")
        )
        self.assertFalse(request.user_id.share)
        self.assertTrue(request.activity_ids)
        self.assertIn(request.name, self._page("/my/data"))

    def test_the_same_is_asked_once_while_it_is_open(self):
        self._send("/my/data", kind="erasure")
        text = self._text(self._send("/my/data", kind="erasure"))
        self.assertIn("You asked for that already", text)
        self.assertEqual(len(self._requests()), 1)
        self._requests().action_withdraw()
        self._send("/my/data", kind="erasure")
        self.assertEqual(len(self._requests()), 2)

    def test_what_cannot_be_asked_is_refused_in_a_sentence(self):
        for fields, words in (
            ({"kind": "all of it"}, "Choose what you ask for"),
            ({"kind": ""}, "Choose what you ask for"),
            ({"kind": "access", "wish": "x" * 2001}, "That is too long"),
        ):
            self.assertIn(words, self._text(self._send("/my/data", **fields)))
        self.assertFalse(self._requests())
        answer = self._send("/my/data", kind="access", wish="x" * 20_000)
        self.assertEqual(answer.status_code, 413)
        self.assertFalse(self._requests())

    def test_markup_in_a_wish_is_text(self):
        self._send("/my/data", kind="access", wish="<b>all</b>")
        self.assertEqual(self._requests().wish, "<b>all</b>")

    def test_who_posts_too_often_waits(self):
        codes = [
            self._send("/my/data", kind="nothing").status_code for _time in range(21)
        ]
        self.assertEqual(codes[-1], 429)

    def test_others_requests_are_not_shown(self):
        request = self.jan.sudo()._ask_about_data("access", "mine")
        self.assertNotIn(request.name, self._page("/my/data"))

    def test_a_form_without_its_token_is_refused(self):
        answer = self._open("/my/data", kind="access")
        self.assertEqual(answer.status_code, 400)
        self.assertFalse(self._requests())

    def test_the_package_is_taken_there_once(self):
        package = self._package()
        page = self._open("/my/data")
        self.assertIn("Ready for you", page.text)
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        path = f"/my/data/{package.delivery_ids.id}"
        answer = self._open(path, csrf_token=token)
        self.assertEqual(answer.content, package._attachment().raw)
        self.assertEqual(package.delivery_ids.opening_ids.user_id, self.anna_user)
        self.assertNotIn("Ready for you", self._page("/my/data"))
        again = self._open(path, csrf_token=token)
        self.assertNotEqual(again.content[:2], b"PK")

    def test_another_customers_package_is_not_given(self):
        package = self._package(self.jan)
        page = self._open("/my/data")
        token = page.text.partition('name="csrf_token" value="')[2].partition('"')[0]
        answer = self._open(f"/my/data/{package.delivery_ids.id}", csrf_token=token)
        self.assertNotEqual(answer.content[:2], b"PK")
        self.assertEqual(package.delivery_ids.used, 0)

    def test_the_home_page_leads_there(self):
        self.assertIn("/my/data", self._open("/my/home").text)
