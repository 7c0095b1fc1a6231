# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import TransactionCase, tagged

from .common import CustomerCommon
from .common_queries import counted
from .mail_office import MailOffice, really_sending, use_mail_server


@tagged("post_install", "-at_install")
class TestSoftMassMailingGate(CustomerCommon, TransactionCase):
    """With e-mail and SMS marketing: mailings obey the gate, and say so before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.no = f"The customer said no to this by this channel: {cls.marketing.name}."
        cls.yes, cls.refuser, cls.unasked = (
            cls._make_customer(
                name=f"{name}ward",
                email=f"{name}@ways.example.com",
                phone=f"+4860300000{number}",
            )
            for number, name in enumerate(("yes", "no", "unasked"))
        )
        for channel in ("email", "sms"):
            cls.yes._set_marketing_consent(channel, True, "counter")
            cls.refuser._set_marketing_consent(channel, False, "counter")
        cls.everybody = cls.yes | cls.refuser | cls.unasked
        cls.purposes = cls.env["customer.mailing.purpose"]

    def _mailing(self, records=None, **vals):
        records = self.everybody if records is None else records
        return self.env["mailing.mailing"].create(
            {
                "subject": "Spring",
                "body_html": "<p>Spring sale</p>",
                "mailing_model_id": self.env["ir.model"]._get_id(records._name),
                "mailing_domain": repr([("id", "in", records.ids)]),
                "keep_archives": True,
                **vals,
            }
        )

    def _sms_mailing(self, records=None, **vals):
        sms = {"mailing_type": "sms", "body_plaintext": "Spring", **vals}
        return self._mailing(records, **sms)

    def _traces(self, mailing):
        """{record id: (status, why)}."""
        return {
            trace.res_id: (trace.trace_status, trace.failure_reason or None)
            for trace in mailing.mailing_trace_ids
        }

    def test_a_mailing_leaves_out_who_said_no_with_the_reason(self):
        mailing = self._mailing()
        with MailOffice() as office:
            use_mail_server(self.env, office.port)
            with really_sending():
                mailing.action_send_mail()
        self.assertEqual(
            office.recipients, ["unasked@ways.example.com", "yes@ways.example.com"]
        )
        self.assertEqual(
            self._traces(mailing),
            {
                self.yes.id: ("sent", None),
                self.refuser.id: ("cancel", self.no),
                self.unasked.id: ("sent", None),
            },
        )
        self.assertEqual(mailing.canceled, 1)
        self.assertEqual(
            mailing.mailing_trace_ids.filtered("failure_reason").failure_type,
            "mail_optout",
        )

    def test_never_asked_only_when_the_company_switched_it_on(self):
        self.env.company.customer_mailings_need_yes = True
        mailing = self._mailing()
        mailing.action_send_mail()
        states = {key: state for key, (state, _why) in self._traces(mailing).items()}
        self.assertNotEqual(states[self.yes.id], "cancel")
        self.assertEqual(states[self.refuser.id], "cancel")
        self.assertEqual(states[self.unasked.id], "cancel")

    def test_a_service_mailing_reaches_who_said_no_to_offers(self):
        mailing = self._mailing()
        self.purposes.set_purpose(mailing.id, self.service.id)
        mailing.action_send_mail()
        self.assertNotIn("cancel", [s for s, _why in self._traces(mailing).values()])

    def test_subscribers_of_a_list_are_matched_by_their_address(self):
        lists = self.env["mailing.list"].create({"name": "News"})
        contacts = self.env["mailing.contact"].create(
            [
                {"name": "A", "email": "no@ways.example.com"},
                {"name": "B", "email": "stranger@ways.example.com"},
            ]
        )
        contacts.list_ids = lists
        mailing = self._mailing(
            self.env["mailing.list"],
            contact_list_ids=[Command.set(lists.ids)],
            mailing_domain=repr([("list_ids", "in", lists.ids)]),
        )
        shown = self.purposes.get_mailing(mailing.id)
        self.assertEqual(shown["notice"], "1 of 2 will not get this")
        mailing.action_send_mail()
        traces = self._traces(mailing)
        self.assertEqual(traces[contacts[0].id], ("cancel", self.no))
        self.assertNotEqual(traces[contacts[1].id][0], "cancel")

    def test_the_refused_are_listed_before_it_is_sent(self):
        for mailing in (self._mailing(), self._sms_mailing()):
            with self.subTest(mailing.mailing_type):
                shown = self.purposes.get_mailing(mailing.id)
                self.assertEqual(shown["purpose_id"], self.marketing.id)
                self.assertEqual(shown["notice"], "1 of 3 will not get this")
                self.assertTrue(shown["is_editable"])
                action = self.purposes.action_refused(mailing.id)
                rows = self.env[action["res_model"]].search(action["domain"])
                self.assertEqual(
                    rows.mapped(lambda row: (row.name, row.reason)),
                    [("noward", self.no)],
                )
                self.assertFalse(mailing.mailing_trace_ids)

    def test_another_purpose_changes_who_gets_it(self):
        mailing = self._mailing()
        shown = self.purposes.set_purpose(mailing.id, self.service.id)
        self.assertEqual(shown["purpose_id"], self.service.id)
        self.assertFalse(shown["notice"])
        shown = self.purposes.set_purpose(mailing.id, self.marketing.id)
        self.assertEqual(shown["notice"], "1 of 3 will not get this")

    def test_the_purpose_of_a_sent_mailing_stays(self):
        mailing = self._mailing()
        mailing.action_send_mail()
        with self.assertRaisesRegex(UserError, "has been sent"):
            self.purposes.set_purpose(mailing.id, self.service.id)
        self.assertFalse(self.purposes.get_mailing(mailing.id)["is_editable"])

    def test_only_who_may_change_the_mailing_chooses_its_purpose(self):
        mailing = self._mailing()
        for method, args in (
            ("get_mailing", ()),
            ("set_purpose", (self.service.id,)),
            ("action_refused", ()),
        ):
            with self.subTest(method), self.assertRaises(AccessError):
                purposes = self.purposes.with_user(self.user_level_1)
                getattr(purposes, method)(mailing.id, *args)
        marketer = self._make_user(
            "marketer", "base.group_user,mass_mailing.group_mass_mailing_user"
        )
        shown = self.purposes.with_user(marketer).get_mailing(mailing.id)
        self.assertEqual(shown["notice"], "1 of 3 will not get this")
        self.assertFalse(shown["may_list"])
        with self.assertRaisesRegex(UserError, "no longer exists"):
            self.purposes.get_mailing(mailing.id + 1000)
        with self.assertRaisesRegex(UserError, "no longer exists"):
            self.purposes.set_purpose(mailing.id, self.service.id + 1000)

    def test_an_sms_mailing_leaves_out_who_said_no_with_the_reason(self):
        mailing = self._sms_mailing()
        mailing.action_send_sms()
        traces = self._traces(mailing)
        self.assertEqual(traces.pop(self.refuser.id), ("cancel", self.no))
        self.assertEqual({state for state, _why in traces.values()}, {"outgoing"})
        sms = self.env["sms.sms"].search([("mailing_id", "=", mailing.id)])
        self.assertEqual(sms.partner_id, self.yes | self.unasked)

    def test_the_responsibles_company_decides_when_a_job_sends(self):
        other = self.env["res.company"].create({"name": "Strict Ltd"})
        other.customer_mailings_need_yes = True
        marketer = self._make_user(
            "strict",
            "base.group_user,mass_mailing.group_mass_mailing_user",
            company_id=other.id,
            company_ids=[Command.set(other.ids)],
        )
        mailing = self._mailing(user_id=marketer.id)
        mailing.action_send_mail()
        self.assertEqual(self._traces(mailing)[self.unasked.id][0], "cancel")

    def test_a_mailing_list_is_imported_as_what_it_is(self):
        """Subscribed is an unproven yes, opted out a no; twice changes nothing."""
        news = self.env["mailing.list"].create({"name": "News"})
        for name, is_out in (("yes", False), ("unasked", False), ("gone", True)):
            contact = self.env["mailing.contact"].create(
                {"name": name, "email": f"{name}@ways.example.com"}
            )
            self.env["mailing.subscription"].create(
                {"contact_id": contact.id, "list_id": news.id, "opt_out": is_out}
            )
        gone = self._make_customer(email="gone@ways.example.com")
        wizard = self.env["customer.consent.import"].create(
            {"source": "list", "mailing_list": str(news.id)}
        )
        wizard.action_check()
        wizard.action_import()
        self.assertEqual(
            (wizard.new_count, wizard.unproven_count, wizard.unchanged_count), (1, 1, 1)
        )
        states = {p: p.consent_ids.mapped("state")[:1] for p in (self.unasked, gone)}
        self.assertEqual(states, {self.unasked: ["imported"], gone: ["withdrawn"]})
        self.assertEqual(gone.consent_ids.note, "Mailing list News")
        wizard.action_check()
        self.assertEqual((wizard.new_count, wizard.unproven_count), (0, 0))

    def test_leads_are_refused_by_their_address(self):
        lead = self.env["crm.lead"].create(
            {"name": "Lead", "email_from": "no@ways.example.com"}
        )
        mailing = self._mailing(lead)
        mailing.action_send_mail()
        self.assertEqual(self._traces(mailing)[lead.id], ("cancel", self.no))

    def test_the_form_of_a_mailing_shows_the_purpose(self):
        view = self.env["mailing.mailing"].get_view(view_type="form")
        self.assertEqual(view["arch"].count("customer_mailing_purpose"), 1)
        view = self.env["mailing.mailing"].get_view(view_type="list")
        self.assertNotIn("customer_mailing_purpose", view["arch"])

    def test_many_recipients_cost_the_queries_of_few(self):
        more = self.env["res.partner"].create(
            [{"name": f"N{n}", "email": f"n{n}@ways.example.com"} for n in range(300)]
        )
        counts = []
        for partners in (more[:2], more):
            mailing = self._mailing(partners)
            self.purposes.get_mailing(mailing.id)
            with counted(self.env) as queries:
                self.purposes.get_mailing(mailing.id)
            counts.append(queries.number)
        self.assertEqual(counts[0], counts[1])
