# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from .common_paper import Paper
from .outbox_common import NOW, OutboxCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerText(OutboxCommon, TransactionCase):
    """File edit: letters and e-mails are changed without opening what uses them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Template = cls.env["mail.template"]
        cls.letter = cls.env.ref("customer_care.letter_thank_you")

    def _list(self, user=None):
        return self.Template.with_user(user or self.user_level_3).search(
            [("is_customer_text", "=", True)]
        )

    def _template(self, **vals):
        return self.Template.create(
            {
                "name": "Offer",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "subject": "For {{ object.name }}",
                "body_html": '<p>Hello <t t-out="object.name"/></p>',
                **vals,
            }
        )

    def _preview(self, template, partner, user=None):
        wizard = self.env["customer.text.preview"].with_user(user or self.user_level_3)
        return wizard.create({"template_id": template.id, "partner_id": partner.id})

    def test_the_list_has_what_is_used_written_here_or_came_with_the_addon(self):
        foreign = self._template()
        self.assertNotIn(foreign, self._list())
        type_ = self.env["customer.action.type"].search([], limit=1)
        self.assertIn(type_.mail_template_id, self._list())
        self.assertIn(self.letter, self._list())
        search = self.env["customer.search"].create(
            {"name": "Diesels", "email_template_id": foreign.id}
        )
        self.assertIn(foreign, self._list())
        self.assertEqual(foreign.customer_uses, "Diesels")
        self.assertEqual(foreign.customer_kind, "E-mail")
        search.write({"email_template_id": False, "letter_template_id": foreign.id})
        foreign.invalidate_recordset()
        self.assertEqual(foreign.customer_kind, "Letter")
        search.unlink()
        self.assertNotIn(foreign, self._list())
        foreign.customer_use = "email"
        self.assertIn(foreign, self._list())

    def test_a_search_not_shared_is_not_named_to_others(self):
        template = self._template()
        self.env["customer.search"].with_user(self.user_level_1).create(
            {"name": "Secret question", "letter_template_id": template.id}
        )
        seen = template.with_user(self.user_level_3)
        self.assertNotIn("Secret", seen.customer_uses)
        self.assertTrue(seen.is_customer_text)

    def test_a_text_is_changed_in_the_list_and_the_next_letter_has_it(self):
        self.letter.with_user(self.user_level_3).write({"subject": "Thanks a lot"})
        self.assertEqual(self.letter.subject, "Thanks a lot")
        with self.assertRaises(AccessError):
            self.env["customer.text.preview"].with_user(self.user_no_level).create(
                {"template_id": self.letter.id}
            )

    def test_seen_as_a_customer_in_the_language_of_the_customer(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        template = self._template()
        template.with_context(lang="pl_PL").subject = "Dla {{ object.name }}"
        self.jan.lang = "pl_PL"
        wizard = self._preview(template, self.anna)
        self.assertEqual(wizard.subject, "For Anna Kowalska")
        self.assertIn("Hello Anna Kowalska", wizard.body)
        wizard.partner_id = self.jan
        self.assertEqual(wizard.subject, "Dla Jan Nowak")

    def test_a_text_about_an_action_is_seen_with_the_newest_of_the_customer(self):
        type_ = self.env["customer.action.type"].search(
            [("mail_template_id", "!=", False)], limit=1
        )
        template = self._template(
            model_id=self.env["ir.model"]._get_id("customer.action"),
            subject="{{ object.name }}",
        )
        wizard = self._preview(template, self.anna)
        self.assertIn("nothing that this text could be about", wizard.problem)
        with self.assertRaisesRegex(UserError, "nothing that this text"):
            wizard.action_send_to_me()
        self.env["customer.action"].create(
            {"partner_id": self.anna.id, "name": "Tyres", "type_id": type_.id}
        )
        self.assertEqual(self._preview(template, self.anna).subject, "Tyres")

    def test_a_broken_text_says_what_is_wrong(self):
        template = self._template()
        # Odoo does not save it any more; it was saved before the field went
        self.cr.execute(
            """UPDATE mail_template SET subject = '{"en_US": "{{ object.no_field }}"}'
                WHERE id = %s""",
            [template.id],
        )
        template.invalidate_recordset()
        self.assertIn("no_field", self._preview(template, self.anna).problem)

    def test_it_is_sent_to_me_and_nobody_else_with_the_letter_as_pdf(self):
        before = self.Message.search_count([])
        mails = self.env["mail.mail"].sudo()
        known = mails.search([])
        action = self._preview(self.letter, self.anna).action_send_to_me()
        self.assertIn("Customers got nothing", action["params"]["message"])
        self.assertEqual(self.Message.search_count([]), before)
        mail = mails.search([]) - known
        self.assertEqual(mail.email_to, self.user_level_3.email_formatted)
        self.assertFalse(mail.recipient_ids)
        pdf = Paper(mail.attachment_ids.raw)
        self.assertIn("Thank you for your visit", pdf.text)
        self.assertIn("ul. Prosta 1", pdf.text)

    def test_without_an_address_of_ones_own_it_is_said(self):
        self.user_level_3.partner_id.email = False
        with self.assertRaisesRegex(UserError, "Your user has no e-mail address"):
            self._preview(self.letter, self.anna).action_send_to_me()

    def test_a_letter_is_printed_as_a_customer_gets_it_and_not_recorded(self):
        wizard = self._preview(self.letter, self.anna)
        action = wizard.action_letter()
        self.assertEqual(action["type"], "ir.actions.report")
        data, kind = (
            self.env["ir.actions.report"]
            .with_user(self.user_level_3)
            ._render_qweb_pdf(action["report_name"], wizard.ids)
        )
        self.assertEqual(kind, "pdf")
        self.assertIn("ul. Prosta 1", Paper(data).text)
        self.assertFalse(self.Message.search([("partner_id", "=", self.anna.id)]))

    # -- SMS ---------------------------------------------------------------------------

    def _texts(self, user=None, **find):
        texts = self.env["customer.text"].with_user(user or self.user_level_3)
        return texts.search([(name, "=", value) for name, value in find.items()])

    def _sms(self, text, user=None, **vals):
        action = text.action_open()
        wizard = self.env[action["res_model"]].with_user(user or self.user_level_3)
        return wizard.with_context(**action["context"]).create(vals)

    def test_one_list_has_letters_e_mails_and_sms(self):
        texts = self._texts()
        self.assertEqual(set(texts.mapped("kind")), {"email", "letter", "sms"})
        self.assertEqual(
            set(
                texts.filtered(lambda t: t.res_model == "mail.template").mapped(
                    "res_id"
                )
            ),
            set(self._list().ids),
        )
        letter = texts.filtered(
            lambda t: (t.res_model, t.res_id) == ("mail.template", self.letter.id)
        )
        self.assertEqual(letter.kind, "letter")
        self.assertEqual(letter.action_open()["res_id"], self.letter.id)
        type_ = self.env["customer.action.type"].search(
            [("sms_template_id", "!=", False)], limit=1
        )
        [sms] = self._texts(res_model="sms.template", res_id=type_.sms_template_id.id)
        self.assertIn(type_.name, sms.uses)

    def test_the_form_says_what_a_text_is_about_as_the_list_does(self):
        """Odoo's *Contact* is a customer here, whatever language is read."""
        self.env["res.lang"]._activate_lang("de_DE")
        form = self.env.ref("customer_care.mail_template_view_form_customer")
        [field] = etree.fromstring(form.arch).xpath("//field[@name='model_id']")
        for lang in ("en_US", "de_DE"):
            mine = self.letter.with_user(self.user_level_3).with_context(lang=lang)
            self.env.invalidate_all()
            text = self.env["customer.text"].with_user(self.user_level_3)
            row = text.with_context(lang=lang).search(
                [("res_model", "=", "mail.template"), ("res_id", "=", mine.id)]
            )
            context = safe_eval(field.get("context"))
            [values] = mine.web_read(
                {"model_id": {"fields": {"display_name": {}}, "context": context}}
            )
            self.assertEqual(values["model_id"]["display_name"], row.about)
            models = self.env["ir.model"].with_context(lang=lang, **context)
            self.assertIn(
                (self.letter.model_id.id, row.about),
                models.name_search(row.about, safe_eval(field.get("domain"))),
            )

    def test_the_list_shows_words_and_no_expressions(self):
        warranty = self.env.ref("customer_care.mail_template_warranty")
        self.assertIn("{{", warranty.subject)
        rows = self._texts(res_model="mail.template", res_id=warranty.id)
        self.assertRegex(rows.subject, "^Your warranty for …")
        begins = self._texts().mapped("subject")
        self.assertFalse([text for text in begins if text and "{{" in text])

    def test_an_sms_template_of_something_else_is_not_in_it(self):
        foreign = self.env["sms.template"].create(
            {
                "name": "Foreign",
                "model_id": self.env["ir.model"]._get_id("res.partner"),
                "body": "Hello",
            }
        )
        self.assertFalse(self._texts(res_model="sms.template", res_id=foreign.id))

    def test_the_sms_of_a_search_is_changed_without_opening_it(self):
        user = self.user_level_3
        search = (
            self.env["customer.search"]
            .with_user(user)
            .create({"name": "Diesels", "sms_text": "Dear {{ object.name }}, come by."})
        )
        [text] = self._texts(res_model="customer.search")
        self.assertEqual((text.name, text.kind), ("Diesels", "sms"))
        wizard = self._sms(text, partner_id=self.anna.id)
        self.assertEqual(wizard.seen, "Dear Anna Kowalska, come by.")
        self.assertEqual(wizard.parts, 1)
        wizard.text = "Hello {{ object.name }}"
        self.assertEqual(wizard.seen, "Hello Anna Kowalska")
        wizard.action_save()
        self.assertEqual(search.sms_text, "Hello {{ object.name }}")
        wizard.text = "{{ object.no_such_field }}"
        self.assertTrue(wizard.problem)
        wizard.text = " "
        with self.assertRaisesRegex(UserError, "without words"):
            wizard.action_save()

    def test_an_sms_template_is_changed_in_the_language_chosen(self):
        self.env["res.lang"]._activate_lang("pl_PL")
        template = self.env.ref("customer_care.sms_template_layaway")
        before = template.with_context(lang="en_US").body
        [text] = self._texts(res_model="sms.template", res_id=template.id)
        wizard = self._sms(text, lang="pl_PL")
        wizard.text = "Dzień dobry"
        wizard.action_save()
        self.assertEqual(template.with_context(lang="pl_PL").body, "Dzień dobry")
        self.assertEqual(template.with_context(lang="en_US").body, before)

    def test_the_sms_of_a_private_search_is_not_shown_to_others(self):
        self.env["customer.search"].with_user(self.user_level_1).create(
            {"name": "Secret", "sms_text": "Secret words"}
        )
        self.assertFalse(self._texts(name="Secret"))
        search = self.env["customer.search"].search([("name", "=", "Secret")])
        model = self.env["customer.text.sms"].with_user(self.user_level_3)
        wizard = model.create({"res_model": "customer.search", "res_id": search.id})
        with self.assertRaisesRegex(UserError, "no such SMS"):
            wizard.read(["text"])

    def test_no_other_record_is_changed_by_its_number(self):
        model = self.env["customer.text.sms"].with_user(self.user_level_3)
        wizard = model.create({"res_model": "res.users", "res_id": self.env.user.id})
        with self.assertRaisesRegex(UserError, "no such SMS"):
            wizard.read(["text"])

    def test_new_texts_begin_as_what_they_are(self):
        texts = self.env["customer.text"].with_user(self.user_level_3)
        for action, use in (
            (texts.action_new_letter(), "letter"),
            (texts.action_new_email(), "email"),
        ):
            self.assertEqual(action["context"]["default_customer_use"], use)
            self.assertEqual(action["res_model"], "mail.template")
        with self.assertRaises(AccessError):
            texts.with_user(self.user_level_5).action_new_letter()
