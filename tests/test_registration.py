# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
from datetime import timedelta

import requests
from freezegun import freeze_time
from lxml import html

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, tagged

from ..models.customer_page_visit import PER_LINK
from ..tools.qr_code import data_uri
from .common_invoice import InvoiceCommon


class RegistrationCommon(InvoiceCommon, HttpCase):
    """An invoice of today with a code, and a client without cookies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.write({"registration_by_qr": True, "email": "shop@example.com"})
        cls.today = fields.Date.context_today(cls.env.user)
        cls.invoice = cls._sell(cls.machine)
        cls.line = cls.invoice.invoice_line_ids
        cls.action = cls._actions_of(cls.invoice)
        cls.consents = cls.env["customer.consent"]

    @classmethod
    def _sell(cls, *lines, **vals):
        vals = {"invoice_date": cls.today, **vals}
        return cls._make_invoice(*lines, post=True, **vals)

    def _url(self, invoice=None):
        invoice = invoice or self.invoice
        url = invoice._registration_url()
        return self.base_url() + url.removeprefix(invoice.get_base_url())

    def _request(self, method, url=None, **kwargs):
        self.env.flush_all()
        with self.allow_requests(all_requests=True):
            response = requests.request(
                method, url or self._url(), allow_redirects=False, timeout=60, **kwargs
            )
        self.env.invalidate_all()
        return response

    def _get(self, url=None, **kwargs):
        return self._request("get", url, **kwargs)

    def _post(self, url=None, line=None, serial="", **data):
        """Send the form of the page with one product ticked."""
        page = html.fromstring(self._get(url).content)
        (form,) = page.xpath("//input[@name='form']/@value")
        if line is not False:
            line = line or self.line
            data |= {f"register-{line.id}": "yes", f"serial-{line.id}": serial}
        return self._request("post", url, data={"form": form, **data})

    def _text(self, response):
        return " ".join(html.fromstring(response.content).text_content().split())

    def _agree(self, channel="email", purpose=None):
        return {f"agree-{(purpose or self.marketing).id}-{channel}": "yes"}

    def _proposals(self, partner=None):
        partner = partner or self.customer
        return self.env["customer.proposal"].search([("partner_id", "=", partner.id)])


@tagged("post_install", "-at_install")
class TestRegistration(RegistrationCommon):
    """The page behind the code on an invoice."""

    def test_page_shows_what_was_bought_and_not_who_bought_it(self):
        response = self._get()
        self.assertEqual(response.status_code, 200)
        text = self._text(response)
        self.assertIn("Coffee machine", text)
        self.assertIn(self.invoice.name, text)
        for secret in ("Anna", "Kowalska", "601 234", "Prosta", "Warszawa", "100"):
            self.assertNotIn(secret, text)
        self.assertNotIn("<script", response.text)
        self.assertEqual(response.headers["Referrer-Policy"], "no-referrer")
        self.assertFalse(self.action.registered_on, "looking registers nothing")

    def test_consents_are_never_ticked_beforehand(self):
        page = html.fromstring(self._get().content)
        boxes = page.xpath("//input[starts-with(@name, 'agree-')]")
        self.assertTrue(boxes)
        self.assertFalse([box for box in boxes if box.get("checked") is not None])
        wordings = self.env["customer.consent.wording"]
        words = wordings._current(self.marketing, {"en_US"})["en_US"].text
        self.assertIn(" ".join(words.split()), self._text(self._get()))

    def test_registers_once(self):
        response = self._post(serial=" SN-1 ")
        self.assertIn("Registered: Coffee machine", self._text(response))
        self.assertEqual(self._actions_of(self.invoice), self.action)
        self.assertEqual(self.action.state, "open")
        self.assertEqual(self.action.serial_number, "SN-1")
        first = self.action.registered_on
        self.assertTrue(first)
        self.assertIn(self.invoice.name, self.action.message_ids[0].body)
        again = self._post(serial="SN-2")
        self.assertIn("registered before", self._text(again))
        self.assertEqual(self.action.serial_number, "SN-1")
        self.assertEqual(self.action.registered_on, first)
        self.assertEqual(self._actions_of(self.invoice), self.action)

    def test_goods_without_a_type_are_registered_as_the_company_says(self):
        invoice = self._sell(self.plain)
        self.assertFalse(invoice._registration_qr())
        self.assertIn("nothing to register", self._text(self._get(self._url(invoice))))
        self.company.registration_type_id = self.warranty
        self._post(self._url(invoice), invoice.invoice_line_ids, "BAG-7")
        action = self._actions_of(invoice)
        self.assertEqual(
            (action.type_id, action.partner_id, action.serial_number, action.state),
            (self.warranty, self.customer, "BAG-7", "open"),
        )
        self.assertEqual(action.invoice_line_id, invoice.invoice_line_ids)

    def test_services_are_not_registered(self):
        self.company.registration_type_id = self.warranty
        work = self.env["product.product"].create({"name": "Work", "type": "service"})
        invoice = self._sell(work)
        self.assertFalse(invoice._registration_rows())

    def test_serial_number_that_is_registered_is_refused(self):
        other = self._sell(self._machine_line("SN-9"))
        self.assertEqual(self._actions_of(other).serial_number, "SN-9")
        response = self._post(serial="sn-9")
        self.assertEqual(response.status_code, 422)
        self.assertIn("sn-9 is registered already", self._text(response))
        self.assertFalse(self.action.registered_on or self.action.serial_number)

    def test_serial_number_of_the_invoice_is_not_asked(self):
        invoice = self._sell(self._machine_line("SN-5"))
        self._post(self._url(invoice), invoice.invoice_line_ids, "MINE")
        action = self._actions_of(invoice)
        self.assertEqual(action.serial_number, "SN-5")
        self.assertTrue(action.registered_on)

    def test_bad_serial_numbers_change_nothing(self):
        for serial, sentence in (
            ("S1, S2", "More serial numbers than pieces"),
            ("x" * 65, "at most 64 characters"),
        ):
            with self.subTest(serial):
                response = self._post(serial=serial, email="new@example.com")
                self.assertIn(sentence, self._text(response))
                self.assertFalse(self.action.registered_on)
                self.assertFalse(self._proposals())

    def test_hostile_input_is_shown_as_text(self):
        name = '<script>alert("x")</script>'
        response = self._post(serial=name + "," + name + "2")
        self.assertNotIn("<script>", response.text)
        self.assertIn("&lt;script&gt;", response.text)

    def test_lines_of_others_are_not_registered(self):
        other = self._sell(self.machine)
        data = {f"register-{other.invoice_line_ids.id}": "yes"}
        self._post(line=other.invoice_line_ids, **data)
        self.assertFalse(self._actions_of(other).registered_on)
        self.assertFalse(self.action.registered_on)


@tagged("post_install", "-at_install")
class TestRegistrationLink(RegistrationCommon):
    """Which links work, until when, and how often."""

    def test_wrong_and_tampered_links_say_so(self):
        url = self._url()
        for wrong in (
            url[:-1],
            url + "A",
            url[:-4] + "AAAA",
            url.rsplit("/", 1)[0] + "/x",
        ):
            with self.subTest(wrong):
                response = self._get(wrong)
                self.assertEqual(response.status_code, 404)
                self.assertIn("This link is not valid", self._text(response))
                response = self._request("post", wrong, data={"email": "a@example.com"})
                self.assertEqual(response.status_code, 404)

    def test_link_of_another_page_is_none(self):
        url = self.consents._preference_url(self.customer, self.customer.email)
        token = url.rsplit("/", 1)[1]
        self.assertFalse(self.env["account.move"]._read_registration(token))

    def test_link_ends_with_the_days_of_the_company(self):
        self.company.registration_days = 10
        invoice = self._sell(self.machine, invoice_date=self.today - timedelta(days=10))
        self.assertEqual(self._get(self._url(invoice)).status_code, 200)
        self.assertTrue(invoice._registration_qr())
        self.company.registration_days = 9
        response = self._get(self._url(invoice))
        self.assertEqual(response.status_code, 410)
        self.assertIn("The time to register has ended", self._text(response))
        self.assertFalse(invoice._registration_qr(), "an old code is not printed")
        line = invoice.invoice_line_ids
        self._request("post", self._url(invoice), data={f"register-{line.id}": "yes"})
        self.assertFalse(self._actions_of(invoice).registered_on)

    def test_days_are_checked(self):
        for days in (0, -1, 731):
            with self.assertRaisesRegex(ValidationError, "within 1 to 730 days"):
                self.company.registration_days = days

    def test_switched_off_nothing_is_registered(self):
        url = self._url()
        self.company.registration_by_qr = False
        self.assertFalse(self.invoice._registration_qr())
        self.assertEqual(self._get(url).status_code, 404)
        self._request("post", url, data={f"register-{self.line.id}": "yes"})
        self.assertFalse(self.action.registered_on)

    def test_what_was_given_back_or_cancelled_is_not_registered(self):
        url = self._url()
        with freeze_time("2027-03-05"):
            self._make_refund(self.invoice)
        self.assertEqual(self.action.state, "cancelled")
        self.assertIn("nothing to register", self._text(self._get(url)))
        other = self._sell(self.machine)
        other.button_draft()
        self.assertFalse(other._registration_rows())

    def test_who_posts_too_often_waits(self):
        data = {f"register-{self.line.id}": "yes"}
        url = self._url()
        codes = [
            self._request("post", url, data=data).status_code
            for _post in range(PER_LINK + 1)
        ]
        self.assertEqual(codes, [200] * PER_LINK + [429])

    def test_forgotten_customer_registers_nothing(self):
        self.customer.sudo().write({"is_forgotten": True, "active": False})
        text = self._text(self._get())
        self.assertIn("nothing to register", text)


@tagged("post_install", "-at_install")
class TestRegistrationConsent(RegistrationCommon):
    """What is agreed to on the page, and for which address."""

    def _may(self, channel, purpose=None):
        return not self.customer._contact_refusals(channel, purpose or self.marketing)

    def test_nothing_ticked_is_no_consent(self):
        self._post(email=self.customer.email)
        self.assertFalse(self.consents.search([("partner_id", "=", self.customer.id)]))

    def test_yes_for_the_own_number_counts_with_its_words(self):
        self.assertFalse(self._may("sms"))
        self._post(phone=self.customer.phone, **self._agree("sms"))
        self.assertTrue(self._may("sms"))
        row = self.env["customer.consent.log"].search(
            [("partner_id", "=", self.customer.id)]
        )
        self.assertEqual(
            (row.event, row.channel, row.method, row.actor_type),
            ("given", "sms", "page", "subject"),
        )
        self.assertTrue(row.wording_sha256)
        self.assertIn(self.invoice.name, row.note)
        self.assertFalse(self._proposals(), "the number is the customer's already")

    def test_yes_by_email_waits_for_the_confirmation(self):
        self.marketing.needs_double_opt_in = True
        self._post(email=self.customer.email, **self._agree("email"))
        consent = self.consents.search([("partner_id", "=", self.customer.id)])
        self.assertEqual(consent.state, "requested")
        self.assertFalse(self._may("email"))
        mails = self.env["customer.message"].search(
            [("source", "=", f"{consent._name},{consent.id}")]
        )
        self.assertEqual(mails.mapped("address"), [self.customer.email])

    def test_yes_for_another_address_mails_nobody_until_a_clerk_takes_it_over(self):
        self.marketing.needs_double_opt_in = True
        self._post(email="anna.new@example.com", **self._agree("email"))
        proposal = self._proposals()
        self.assertEqual(proposal.source, "registration")
        self.assertEqual(proposal.move_id, self.invoice)
        self.assertEqual(proposal.line_ids.mapped("new_text"), ["anna.new@example.com"])
        self.assertEqual(self.customer.email, "anna.kowalska@example.com")
        messages = self.env["customer.message"]
        about = [("partner_id", "=", self.customer.id), ("channel", "=", "email")]
        self.assertFalse(messages.search(about))
        proposal.with_user(self.user_level_5).action_accept()
        self.assertEqual(self.customer.email, "anna.new@example.com")
        self.assertEqual(
            messages.search(about).mapped("address"), ["anna.new@example.com"]
        )
        self.assertFalse(self._may("email"), "not confirmed yet")

    def test_no_that_was_said_stands(self):
        self.customer._set_marketing_consent("sms", False, "counter")
        self._post(phone=self.customer.phone, **self._agree("sms"))
        self.assertFalse(self._may("sms"))

    def test_ticked_without_an_address_registers_nothing_yet(self):
        response = self._post(**self._agree("email"))
        self.assertIn("Please fill this in", self._text(response))
        self.assertFalse(self.action.registered_on)

    def test_words_that_were_changed_are_shown_again(self):
        page = html.fromstring(self._get().content)
        (form,) = page.xpath("//input[@name='form']/@value")
        self.env["customer.consent.wording"].create(
            {"purpose_id": self.marketing.id, "lang": "en_US", "text": "Other words."}
        )
        data = {"form": form, "phone": self.customer.phone, **self._agree("sms")}
        response = self._request("post", data=data)
        self.assertIn("words were changed in the meantime", self._text(response))
        self.assertIn("Other words.", self._text(response))
        self.assertFalse(self._may("sms"))

    def test_form_of_another_invoice_agrees_to_nothing(self):
        other = self._sell(self.machine)
        page = html.fromstring(self._get(self._url(other)).content)
        (form,) = page.xpath("//input[@name='form']/@value")
        data = {"form": form, "phone": self.customer.phone, **self._agree("sms")}
        self._request("post", data=data)
        self.assertFalse(self._may("sms"))

    def test_page_does_not_tell_whether_an_address_is_known(self):
        texts = []
        for email in (self.customer.email, "stranger@example.com"):
            invoice = self._sell(self.machine)
            response = self._post(
                self._url(invoice), invoice.invoice_line_ids, email=email
            )
            texts.append(self._text(response).replace(invoice.name, ""))
        self.assertEqual(*texts)

    def test_bad_addresses_are_said_so(self):
        for data, sentence in (
            ({"email": "no address"}, "not an e-mail address"),
            ({"phone": "12"}, "not a telephone number"),
        ):
            with self.subTest(data):
                self.assertIn(sentence, self._text(self._post(**data)))
                self.assertFalse(self.action.registered_on)


@tagged("post_install", "-at_install")
class TestRegistrationPrint(RegistrationCommon):
    """The code on the paper."""

    def _paper(self, invoice):
        report = self.env["ir.actions.report"]
        content, _kind = report._render_qweb_html("account.report_invoice", invoice.ids)
        return content.decode()

    def test_invoice_carries_the_code(self):
        paper = self._paper(self.invoice)
        self.assertIn("Register your products", paper)
        code = data_uri(self.invoice._registration_url())
        self.assertIn(code, paper)
        self.assertIn(b"<svg", base64.b64decode(code.split(",")[1]))

    def test_no_code_without_the_setting_or_a_product(self):
        self.assertNotIn("Register your products", self._paper(self._sell(self.plain)))
        self.company.registration_by_qr = False
        self.assertNotIn("Register your products", self._paper(self.invoice))

    def test_no_code_once_all_is_registered(self):
        self._post()
        self.assertNotIn("Register your products", self._paper(self.invoice))

    def test_settings_are_for_who_may_change_settings(self):
        values = {"registration_by_qr": False, "registration_days": 30}
        settings = self.env["customer.settings"].with_user(self.user_level_2)
        settings.create(values).action_save()
        self.assertFalse(self.company.registration_by_qr)
        self.assertEqual(self.company.registration_days, 30)
