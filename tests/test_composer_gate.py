# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, TransactionCase, tagged

from .common import CustomerCommon
from .common_invoice import InvoiceCommon
from .common_queries import counted
from .mail_office import MailOffice, really_sending, use_mail_server

NO = "The customer said no to this by this channel: Offers."
UNASKED = "The customer has not agreed to this by this channel: Offers."
FORGOTTEN = "This customer asked to be forgotten."


@tagged("post_install", "-at_install")
class TestComposerGate(CustomerCommon, TransactionCase):
    """Odoo's composers in mass mode refuse whom the gate refuses, and nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        NO_TO = NO.replace("Offers", cls.marketing.name)
        cls.no, cls.never = NO_TO, UNASKED.replace("Offers", cls.marketing.name)
        cls.yes = cls._person("yes", "+48601000001")
        cls.refuser = cls._person("no", "+48601000002")
        cls.unasked = cls._person("unasked", "+48601000003")
        for channel in ("email", "sms"):
            cls.yes._set_marketing_consent(channel, True, "counter")
            cls.refuser._set_marketing_consent(channel, False, "counter")
        cls.everybody = cls.yes | cls.refuser | cls.unasked

    @classmethod
    def _person(cls, name, phone=False, **vals):
        email = f"{name}@example.com"
        vals = {"name": name.capitalize(), "email": email, "phone": phone, **vals}
        return cls._make_customer(**vals)

    def _composer(self, records, purpose=None, **vals):
        vals = {
            "composition_mode": "mass_mail",
            "model": records._name,
            "res_ids": records.ids,
            "subject": "Spring",
            "body": "<p>Spring sale</p>",
            "auto_delete": False,
            "force_send": False,
            **vals,
        }
        if purpose:
            vals["customer_purpose_id"] = purpose.id
        return self.env["mail.compose.message"].create(vals)

    def _send(self, records, purpose=None, **vals):
        mails, _messages = self._composer(records, purpose, **vals)._action_send_mail()
        return {mail.res_id: mail for mail in mails}

    def _results(self, records, purpose=None, **vals):
        """{record: why it was cancelled, or None}."""
        mails = self._send(records, purpose, **vals)
        outcome = {}
        for record in records:
            mail = mails[record.id]
            self.assertIn(mail.state, ("outgoing", "cancel"))
            is_out = mail.state == "outgoing"
            outcome[record] = None if is_out else mail.failure_reason
        return outcome

    def test_offers_reach_all_but_who_said_no(self):
        self.assertEqual(
            self._results(self.everybody, self.marketing),
            {self.yes: None, self.refuser: self.no, self.unasked: None},
        )

    def test_the_failure_is_odoos_opted_out_and_no_message_of_the_customer(self):
        mail = self._send(self.refuser, self.marketing)[self.refuser.id]
        self.assertEqual((mail.state, mail.failure_type), ("cancel", "mail_optout"))
        self.assertFalse(mail.is_notification)

    def test_a_service_message_reaches_who_said_no_to_offers(self):
        self.assertEqual(
            set(self._results(self.everybody, self.service).values()), {None}
        )

    def test_forgotten_restricted_and_merged_customers_get_nothing(self):
        self.yes.sudo().is_forgotten = True
        self.refuser.sudo().is_restricted = True
        self.unasked.sudo().merged_into_id = self._person("survivor")
        outcome = self._results(self.everybody, self.service)
        self.assertEqual(outcome[self.yes], FORGOTTEN)
        self.assertTrue(all(outcome.values()))

    def test_what_odoo_would_send_anyway_it_still_sends(self):
        """Archived contacts, one bounce, own companies: nobody's business of ours."""
        self.unasked.action_archive()
        self.yes.message_bounce = 1
        company = self.env.company.partner_id
        company.email = "office@example.com"
        everybody = self.unasked | self.yes | company
        self.assertEqual(set(self._results(everybody, self.marketing).values()), {None})

    def test_who_was_never_asked_is_refused_only_when_the_company_says_so(self):
        self.env.company.customer_mailings_need_yes = True
        supplier = self._person("supplier", supplier_rank=1)
        outcome = self._results(self.everybody | supplier, self.marketing)
        self.assertEqual(
            outcome,
            {
                self.yes: None,
                self.refuser: self.no,
                self.unasked: self.never,
                supplier: None,
            },
        )
        self.assertFalse(self._results(self.unasked, self.service)[self.unasked])

    def test_colleagues_are_never_asked_for_a_yes(self):
        self.env.company.customer_mailings_need_yes = True
        colleague = self.user_level_3.partner_id
        colleague.email = "colleague@example.com"
        self.assertFalse(self._results(colleague, self.marketing)[colleague])

    def test_the_address_used_counts_not_the_record(self):
        """A recipient of no customer's: the address said no, or belongs to one who must
        not be written to."""
        lost = self._person("lost")
        lost.sudo().is_forgotten = True
        guests = {
            "no@example.com": self.no,
            "NO@Example.com": self.no,
            "lost@example.com": FORGOTTEN,
            "stranger@example.com": None,
        }
        for address, reason in guests.items():
            with self.subTest(address):
                values = {1: {"email_to": f'"Guest" <{address}>'}}
                composer = self._composer(self.yes, self.marketing)
                composer._cancel_refused(values)
                self.assertEqual(values[1].get("failure_reason"), reason)

    def test_a_suppressed_address_gets_nothing_whoever_has_it(self):
        self.env["customer.suppression"].sudo()._suppress(
            "email", ["yes@example.com", "guest@example.com"], "objection"
        )
        reason = self._results(self.yes, self.service)[self.yes]
        self.assertIn("must not be used", reason)
        values = {1: {"email_to": "guest@example.com"}}
        self._composer(self.yes, self.service)._cancel_refused(values)
        self.assertEqual(values[1]["failure_reason"], reason)

    def test_a_no_outlives_the_customers_record(self):
        self.refuser.unlink()
        values = {1: {"email_to": "no@example.com"}}
        self._composer(self.yes, self.marketing)._cancel_refused(values)
        self.assertEqual(values[1]["state"], "cancel")
        self.assertIn(self.marketing.name, values[1]["failure_reason"])

    def test_refused_ones_are_taken_out_of_a_mail_to_several(self):
        values = {
            1: {
                "recipient_ids": [(4, self.yes.id), (4, self.refuser.id)],
                "email_cc": "no@example.com, boss@example.com",
            }
        }
        self._composer(self.yes, self.marketing)._cancel_refused(values)
        self.assertNotIn("state", values[1])
        self.assertEqual(values[1]["recipient_ids"], [(4, self.yes.id)])
        self.assertEqual(values[1]["email_cc"], "boss@example.com")

    def test_the_refused_are_listed_before_sending(self):
        composer = self._composer(self.everybody, self.marketing)
        self.assertEqual(composer.customer_notice, "1 of 3 will not get this")
        self.assertEqual(composer.customer_refusals, f"No: {self.no}")
        composer.customer_purpose_id = self.service
        self.assertFalse(composer.customer_notice)
        self.assertFalse(self.env["mail.mail"].search([("subject", "=", "Spring")]))

    def test_who_is_on_odoos_blacklist_is_listed_and_refused_by_odoo(self):
        self.env["mail.blacklist"]._add("yes@example.com")
        composer = self._composer(self.yes, self.service)
        self.assertEqual(composer.customer_notice, "1 of 1 will not get this")
        mail = self._send(self.yes, self.service)[self.yes.id]
        self.assertEqual((mail.state, mail.failure_type), ("cancel", "mail_bl"))
        mail = self._send(self.yes, self.service, use_exclusion_list=False)
        self.assertEqual(mail[self.yes.id].state, "outgoing")

    def test_contacts_picked_in_their_list_get_offers_documents_service(self):
        composers = self.env["mail.compose.message"]
        vals = {"composition_mode": "mass_mail", "model": "res.partner"}
        picked = composers.with_context(active_model="res.partner").create(vals)
        self.assertEqual(picked.customer_purpose_id, self.marketing)
        self.assertEqual(composers.create(vals).customer_purpose_id, self.service)
        order = {"composition_mode": "mass_mail", "model": "sale.order"}
        self.assertEqual(composers.create(order).customer_purpose_id, self.service)
        comment = {"composition_mode": "comment", "model": "res.partner"}
        self.assertFalse(composers.create(comment).customer_purpose_id)

    def test_templates_recipients_are_found_before_and_at_sending(self):
        order = self.env["sale.order"].create({"partner_id": self.refuser.id})
        template = self.env["mail.template"].create(
            {
                "name": "About an order",
                "model_id": self.env["ir.model"]._get_id("sale.order"),
                "subject": "Spring",
                "body_html": "<p>Spring</p>",
                "partner_to": "{{ object.partner_id.id }}",
                "use_default_to": False,
            }
        )
        composer = self._composer(order, self.marketing, template_id=template.id)
        self.assertEqual(composer.customer_notice, "1 of 1 will not get this")
        self.assertIn(order.name, composer.customer_refusals)
        mails, _messages = composer._action_send_mail()
        self.assertEqual((mails.state, mails.failure_reason), ("cancel", self.no))

    def test_a_chatter_message_goes_out(self):
        """A person writes to one customer: that is service, whatever they said."""
        with self._outbox() as sent:
            self.refuser.message_post(
                body="About your repair",
                partner_ids=self.refuser.ids,
                message_type="comment",
                subtype_xmlid="mail.mt_comment",
            )
        self.assertEqual(sent.recipients, ["no@example.com"])

    def _outbox(self):
        """What leaves through SMTP in the block."""
        test = self

        class Outbox(MailOffice):
            def __enter__(self):
                super().__enter__()
                use_mail_server(test.env, self.port)
                self.sending = really_sending()
                self.sending.__enter__()
                return self

            def __exit__(self, *exc):
                self.sending.__exit__(*exc)
                return super().__exit__(*exc)

        return Outbox()

    def test_only_who_may_get_it_is_written_to_through_smtp(self):
        with self._outbox() as sent:
            self._send(self.everybody, self.marketing, force_send=True)
        self.assertEqual(sent.recipients, ["unasked@example.com", "yes@example.com"])

    def test_ten_thousand_recipients_cost_the_queries_of_ten(self):
        def recipients(count):
            return {
                number: (False, f"guest{number}@example.com") for number in range(count)
            } | {
                -partner.id: (partner.id, partner.email_normalized)
                for partner in self.everybody
            }

        self.env.company.customer_mailings_need_yes = True
        mailing = self.env["customer.mailing"]
        counts = []
        for count in (10, 10_000):
            points = recipients(count)
            mailing._refusals("email", self.marketing, points)
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            refused = mailing._refusals("email", self.marketing, points)
            counts.append(self.cr.sql_log_count - before)
            self.assertEqual(len(refused), 2)
        # the user's own record may be read once more
        self.assertLessEqual(counts[1], counts[0] + 1)
        self.assertLessEqual(counts[1], 20)

    def test_a_batch_of_customers_costs_the_queries_of_two(self):
        more = self.env["res.partner"].create(
            [{"name": f"N{n}", "email": f"n{n}@example.com"} for n in range(200)]
        )
        counts = []
        for partners in (more[:2], more):
            composer = self._composer(partners, self.marketing)
            values = {p.id: {"recipient_ids": [(4, p.id)]} for p in partners}
            composer._cancel_refused(values)
            with counted(self.env) as queries:
                composer._cancel_refused(values)
            counts.append(queries.number)
        self.assertEqual(counts[0], counts[1])

    # SMS

    def _sms_composer(self, records, purpose=None, **vals):
        vals = {
            "composition_mode": "mass",
            "res_model": records._name,
            "res_ids": repr(records.ids),
            "body": "Spring sale",
            "mass_keep_log": False,
            **vals,
        }
        if purpose:
            vals["customer_purpose_id"] = purpose.id
        return self.env["sms.composer"].create(vals)

    def test_mass_sms_of_offers_are_cancelled_for_who_said_no(self):
        composer = self._sms_composer(self.everybody, self.marketing)
        self.assertEqual(composer.customer_notice, "1 of 3 will not get this")
        self.assertEqual(composer.customer_refusals, f"No: {self.no}")
        sent = {sms.partner_id: sms for sms in composer._action_send_sms()}
        refused = sent.pop(self.refuser)
        self.assertEqual(
            (refused.state, refused.failure_type, refused.customer_refusal),
            ("canceled", "sms_optout", self.no),
        )
        self.assertEqual({sms.state for sms in sent.values()}, {"outgoing"})

    def test_one_sms_from_the_dialog_is_refused_in_a_sentence(self):
        single = {
            "composition_mode": "comment",
            "res_ids": False,
            "res_id": self.refuser.id,
        }
        composer = self._sms_composer(self.refuser, self.marketing, **single)
        with self.assertRaisesRegex(UserError, "said no"):
            composer.action_send_sms()
        self.assertFalse(self.env["sms.sms"].search([("body", "=", "Spring sale")]))
        self.refuser.sudo().is_restricted = True
        composer = self._sms_composer(self.refuser, **single)
        self.assertEqual(composer.customer_purpose_id, self.service)
        with self.assertRaisesRegex(UserError, "must not be used"):
            composer.action_send_sms()

    def test_one_sms_of_service_goes_to_who_said_no_to_offers(self):
        composer = self._sms_composer(
            self.refuser,
            composition_mode="comment",
            res_ids=False,
            res_id=self.refuser.id,
        )
        self.assertFalse(composer.customer_notice)
        with patch.object(type(self.env["sms.sms"]), "send", autospec=True):
            composer.action_send_sms()
        sms = self.env["sms.sms"].search([("number", "=", "+48601000002")])
        self.assertEqual(len(sms), 1)

    def test_an_sms_to_a_typed_number_asks_for_that_number(self):
        composer = self._sms_composer(
            self.yes,
            self.marketing,
            composition_mode="numbers",
            res_ids=False,
            res_model=False,
            numbers="+48601000002",
        )
        with self.assertRaisesRegex(UserError, "said no"):
            composer.action_send_sms()

    # Odoo's blacklist

    def test_who_blacklists_themselves_objects_in_the_log(self):
        public = self.env.ref("base.public_user")
        self.env["mail.blacklist"].with_user(public).sudo()._add("yes@example.com")
        row = self.env["customer.consent.log"].search(
            [("partner_id", "=", self.yes.id)], limit=1, order="id desc"
        )
        self.assertEqual(
            (row.event, row.method, row.actor_type, row.purpose_code),
            ("objected", "link", "subject", self.marketing.code),
        )
        self.env["mail.blacklist"].search([("email", "=", "yes@example.com")]).unlink()
        self.assertEqual(self._results(self.yes, self.marketing)[self.yes], self.no)

    def test_an_address_of_nobody_that_blacklists_itself_is_kept(self):
        public = self.env.ref("base.public_user")
        lists = self.env["mail.blacklist"].with_user(public).sudo()
        lists._add("nobody@example.com")
        lists._remove("nobody@example.com")
        lists._add("nobody@example.com")
        rows = self.env["customer.consent"].search([("partner_id", "=", False)])
        self.assertEqual(rows.mapped("state"), ["objected"] * len(self._marketing()))

    def _marketing(self):
        return self.env["customer.consent.purpose"].search(
            [("is_marketing", "=", True)]
        )

    def test_what_a_colleague_blacklists_is_no_word_of_the_customer(self):
        log = self.env["customer.consent.log"]
        before = log.search_count([])
        self.env["mail.blacklist"].with_user(self.user_level_1).sudo()._add(
            "yes@example.com"
        )
        self.assertEqual(log.search_count([]), before)

    def test_the_form_shows_purpose_and_notice(self):
        composers = self.env["mail.compose.message"].with_user(self.user_level_5)
        context = {
            "active_model": "res.partner",
            "active_ids": self.everybody.ids,
            "default_composition_mode": "mass_mail",
            "default_model": "res.partner",
            "default_res_ids": self.everybody.ids,
        }
        with Form(composers.with_context(**context)) as form:
            form.subject = "Spring"
            self.assertEqual(form.customer_purpose_id, self.marketing)
            self.assertEqual(form.customer_notice, "1 of 3 will not get this")


