# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .common_paper import Paper
from .common_preferences import PreferencesCommon

# What a no is in the log: of who agreed before, and of who did not.
NO = {"withdrawn", "refused"}


@tagged("post_install", "-at_install")
class TestPreferences(PreferencesCommon):
    """The customer's page of choices: what it shows, and what an answer makes of it."""

    # -- looking --------------------------------------------------------------

    def test_page_shows_each_purpose_and_channel_with_words_and_state(self):
        self.customer._set_marketing_consent("email", True, "counter")
        self.customer._set_marketing_consent("sms", False, "phone")
        page = self._page()
        groups = {
            group.xpath("string(.//strong)"): group
            for group in page.xpath(
                "//fieldset[legend='Offers']//*[@role='radiogroup']"
            )
        }
        self.assertEqual(list(groups), ["E-mail", "SMS", "Post", "Call"])
        checked = {
            name: group.xpath(".//input[@checked]/@value")
            for name, group in groups.items()
        }
        self.assertEqual(
            checked, {"E-mail": ["yes"], "SMS": ["no"], "Post": [], "Call": []}
        )
        (words,) = page.xpath("//fieldset[legend='Offers']/p[@class='cc-words']")
        self.assertIn("I agree to receive offers", words.text)
        self.assertIn("You agreed on", groups["E-mail"].text_content())
        self.assertIn("You said no on", groups["SMS"].text_content())
        self.assertIn("You have not agreed", groups["Post"].text_content())

    def test_addresses_are_masked_and_the_link_names_none(self):
        response = self._get()
        self.assertIn("a•••a@e•••.com", response.text)
        self.assertIn("+48•••567", response.text)
        for secret in ("kowalska", "234", "prosta"):
            self.assertNotIn(secret, self._flat(self._html(response)).lower())
        self.assertNotIn("kowalska", self.url.lower())

    def test_what_a_contract_needs_is_told_and_not_asked(self):
        page = self._page()
        self.assertIn("Service", page.xpath("//section/h2/text()"))
        self.assertNotIn("Service", page.xpath("//legend/text()"))
        answer = {self._cell("email", self.service): "no"}
        self._post(**self._form(page), **answer)
        self.assertFalse(self._rows())

    def test_page_can_be_used_by_keyboard_and_screen_reader(self):
        self.customer._set_marketing_consent("email", True, "counter")
        page = self._page()
        self.assertEqual(page.get("lang"), "en-US")
        self.assertEqual(page.get("dir"), "ltr")
        self.assertEqual(len(page.xpath("//main")), 1)
        self.assertEqual(len(page.xpath("//h1")), 1)
        ids = page.xpath("//@id")
        self.assertEqual(len(ids), len(set(ids)))
        for group in page.xpath("//*[@role='radiogroup']"):
            for name in ("aria-labelledby", "aria-describedby"):
                self.assertIn(group.get(name), ids)
        self.assertTrue(page.xpath("//fieldset"))
        self.assertTrue(all(f.xpath("./legend") for f in page.xpath("//fieldset")))
        radios = page.xpath("//input[@type='radio']")
        self.assertTrue(radios)
        self.assertTrue(all(radio.getparent().tag == "label" for radio in radios))
        self.assertFalse(page.xpath("//script | //@onclick | //@style | //style"))
        done = self._withdraw()
        status = self._html(done).xpath("//*[@role='status']")
        self.assertEqual(len(status), 1)

    def test_page_speaks_the_customers_language_and_changes_it_on_wish(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        self.customer.lang = "pl_PL"
        self.marketing.with_context(lang="pl_PL").name = "Oferty"
        polish = self.env["customer.consent.wording"].create(
            {
                "purpose_id": self.marketing.id,
                "lang": "pl_PL",
                "text": "Zgadzam się na oferty.",
            }
        )
        page = self._page()
        self.assertEqual(page.get("lang"), "pl-PL")
        self.assertIn("Zgadzam się na oferty.", page.text_content())
        self._choose(page=page, email="yes")
        self.assertRecordValues(
            self._rows(), [{"lang": "pl_PL", "wording_uid": polish.uid}]
        )
        page = self._page(self.url + "?lang=en_US")
        self.assertEqual(page.get("lang"), "en-US")
        self.assertIn("I agree to receive offers", page.text_content())
        self._choose(page=page, sms="yes")
        self.assertEqual(self._rows()[0].lang, "en_US", "the words that were shown")

    def test_only_the_purposes_of_the_company_are_shown(self):
        other = self.env["res.company"].create({"name": "Other"})
        purpose = self.env["customer.consent.purpose"].create(
            {"name": "Secret club", "code": "club", "company_id": other.id}
        )
        self.customer.with_company(other)._set_consent(purpose, "email", True, "form")
        self.assertNotIn("Secret club", self._get().text)
        receipt = self._get(f"{self.url}/receipt.json").json()
        self.assertEqual(receipt["decisions"], [])
        self._withdraw()
        refused = self.customer._contact_refusals("email", purpose)
        self.assertFalse(refused, "the other company's yes stays")
        theirs = self.consents.with_company(other)._preference_url(
            self.customer, self.customer.email
        )
        self.assertIn("Secret club", self._get(self._local(theirs)).text)

    # -- answering ------------------------------------------------------------

    def test_a_yes_is_kept_with_the_words_that_were_shown(self):
        wording = self.env.ref("customer_care.wording_marketing_en")
        page = self._page()
        self.env["customer.consent.wording"].create(
            {"purpose_id": self.marketing.id, "lang": "en_US", "text": "Newer words"}
        )
        response = self._choose(page=page, email="yes")
        self.assertIn("Saved.", self._text(response))
        self.assertTrue(self._may())
        self.assertRecordValues(
            self._rows(),
            [
                {
                    "event": "given",
                    "method": "page",
                    "actor_type": "subject",
                    "actor_ref": 0,
                    "wording_uid": wording.uid,
                    "wording_version": 1,
                    "address_hint": "a•••a@e•••.com",
                }
            ],
        )
        self.assertIn("Newer words", self._get().text)

    def test_words_changed_under_an_open_page_are_not_agreed_to(self):
        wording = self.env.ref("customer_care.wording_marketing_en")
        page = self._page()
        wording.text = "Something else entirely"
        response = self._choose(page=page, email="yes", sms="no")
        self.assertIn("changed in the meantime", self._text(response))
        self.assertFalse(self._may())
        self.assertRecordValues(
            self._rows(), [{"channel": "sms", "wording_uid": False}]
        )
        self.assertIn(self._rows().event, NO)

    def test_a_yes_for_an_address_that_is_blocked_promises_nothing(self):
        self.assertNotIn("At present we cannot", self._text(self._choose(email="yes")))
        self.env["mail.blacklist"]._add(self.customer.email)
        text = self._text(self._get())
        self.assertEqual(text.count("At present we cannot use this address"), 1)

    def test_only_what_changed_is_recorded(self):
        self.customer._set_marketing_consent("email", True, "counter")
        self.customer._set_marketing_consent("sms", False, "phone")
        response = self._choose(email="yes", sms="no")
        self.assertIn("Nothing to save", self._text(response))
        self.assertEqual(len(self._rows()), 2)
        self._choose(email="yes", letter="yes", sms="no")
        self.assertEqual(len(self._rows()), 3)

    def test_objecting_to_soft_opt_in_and_legitimate_interest(self):
        for basis in ("soft_opt_in", "legitimate_interest"):
            purpose = self.env["customer.consent.purpose"].create(
                {"name": basis, "code": basis, "lawful_basis": basis}
            )
            with self.subTest(basis=basis):
                self.assertFalse(self.customer._contact_refusals("email", purpose))
                page = self._page()
                self.assertIn("We may use this until you say no", page.text_content())
                self._post(**self._form(page), **{self._cell("email", purpose): "no"})
                self.assertEqual(self._rows()[0].event, "objected")
                self.assertTrue(self.customer._contact_refusals("email", purpose))
                page = self._page()
                self._post(**self._form(page), **{self._cell("email", purpose): "yes"})
                self.assertFalse(self.customer._contact_refusals("email", purpose))

    def test_withdraw_everything_in_one_click_cancels_what_is_planned(self):
        for channel in ("email", "sms"):
            self.customer._set_marketing_consent(channel, True, "counter")
        messages = self.env["customer.message"]._plan(
            [self._offer("email"), self._offer("sms")]
        )
        self.assertEqual(messages.mapped("state"), ["planned", "planned"])
        response = self._withdraw()
        self.assertIn("You have withdrawn everything", self._text(response))
        self.assertFalse(self._html(response).xpath("//button[@class='cc-danger']"))
        self.assertFalse(self._may("email"))
        self.assertFalse(self._may("sms"))
        self.assertEqual(messages.mapped("state"), ["cancelled", "cancelled"])
        events = {
            row.channel: row.event for row in self._rows() if row.method == "page"
        }
        self.assertEqual({events["email"], events["sms"]}, {"withdrawn"})
        self.assertLessEqual({events["letter"], events["call"]}, NO)
        self.assertFalse(self.customer._contact_refusals("email", self.service))

    def _offer(self, channel):
        return {
            "partner_id": self.customer.id,
            "channel": channel,
            "purpose_id": self.marketing.id,
            "subject": "Offer",
            "body": "Text",
            "scheduled_at": fields.Datetime.now() + timedelta(days=3),
        }

    def test_withdrawing_works_without_a_form_that_can_be_read(self):
        self.customer._set_marketing_consent("email", True, "counter")
        self.assertEqual(self._post(action="withdraw").status_code, 200)
        self.assertFalse(self._may())

    def test_a_no_ends_the_customers_yes_for_a_former_address(self):
        self.customer._set_marketing_consent("email", True, "counter")
        self.customer.email = "new@example.com"
        self._choose(self._url(), email="no")
        self.customer.email = "anna.kowalska@example.com"
        self.assertFalse(self._may())

    def test_withdraw_everything_ends_a_yes_for_a_number_that_is_gone(self):
        self.customer._set_marketing_consent("sms", True, "counter")
        self.customer.phone = False
        self.assertNotIn("SMS", self._page().xpath("//fieldset//strong/text()"))
        self._withdraw()
        self.customer.phone = "+48 601 234 567"
        self.assertFalse(self._may("sms"))
        rows = self._rows().filtered(lambda row: row.channel == "sms")
        self.assertEqual(set(rows.mapped("event")), {"given", "withdrawn"})

    def test_the_state_made_anew_from_the_log_is_the_same(self):
        self.customer._set_marketing_consent("email", True, "counter")
        self._withdraw()
        with freeze_time(fields.Datetime.now() + timedelta(minutes=1)):
            self._choose(sms="yes")
        names = ("purpose_id", "channel", "address_hash", "state", "method")

        def state():
            rows = self.consents.search([("partner_id", "=", self.customer.id)])
            return sorted(tuple(row[name] for name in names) for row in rows)

        before = [tuple(map(str, row)) for row in state()]
        self.consents._rebuild()
        self.assertEqual([tuple(map(str, row)) for row in state()], before)
        self.assertEqual(len(before), 4)

    # -- receipts -------------------------------------------------------------

    def test_receipt_on_screen_as_json_and_as_pdf(self):
        response = self._choose(email="yes", sms="no")
        page = self._html(response)
        note = page.xpath("//*[@role='status']")[0]
        self.assertIn("Offers, E-mail (a•••a@e•••.com): Agreed", self._flat(note))
        rows = self._rows()
        self.assertIn(rows[0].uid, page.text_content())
        (link,) = note.xpath(".//a/@href")
        answer = self._get(self.base_url() + link)
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        receipt = answer.json()
        self.assertEqual(receipt["controller"]["name"], self.env.company.name)
        self.assertEqual(
            {line["number"]: line["event"] for line in receipt["decisions"]},
            {row.uid: row.event for row in rows},
        )
        line = next(line for line in receipt["decisions"] if line["event"] == "given")
        self.assertIn("I agree to receive offers", line["words"])
        self.assertEqual(
            line["proof"], rows.filtered(lambda r: r.event == "given").hash
        )
        pdf = self._post(**self._form(note, "receipt"))
        self.assertEqual(pdf.headers["Content-Type"], "application/pdf")
        self.assertTrue(pdf.content.startswith(b"%PDF"))
        lines = " ".join(line.text for line in Paper(pdf.content).lines)
        self.assertIn("Version 1, English (US), SHA-256", lines)
        self.assertEqual(len(self._rows()), 2, "a receipt changes nothing")

    def test_history_has_the_own_decisions_only(self):
        self.customer._set_marketing_consent("email", True, "counter")
        twin = self._make_customer(name="Jan")
        twin._set_marketing_consent("sms", True, "form")
        self._choose(email="no")
        history = self._page().xpath("//ol[@class='cc-history']/li")
        self.assertEqual(len(history), 2)
        uid = self._rows(twin).uid
        receipt = self._get(f"{self.url}/receipt.json?numbers={uid}").json()
        self.assertEqual(receipt["decisions"], [])

    # -- who it is about ------------------------------------------------------

    def test_a_no_for_a_shared_address_counts_for_both(self):
        twin = self._make_customer(name="Jan", phone=False)
        for partner in (self.customer, twin):
            partner._set_marketing_consent("email", True, "counter")
        response = self._choose(email="no")
        self.assertFalse(self._may())
        self.assertFalse(self._may(partner=twin))
        self.assertIn("A no counts for the address", self._text(response))
        page = self._page(self._url(twin))
        self.assertIn("A no was said for this address", page.text_content())
        with freeze_time(fields.Datetime.now() + timedelta(minutes=1)):
            self._choose(self._url(twin), page, email="yes")
        self.assertTrue(self._may(partner=twin))
        self.assertFalse(self._may(), "a yes is one's own")

    def test_link_of_a_merged_customer_leads_to_the_survivor(self):
        survivor = self._make_customer(name="Survivor")
        wizard = self.env["base.partner.merge.automatic.wizard"]
        wizard._merge((survivor | self.customer).ids, survivor)
        self._choose(email="yes")
        self.assertTrue(self._may(partner=survivor))
        self.assertEqual(self._rows(survivor).method, "page")

    def test_link_of_a_customer_who_points_to_the_survivor(self):
        survivor = self._make_customer(name="Survivor", email="other@example.com")
        self.customer.sudo().write({"merged_into_id": survivor.id, "active": False})
        page = self._page()
        self.assertIn("a•••a@e•••.com", page.text_content())
        self._choose(page=page, sms="yes", email="no")
        self.assertTrue(self._may("sms", survivor))
        self.assertFalse(self._rows())

    def test_former_address_shows_nothing_of_the_customer_and_takes_a_no_only(self):
        self.customer._set_marketing_consent("sms", True, "counter")
        self.customer.email = "new@example.com"
        response = self._get()
        self.assertIn("not the address that we use today", self._text(response))
        self.assertNotIn("567", response.text)
        self.assertNotIn("history", response.text)
        page = self._html(response)
        cells = page.xpath("//fieldset//*[@role='radiogroup']")
        self.assertEqual(len(cells), 1)
        self.assertTrue(cells[0].xpath(".//input[@value='yes']/@disabled"))
        self._choose(page=page, email="yes")
        self.assertFalse(self._rows().filtered(lambda row: row.method == "page"))
        self._withdraw()
        self.assertTrue(self._may("sms"), "only the address of the link")
        again = self._make_customer(name="Somebody else")
        self.assertIn(
            "said no", again._contact_refusals("email", self.marketing)[again.id]
        )

    def test_forgotten_and_restricted_customers_can_say_no_and_nothing_else(self):
        for flag, words in (
            ("is_forgotten", "You asked us to forget you"),
            ("is_restricted", "we do not use your data"),
        ):
            with self.subTest(flag=flag):
                customer = self._make_customer(email=f"{flag}@example.com", phone=False)
                customer.sudo()[flag] = True
                url = self._url(customer)
                page = self._page(url)
                self.assertIn(words, page.text_content())
                self._choose(url, page, email="yes")
                self.assertFalse(self._rows(customer))
                self._withdraw(url)
                self.assertLessEqual(set(self._rows(customer).mapped("event")), NO)
                self.assertTrue(self._rows(customer))

    def test_link_of_a_deleted_customer_keeps_the_no_for_the_address(self):
        self.customer.unlink()
        self.assertEqual(self._get().status_code, 200)
        self._withdraw()
        again = self._make_customer()
        self.assertIn(
            "said no", again._contact_refusals("email", self.marketing)[again.id]
        )

    def test_a_link_that_a_colleague_took_says_so_in_the_proof(self):
        url = self._url(taken_by=self.user_level_3)
        self._choose(url, email="yes")
        self.assertEqual(self._rows().note, "Link handed over by Level 3")
