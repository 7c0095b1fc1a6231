# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import base64
from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..models.customer_consent_log_answer import STATE_OF
from .common_queries import counted
from .test_consent_log import NOW, LogCase

PDF = b"%PDF-1.7 a signed form"


class MatrixCase(LogCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls.user_level_4
        cls.club = cls.env["customer.consent.purpose"].create(
            {
                "name": "Club",
                "code": "club",
                "lawful_basis": "legitimate_interest",
                "by_call": False,
            }
        )

    def _matrix(self, user=None, customer=None):
        customer = customer or self.customer
        self.env.flush_all()
        return customer.with_user(user or self.clerk).get_customer_consents()

    def _cell(self, purpose, channel, **options):
        matrix = self._matrix(**options)
        [row] = [row for row in matrix["purposes"] if row["id"] == purpose.id]
        [cell] = [cell for cell in row["cells"] if cell["channel"] == channel]
        return cell

    def _states(self, purpose, **options):
        return [self._cell(purpose, c, **options)["state"] for c in
                ("email", "sms", "letter", "call")]  # fmt: skip

    def _dialog(self, user=None, **values):
        return (
            self.env["customer.consent.change"]
            .with_user(user or self.clerk)
            .create({"partner_id": self.customer.id, **values})
        )


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestConsentMatrix(MatrixCase):
    """Purposes by channels, as the gate decides about the address of now."""

    def test_who_was_never_asked_is_told_apart_from_who_said_no(self):
        self._say(False, channel="sms")
        self.assertEqual(
            self._states(self.marketing), ["never", "refused", "never", "never"]
        )

    def test_purposes_that_need_no_yes_say_so(self):
        self.assertEqual(self._states(self.service), ["service"] * 4)
        self.assertEqual(self._states(self.club), ["open", "open", "open", "unused"])
        self.customer._set_consent(self.club, "email", False, "phone")
        self.customer._set_consent(self.club, "sms", True, "phone")
        self.assertEqual(
            self._states(self.club), ["refused", "given", "open", "unused"]
        )
        labels = self._matrix()["labels"]
        self.assertEqual(labels["open"], "Allowed until the customer objects")

    def test_a_yes_has_since_until_how_who_and_for_which_address(self):
        self.marketing.validity_months = 12
        self.customer.with_user(self.clerk)._set_marketing_consent(
            "email", True, "form", "folder B"
        )
        cell = self._cell(self.marketing, "email")
        self.assertEqual(
            {key: cell[key] for key in ("state", "since", "until", "method", "user")},
            {
                "state": "given",
                "since": "03/10/2027",
                "until": "03/10/2028",
                "method": "On a paper form",
                "user": "Level 4",
            },
        )
        self.assertEqual(cell["note"], "folder B")
        [channel] = [c for c in self._matrix()["channels"] if c["key"] == "email"]
        self.assertEqual(channel["address"], "a•••a@e•••.com")

    def test_a_yes_that_is_over_is_expired_before_the_job_ran(self):
        self.marketing.validity_months = 1
        self._say(True)
        with freeze_time("2027-04-10 10:00:00"):
            self.assertEqual(self._cell(self.marketing, "email")["state"], "expired")

    def test_a_new_address_is_unknown_and_the_old_yes_is_named(self):
        self._say(True)
        self.customer.email = "anna@example.org"
        cell = self._cell(self.marketing, "email")
        self.assertEqual(cell["state"], "never")
        self.assertEqual(cell["elsewhere"], ["a•••a@e•••.com"])

    def test_a_no_of_somebody_with_the_same_address_counts_and_names_nobody(self):
        other = self._make_customer(name="Jan Kowalski")
        other._set_marketing_consent("email", False, "phone", "Jan called")
        cell = self._cell(self.marketing, "email")
        self.assertEqual((cell["state"], cell["is_shared"]), ("refused", True))
        self.assertFalse(cell["user"] or cell["note"])
        with freeze_time("2027-03-10 11:00:00"):
            self._say(True)
            self.assertEqual(self._cell(self.marketing, "email")["state"], "given")

    def test_who_cannot_be_reached_has_no_yes_to_tick(self):
        self.customer.email = False
        cell = self._cell(self.marketing, "email")
        self.assertFalse(cell["says_yes"] or cell["says_no"])
        [channel] = [c for c in self._matrix()["channels"] if c["key"] == "email"]
        self.assertEqual(channel["refusal"], "There is no e-mail address.")

    def test_every_cell_agrees_with_the_gate(self):
        self._say(True)
        self._say(False, channel="sms")
        self.customer._set_consent(self.club, "letter", False, "letter")
        allowed = {"given", "open", "service"}
        for purpose in (self.marketing, self.club, self.service):
            for channel in ("email", "sms", "letter", "call"):
                with self.subTest(purpose=purpose.code, channel=channel):
                    self.assertEqual(
                        self._cell(purpose, channel)["state"] in allowed,
                        not self.customer._contact_refusals(channel, purpose),
                    )

    def test_purposes_of_other_companies_are_not_shown(self):
        other = self.env["res.company"].create({"name": "Other"})
        self.env.user.company_ids |= other
        foreign = self.club.copy({"code": "theirs", "company_id": other.id})
        mine = self.club.copy({"code": "ours", "company_id": self.env.company.id})
        self.customer.company_id = self.env.company
        both = self._make_user(
            "both",
            "customer_care.level_4",
            company_ids=[(6, 0, (other | self.env.company).ids)],
        )
        for user in (self.clerk, both):
            ids = [row["id"] for row in self._matrix(user)["purposes"]]
            self.assertIn(mine.id, ids)
            self.assertNotIn(foreign.id, ids)
        with self.assertRaisesRegex(UserError, "belongs to Other"):
            self.customer._set_consent(foreign, "email", True, "counter")

    def test_archived_purposes_are_not_shown(self):
        self.club.active = False
        ids = [row["id"] for row in self._matrix()["purposes"]]
        self.assertNotIn(self.club.id, ids)

    def test_forgotten_restricted_and_merged_customers_are_read_only(self):
        self._say(True, channel="sms")
        survivor = self._make_customer(name="Ewa Lis", email="ewa@example.com")
        for vals, reason in (
            ({"is_forgotten": True}, "asked to be forgotten"),
            ({"is_restricted": True}, "must not be used"),
            ({"merged_into_id": survivor.id}, "merged into Ewa Lis"),
        ):
            self.customer.sudo().write(
                {"is_forgotten": False, "is_restricted": False, **vals}
            )
            with self.subTest(reason):
                matrix = self._matrix()
                self.assertFalse(matrix["can_change"])
                self.assertIn(reason, matrix["lock"])
                with self.assertRaisesRegex(UserError, reason):
                    self._say(True)
        # a no only forbids: it is taken from everybody
        self.customer._set_marketing_consent("sms", False, "phone")
        self.assertEqual(self._cell(self.marketing, "sms")["state"], "refused")

    def test_what_forbids_every_channel_is_said_once(self):
        self.customer.active = False
        matrix = self._matrix()
        self.assertEqual(matrix["lock"], "This customer is archived.")
        self.assertEqual([c["refusal"] for c in matrix["channels"]], [False] * 4)
        self.assertTrue(matrix["can_change"], "their answers still count")

    def test_only_who_may_change_gets_buttons(self):
        self.assertTrue(self._matrix()["can_change"])
        self.assertFalse(self._matrix(self.user_level_5)["can_change"])
        with self.assertRaises(AccessError):
            self._matrix(self.user_no_level)

    def test_the_page_costs_the_same_for_one_answer_and_for_many(self):
        def cost():
            with counted(self.env) as queries:
                self.customer.with_user(self.clerk).get_customer_consents()
            return queries.number

        self._say(True)
        cost()
        few = cost()
        for number in range(6):
            purpose = self.club.copy({"code": f"club_{number}"})
            for channel in ("email", "sms", "letter"):
                self.customer._set_consent(purpose, channel, True, "form")
        self.assertLessEqual(cost(), few + 1)

    # -- what cannot be an answer ---------------------------------------------------

    def test_unknown_ways_channels_and_purposes_are_refused_in_a_sentence(self):
        nothing = self.env["customer.consent.purpose"]
        gone = self.club.copy({"code": "gone"})
        gone.unlink()
        for arguments, sentence in (
            ((self.marketing, "email", True, "telepathy"), "given by telepathy"),
            ((self.marketing, "pigeon", True, "form"), "no channel pigeon"),
            ((self.club, "call", True, "form"), "does not use this channel"),
            ((nothing, "email", True, "form"), "for one purpose"),
            ((self.club | self.marketing, "email", True, "form"), "for one purpose"),
            ((gone, "email", True, "form"), "for one purpose"),
        ):
            with self.subTest(sentence), self.assertRaisesRegex(UserError, sentence):
                self.customer._set_consent(*arguments)
        self.assertFalse(self.customer.consent_ids)
        self.assertFalse(self._rows())


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestConsentDialog(MatrixCase):
    """Each change asks how it was given; one paper answers several cells at once."""

    def test_the_button_opens_the_dialog_for_its_cell(self):
        action = (
            self.customer.with_user(self.clerk)
            .with_context(
                consent_purpose=self.club.id, consent_channel="sms", consent_given=False
            )
            .action_change_consent()
        )
        dialog = self.env["customer.consent.change"].with_context(**action["context"])
        with Form(dialog.with_user(self.clerk)) as form:
            form.method = "letter"
        form.record.action_record()
        self.assertRecordValues(
            self._rows(),
            [
                {
                    "purpose_code": "club",
                    "channel": "sms",
                    "method": "letter",
                    "actor_name": "Level 4",
                }
            ],
        )
        self.assertEqual(STATE_OF[self._rows().event], "refused")

    def test_a_form_records_several_answers_and_leaves_the_others(self):
        action = self.customer.with_user(self.clerk).action_consent_form()
        dialog = self.env["customer.consent.change"].with_context(**action["context"])
        with Form(dialog.with_user(self.clerk)) as form:
            self.assertEqual(form.method, "form")
            places = {
                (row.purpose_id.code, row.channel): number
                for number, row in enumerate(form.save().line_ids)
            }
            self.assertNotIn(("club", "call"), places, "not used by the purpose")
            with form.line_ids.edit(places["marketing", "email"]) as line:
                line.says_yes = True
            with form.line_ids.edit(places["marketing", "sms"]) as line:
                line.says_yes = True
                line.says_no = True
            with form.line_ids.edit(places["club", "letter"]) as line:
                line.says_no = True
            form.note = "form of 10 March"
        form.record.action_record()
        self.assertEqual(
            sorted(
                (r.purpose_code, r.channel, STATE_OF[r.event], r.method)
                for r in self._rows()
            ),
            [
                ("club", "letter", "refused", "form"),
                ("marketing", "email", "given", "form"),
                ("marketing", "sms", "refused", "form"),
            ],
        )
        self.assertEqual(set(self._rows().mapped("note")), {"form of 10 March"})

    def test_a_form_without_a_tick_and_one_with_both_are_refused(self):
        dialog = self._dialog(is_form=True, method="form")
        with self.assertRaisesRegex(UserError, "Tick what the customer answered"):
            dialog.action_record()
        dialog.line_ids[0].write({"says_yes": True, "says_no": True})
        with self.assertRaisesRegex(UserError, "ticked yes and no"):
            dialog.action_record()
        self.assertFalse(self._rows())

    def test_a_form_is_recorded_as_a_whole_or_not_at_all(self):
        dialog = self._dialog(is_form=True, method="form")
        for line in dialog.line_ids.filtered(lambda r: r.purpose_id == self.marketing):
            line.says_yes = True
        self.customer.phone = False
        with (
            self.assertRaisesRegex(UserError, "cannot be reached"),
            self.env.cr.savepoint(),
        ):
            dialog.action_record()
        self.env.invalidate_all()
        self.assertFalse(self._rows())

    def test_the_dialog_shows_the_words_that_are_answered(self):
        words = self.env.ref("customer_care.wording_marketing_en").text
        self.assertEqual(self._dialog().wording, words)

    def test_nobody_without_the_function_records_by_rpc(self):
        dialog = self._dialog()
        for user in (self.user_level_5, self.user_no_level):
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    dialog.with_user(user).action_record()
                with self.assertRaises(AccessError):
                    self._dialog(user)
                with self.assertRaises(AccessError):
                    self.customer.with_user(user).action_consent_form()
                with self.assertRaises(AccessError):
                    self.customer.with_user(user)._set_consent(
                        self.marketing, "email", True, "form"
                    )
        self.assertFalse(self._rows())


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestConsentScan(MatrixCase):
    """The paper stays with the evidence; its hash is part of what the log proves."""

    def _scanned(self, content=PDF, name="form.pdf", **values):
        scan = base64.b64encode(content)
        dialog = self._dialog(method="form", scan=scan, scan_name=name, **values)
        dialog.action_record()
        return self._rows()[-1:]

    def _proof(self, row):
        report = self.env["ir.actions.report"]
        name = "customer_care.report_consent_proof"
        return report._render_qweb_html(name, row.ids)[0].decode()

    def test_a_scan_is_kept_and_its_hash_committed_to(self):
        row = self._scanned()
        self.assertEqual(base64.b64decode(row.scan), PDF)
        self.assertEqual((row.scan_name, row.has_scan), ("form.pdf", True))
        self.assertEqual(row.evidence_state, "kept")
        html = self._proof(row)
        for text in (row.scan_sha256, "form.pdf", row.evidence_commit):
            self.assertIn(text, html)
        self.assertIn("As it was recorded", html)

    def test_one_paper_goes_with_each_answer_of_its_form(self):
        dialog = self._dialog(
            is_form=True, scan=base64.b64encode(PDF), scan_name="form.pdf"
        )
        dialog.line_ids[:3].says_yes = True
        dialog.action_record()
        rows = self._rows()
        self.assertEqual(rows.mapped("has_scan"), [True] * 3)
        self.assertEqual(len(set(rows.mapped("scan_sha256"))), 1)

    def test_python_records_with_a_scan_too(self):
        self.customer._set_consent(
            self.marketing,
            "email",
            True,
            "letter",
            scan=("letter.png", b"\x89PNG\r\n\x1a\n"),
        )
        self.assertEqual(self._rows().scan_name, "letter.png")

    def test_an_answer_without_a_scan_has_none(self):
        self._scanned()
        row = self._say(False, channel="sms")
        self.assertFalse(row.has_scan or row.scan or row.scan_sha256)

    def test_what_is_no_scan_is_refused_and_nothing_recorded(self):
        for content, name in (
            (b"<html><script>alert(1)</script>", "form.pdf"),
            (b"MZ", "form.exe"),
        ):
            with self.subTest(name), self.assertRaisesRegex(UserError, "is no scan"):
                self._scanned(content, name)
        with self.assertRaisesRegex(UserError, "at most 10 MB"):
            self._scanned(PDF + b"0" * 10 * 1024**2)
        self.assertFalse(self._rows())

    def test_no_rpc_brings_a_scan_along_in_its_context(self):
        self.customer.with_context(
            customer_consent_scan={"name": "x.pdf", "content": "x"}
        )._set_marketing_consent("email", True, "form")
        self.assertFalse(self._rows().scan_sha256)

    def test_removing_the_scan_breaks_nothing_and_its_hash_stays(self):
        row = self._scanned()
        digest = row.scan_sha256
        self._seal()
        with self.assertRaises(AccessError):
            row.with_user(self.clerk).action_delete_scan()
        row.with_user(self.user_level_2).action_delete_scan()
        self.env.invalidate_all()
        self.assertFalse(row.has_scan or row.scan)
        self.assertEqual(
            (row.scan_sha256, row.evidence_state), (digest, "scan_removed")
        )
        self.assertIn(digest, self._proof(row))
        self.assertEqual(set(self._faults()), {False})
        event = self.customer.customer_event_ids.sorted("id")[-1]
        self.assertIn("scan of an answer was removed", event.reason)
        with self.assertRaisesRegex(UserError, "There is no scan"):
            row.action_delete_scan()

    def test_removing_all_evidence_breaks_nothing(self):
        files = self.env["ir.attachment"]
        domain = [("res_model", "=", "customer.consent.evidence")]
        domain += [("res_field", "=", "scan")]
        before = files.search_count(domain)
        row = self._scanned()
        self._seal()
        self.assertEqual(files.search_count(domain), before + 1)
        self.env["customer.consent.evidence"].search(
            [("log_uid", "=", row.uid)]
        ).unlink()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((row.evidence_state, row.address_hint), ("removed", False))
        self.assertEqual(set(self._faults()), {False})
        self.assertEqual(files.search_count(domain), before, "the file goes with it")

    def test_another_paper_in_its_place_is_found(self):
        row = self._scanned()
        evidence = self.env["customer.consent.evidence"].search(
            [("log_uid", "=", row.uid)]
        )
        evidence.scan = base64.b64encode(b"%PDF-1.7 another one")
        row.invalidate_recordset()
        self.assertEqual(row.evidence_state, "changed")
        self.assertIn("NOT as it was recorded", self._proof(row))

    def test_another_note_in_its_place_is_found(self):
        row = self._scanned()
        evidence = self.env["customer.consent.evidence"].search(
            [("log_uid", "=", row.uid)]
        )
        evidence.content = {**evidence.content, "note": "forged"}
        row.invalidate_recordset()
        self.assertEqual(row.evidence_state, "changed")

    def test_who_may_not_see_consents_reads_no_scan(self):
        row = self._scanned()
        with self.assertRaises(AccessError):
            row.with_user(self.user_no_level).action_open_scan()
        with self.assertRaises(AccessError):
            row.with_user(self.user_no_level).read(["scan"])
        with self.assertRaises(AccessError):
            self.env["customer.consent.evidence"].with_user(self.clerk).search([])
        file = self.env["ir.attachment"].search(
            [
                ("res_model", "=", row._evidence()[row.uid]._name),
                ("res_field", "=", "scan"),
            ]
        )
        self.assertTrue(file)
        with self.assertRaises(AccessError):
            file.with_user(self.clerk).read(["datas"])
        self.assertEqual(
            row.with_user(self.user_level_5).action_open_scan()["url"],
            f"/web/content/customer.consent.log/{row.id}/scan",
        )

    def test_the_state_is_rebuilt_beside_scans(self):
        self._scanned()
        self.env.flush_all()
        self.env["customer.consent"]._rebuild()
        self.assertEqual(self.customer.consent_ids.state, "given")
        self.assertEqual(
            self.customer.consent_ids.changed_at, datetime(2027, 3, 10, 10)
        )