@tagged("post_install", "-at_install")
class TestInvoiceIsOwed(InvoiceCommon):
    """An invoice is delivered whatever the customer said; who sends it is told."""

    def _alerts(self, invoice):
        return (
            self.env["account.move.send.wizard"].create({"move_id": invoice.id}).alerts
        )

    def test_an_invoice_is_sent_with_a_warning(self):
        self.customer.email = "anna@example.com"
        invoice = self._make_invoice(self.machine, post=True)
        self.customer._set_marketing_consent("email", False, "counter")
        self.assertNotIn("customer_care_refused", self._alerts(invoice) or {})
        self.customer.sudo().is_restricted = True
        alert = self._alerts(invoice)["customer_care_refused"]
        self.assertEqual(
            (alert["level"], alert["message"]),
            (
                "warning",
                f"{self.customer.display_name}: This customer's data must not be used"
                " at present.",
            ),
        )
        wizard = self.env["account.move.send.wizard"].create({"move_id": invoice.id})
        wizard.sending_methods = ["email"]
        wizard.action_send_and_print()
        mail = self.env["mail.mail"].search([("res_id", "=", invoice.id)], limit=1)
        notified = invoice.message_ids.notified_partner_ids
        self.assertIn(self.customer, notified | mail.recipient_ids)
