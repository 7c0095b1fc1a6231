# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from itertools import product

from odoo.tests import tagged

from .common_merge import MergeCommon

ANSWERS = (None, True, False)
NUMBERS = ["+48602222222"]


@tagged("post_install", "-at_install")
class TestMergePromises(MergeCommon):
    """What other programs lose in a merge, and this one does not."""

    def test_any_opt_out_wins_whatever_both_said(self):
        """Unknown, yes and no of both; a yes counts for its own address only."""
        for number, (mine, theirs) in enumerate(product(ANSWERS, repeat=2)):
            with self.subTest(mine=mine, theirs=theirs):
                survivor, source = (
                    self._make_customer(name=name, email=f"{name}{number}@example.com")
                    for name in ("mine", "theirs")
                )
                for customer, said in ((survivor, mine), (source, theirs)):
                    if said is not None:
                        customer._set_marketing_consent("email", said, "counter")
                log = self.env["customer.consent.log"].search_count([])
                old = source.email_normalized
                self._merge((source, survivor))
                own = survivor._contact_refusals("email", self.marketing)
                other = survivor._contact_refusals(
                    "email", self.marketing, addresses={survivor.id: old}
                )
                is_no = mine is False or theirs is False
                self.assertEqual(not own, mine is True and not is_no)
                self.assertEqual(not other, theirs is True and not is_no)
                self.assertGreaterEqual(
                    self.env["customer.consent.log"].search_count([]), log
                )

    def test_the_nightly_clean_up_gives_merged_customers_nothing_back(self):
        """Else the number is there twice, and after the undo the source has it twice."""
        operation = self._merge()
        partners = self.env["res.partner"]
        before = self._dump()
        self.assertEqual(partners._complete_all_phones(), (0, 0))
        partners._complete_all_codes()
        self.assertEqual(self._dump(), before)
        operation.action_undo()
        self.assertEqual(self.source.customer_phone_ids.mapped("number_e164"), NUMBERS)

    def test_no_value_disappears(self):
        self.source.write(
            {"comment": "<p>Theirs</p>", "street": "ul. Dawna 7", "function": "Baker"}
        )
        self.survivor.write({"comment": "<p>Mine</p>", "function": "Cook"})
        operation = self._merge()
        self.assertIn("Mine", self.survivor.comment)
        self.assertIn("Theirs", self.survivor.comment)
        # what was not chosen stands where it stood
        self.assertEqual(self.source.function, "Baker")
        self.assertEqual(self.source.street, "ul. Dawna 7")
        operation.action_undo()
        self.assertNotIn("Theirs", self.survivor.comment)

    def test_old_identities_find_the_survivor_two_merges_deep(self):
        last = self._make_customer(
            name="Last", email="last@example.com", phone="+48 605 555 555"
        )
        code, old_id = self.source.ref, self.source.id
        self._merge()
        self._merge((self.survivor, last))
        partners = self.env["res.partner"]
        for text in ("anna@example.net", code, "602 222 222"):
            found = [key for key, _name in partners.name_search(text)]
            self.assertEqual(found, last.ids, text)
        self.assertEqual(partners._survivor_of(old_id), last)

    def test_rows_that_came_after_the_merge_stay_with_the_survivor(self):
        operation = self._merge()
        later = self.env["sale.order"].create({"partner_id": self.survivor.id})
        operation.action_undo()
        self.assertEqual(later.partner_id, self.survivor)

    def test_row_that_was_given_away_since_is_left_and_listed(self):
        order = self.env["sale.order"].create({"partner_id": self.source.id})
        operation = self._merge()
        third = self._make_customer(name="Third")
        order.partner_id = third
        self.env.flush_all()
        operation.action_undo()
        self.assertEqual(order.partner_id, third)
        left = operation.line_ids.filtered(lambda line: line.kind == "left")
        self.assertIn("sale.order.partner_id", left.mapped("link"))

    def test_merge_is_in_the_history_of_the_survivor(self):
        self._merge(reason="Same phone")
        event = self.survivor.customer_event_ids.filtered(
            lambda event: event.kind == "merge"
        )
        self.assertEqual(event.old_value, f"{self.source.ref} {self.source.name}")
        self.assertEqual(event.reason, "Same phone")
