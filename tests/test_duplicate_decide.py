# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from odoo.addons.customer_care.models import customer_duplicate_decide

from .common_duplicate import DuplicateCommon


@tagged("post_install", "-at_install")
class TestDuplicateDecide(DuplicateCommon, HttpCase):
    """Three answers, and what a machine may do."""

    def _pair(self, name="Anna Kowalska", other=None, **vals):
        vals = {"birth_date": "1980-05-12", **vals}
        one, two = self._at_home(name, **vals), self._at_home(other or name, **vals)
        self._scan()
        pair = self.duplicates.search([("partner_id", "=", one.id)])
        self.assertEqual(pair.other_id, two)
        return pair

    def test_merge_keeps_who_was_there_first_and_can_be_undone(self):
        pair = self._pair()
        one, other = pair.partner_id, pair.other_id
        pair.with_user(self.user_level_3).action_merge()
        self.assertEqual((pair.decision, other.merged_into_id), ("merged", one))
        self.env["customer.operation"].search([], limit=1).action_undo()
        self.assertTrue(other.active)

    def test_family_makes_a_family_and_never_comes_back(self):
        pair = self._pair("Anna Kowalska", "Jan Kowalski")
        self.assertEqual(pair.verdict, "family")
        pair.with_user(self.user_level_3).action_family()
        self.assertEqual(pair.decision, "family")
        self.assertEqual(
            pair.partner_id.family_id.member_ids, pair.partner_id | pair.other_id
        )
        self._scan()
        self.assertFalse(self._verdicts())

    def test_an_answer_is_given_once(self):
        pair = self._pair()
        pair.action_distinct()
        for verb in ("action_merge", "action_family", "action_distinct"):
            with self.subTest(verb), self.assertRaisesRegex(UserError, "already"):
                getattr(pair, verb)()

    def test_only_who_may_merge_answers(self):
        pair = self._pair().with_user(self.user_level_4)
        verbs = ("action_merge", "action_family", "action_distinct")
        verbs += ("action_open_wizard", "action_combine_automatically")
        verbs += ("action_family_automatically",)
        for verb in verbs:
            with self.subTest(verb), self.assertRaises(AccessError):
                getattr(pair, verb)()

    def test_both_records_are_shown_and_what_differs_is_marked(self):
        pair = self._pair("Anna Kowalska", "Anna Kowaslka")
        rows = {row["name"]: row for row in pair.comparison}
        self.assertEqual(
            (rows["name"]["one"], rows["name"]["other"], rows["name"]["differs"]),
            ("Anna Kowalska", "Anna Kowaslka", True),
        )
        self.assertFalse(rows["phone"]["differs"])
        self.assertNotIn("email", rows)

    def test_who_bought_most_comes_first(self):
        small = self._pair("Anna Kowalska")
        big = self._pair("Piotr Lis", phone="+48609999999", street="Inna 8")
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": big.other_id.id,
                "invoice_date": "2026-01-15",
                "invoice_line_ids": [(0, 0, {"name": "Goods", "price_unit": 100})],
            }
        )
        invoice.action_post()
        self._scan()
        self.assertEqual(
            self.duplicates.search([("decision", "=", "open")]), big + small
        )
        self.assertEqual(big.turnover, invoice.amount_untaxed_signed)
        self.assertEqual(str(big.last_visit), "2026-01-15")

    def test_who_was_here_last_comes_first_of_equal_turnover_and_nobody_last(self):
        nothing = self._pair("Zoe Nothing", phone="+48607777777", street="Leer 1")
        early = self._pair("Anna Kowalska")
        late = self._pair("Piotr Lis", phone="+48609999999", street="Inna 8")
        for pair, day in ((early, "2026-01-15"), (late, "2026-02-15")):
            self.env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": pair.other_id.id,
                    "invoice_date": day,
                    "invoice_line_ids": [(0, 0, {"name": "Goods", "price_unit": 100})],
                }
            ).action_post()
        self._scan()
        found = self.duplicates.search([("decision", "=", "open")])
        self.assertEqual(list(found), [late, early, nothing])

    # -- many at once ------------------------------------------------------------------

    def _three(self):
        """Three records of one customer, and the pairs between them."""
        born = "1980-05-12"
        people = [self._at_home("Anna Kowalska", birth_date=born) for _n in "123"]
        self._scan()
        pairs = self.duplicates.search([("partner_id", "in", [p.id for p in people])])
        self.assertEqual(len(pairs), 3)
        return people, pairs

    def test_all_pairs_of_three_are_merged_into_one_and_answered(self):
        (one, two, three), pairs = self._three()
        pairs.with_user(self.user_level_3).action_merge()
        self.assertEqual((two.merged_into_id, three.merged_into_id), (one, one))
        self.assertEqual(set(pairs.mapped("decision")), {"merged"})
        self.assertEqual(pairs.decided_by_id, self.user_level_3)
        self.env["customer.operation"].search([], limit=1).action_undo()
        self.env.invalidate_all()
        self.assertEqual(set(pairs.mapped("decision")), {"open"})
        self.assertFalse(pairs.decided_by_id)

    def test_two_distinct_ones_do_not_become_one_by_a_third(self):
        (_one, two, three), pairs = self._three()
        self.duplicates._decide([(two.id, three.id)], "distinct")
        chosen = pairs.filtered(lambda pair: pair.decision == "open")
        with self.assertRaisesRegex(UserError, "two of them are distinct"):
            chosen.with_user(self.user_level_3).action_merge()
        self.assertEqual((two.active, three.active), (True, True))

    def test_more_than_five_hundred_are_merged_in_the_background(self):
        (one, two, three), pairs = self._three()
        with patch.object(customer_duplicate_decide, "MANY", 1):
            said = pairs.with_user(self.user_level_3).action_merge()
        self.assertIn("2 records are merged in the background", str(said))
        self.assertTrue(two.active)
        self.assertEqual(set(pairs.mapped("decision")), {"open"})
        self.env["customer.operation"].sudo()._cron_run(batch_size=1)
        self.assertEqual((two.merged_into_id, three.merged_into_id), (one, one))
        self.assertNotIn("open", pairs.exists().mapped("decision"))

    def test_what_may_not_be_merged_stays_open(self):
        good, bad = self._pair("Anna Kowalska"), None
        firm = self._bare("Firm", is_company=True)
        contact = self._bare("Contact", parent_id=firm.id)
        bad = self.duplicates._decide([(firm.id, contact.id)], "open")
        (good | bad).with_user(self.user_level_3).action_merge()
        self.assertEqual((good.decision, bad.decision), ("merged", "open"))
        self.assertTrue(contact.active)

    def test_distinct_holds_for_who_the_record_becomes_part_of(self):
        old, other, new = (self._at_home("Anna Kowalska") for _n in "123")
        self.duplicates._decide([(old.id, other.id)], "distinct")
        operation = self.env["customer.operation"]._merge([(old.id, new.id)])
        self._scan()
        self.assertEqual(self._verdicts(), {})
        operation.action_undo()
        self.assertFalse(
            self.duplicates.search(
                [("partner_id", "=", other.id), ("other_id", "=", new.id)]
            )
        )

    # -- the machine -------------------------------------------------------------------

    def _combine(self, user=None):
        action = self.duplicates.with_user(
            user or self.user_level_3
        ).action_combine_automatically()
        return (
            self.env[action["res_model"]]
            .with_user(user or self.user_level_3)
            .browse(action["res_id"])
        )

    def test_only_what_is_certain_is_combined_after_a_rehearsal(self):
        certain = self._pair("Anna Kowalska")
        likely = self._pair("Piotr Lis", "Piotr Lsi", birth_date=False)
        self.assertEqual(likely.verdict, "likely")
        wizard = self._combine()
        self.assertEqual((wizard.pair_count, wizard.refused_count), (1, 0))
        self.assertFalse(certain.other_id.merged_into_id)
        wizard.action_combine()
        self.assertEqual(certain.decision, "merged")
        self.assertEqual(certain.other_id.merged_into_id, certain.partner_id)
        self.assertEqual(likely.decision, "open")

    def test_three_records_of_one_customer_have_one_survivor(self):
        pair = self._pair()
        third = self._at_home("Anna Kowalska", birth_date="1980-05-12")
        self._scan()
        self._combine().action_combine()
        self.assertEqual((pair.other_id | third).merged_into_id, pair.partner_id)

    def test_a_doubt_within_three_leaves_them_to_a_person(self):
        pair = self._pair()
        self._at_home("Anna Kowalska", birth_date="1980-05-12")
        self._scan()
        pair.action_distinct()
        with self.assertRaisesRegex(UserError, "no certain duplicates"):
            self._combine()

    def test_a_pair_merged_by_hand_meanwhile_is_no_trouble(self):
        by_hand, other = self._pair(), self._pair("Ewa Wilk", street="Inna 8")
        self.env["customer.operation"]._merge(
            [(by_hand.other_id.id, by_hand.partner_id.id)]
        )
        self.assertEqual(by_hand.decision, "merged")
        wizard = self._combine()
        self.assertEqual(wizard.pair_count, 1)
        wizard.action_combine()
        self.assertEqual(other.decision, "merged")

    def test_merged_between_rehearsal_and_run_is_refused(self):
        pair = self._pair()
        wizard = self._combine()
        self.env["customer.operation"]._merge([(pair.other_id.id, pair.partner_id.id)])
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET write_date = write_date + interval '1 minute'"
            " WHERE id = %s",
            [pair.other_id.id],
        )
        with self.assertRaisesRegex(UserError, "changed since the preview"):
            wizard.action_combine()

    def test_the_batch_is_undone_and_not_combined_again_by_a_machine(self):
        pair = self._pair()
        action = self._combine().action_combine()
        operation = self.env["customer.operation"].browse(action["res_id"])
        operation.action_undo()
        self.env.invalidate_all()
        self.assertEqual((pair.decision, pair.other_id.active), ("open", True))
        self._scan()
        with self.assertRaisesRegex(UserError, "no certain duplicates"):
            self._combine()

    # -- with a browser ----------------------------------------------------------------

    def test_scan_decide_three_ways_combine_and_undo(self):
        for name, other in (
            ("Tour Merge", "Tour Megre"),
            ("Tour Nowak", "Anna Nowak"),
            ("Tour Distinct", "Tour Distnict"),
        ):
            vals = {"phone": f"+48 601 {len(name):03} 567", "zip": f"00-{len(name):03}"}
            vals["street"] = f"Street {name} 5"
            self._bare(name, **vals), self._bare(other, **vals)
        certain = [
            self._bare("Tour Certain", birth_date="1980-05-12", phone="+48609999999")
            for _n in "12"
        ]
        self.start_tour(
            "/odoo/customer-duplicates", "customer_care_duplicates", login="level_3"
        )
        self.env.invalidate_all()
        pairs = self.duplicates.search([("partner_id.name", "like", "Tour")])
        answers = {pair.partner_id.name: pair.decision for pair in pairs}
        self.assertEqual(answers["Tour Merge"], "merged")
        self.assertEqual(answers["Tour Nowak"], "family")
        self.assertEqual(answers["Tour Distinct"], "distinct")
        self.assertEqual(answers["Tour Certain"], "open")
        self.assertEqual([each.active for each in certain], [True, True])
