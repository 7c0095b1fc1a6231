# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .common_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMergeFollower(MergeCommon):
    """Who follows both hears of all that they asked for of either."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.third = cls._make_customer(name="Third")
        cls.follower = cls.env["res.partner"].create({"name": "Follower"})
        cls.comment = cls.env.ref("mail.mt_comment")
        cls.note = cls.env.ref("mail.mt_note")
        cls.activities = cls.env.ref("mail.mt_activities")

    def _follow(self, record, *subtypes, partner=None):
        record.message_subscribe(
            (partner or self.follower).ids, [subtype.id for subtype in subtypes]
        )

    def _row(self, record, partner=None):
        return self.env["mail.followers"].search(
            [
                ("res_model", "=", record._name),
                ("res_id", "=", record.id),
                ("partner_id", "=", (partner or self.follower).id),
            ]
        )

    def test_subtypes_of_both_are_joined_and_taken_apart_again(self):
        self._follow(self.survivor, self.comment)
        self._follow(self.source, self.note, self.comment)
        before = self._dump()
        operation = self._merge()
        row = self._row(self.survivor)
        self.assertEqual(row.subtype_ids, self.comment | self.note)
        operation.action_undo()
        self.env.invalidate_all()
        self.assertEqual(row.subtype_ids, self.comment)
        after = self._dump()
        self.assertFalse({name for name in before if before[name] != after[name]})

    def test_of_two_sources_the_first_row_gets_what_the_second_has(self):
        self._follow(self.source, self.note)
        self._follow(self.third, self.activities)
        self._merge((self.source, self.survivor), (self.third, self.survivor))
        row = self._row(self.survivor)
        self.assertEqual(row.subtype_ids, self.note | self.activities)

    def test_two_merged_customers_followed_the_same_order(self):
        order = self.env["sale.order"].create({"partner_id": self.third.id})
        self._follow(order, self.comment, partner=self.survivor)
        self._follow(order, self.activities, partner=self.source)
        operation = self._merge()
        row = self._row(order, self.survivor)
        self.assertEqual(row.subtype_ids, self.comment | self.activities)
        operation.action_undo()
        self.env.invalidate_all()
        self.assertEqual(row.subtype_ids, self.comment)
        self.assertEqual(self._row(order, self.source).subtype_ids, self.activities)

    def test_another_follower_gets_nothing(self):
        other = self.env["res.partner"].create({"name": "Other"})
        self._follow(self.survivor, self.comment, partner=other)
        self._follow(self.source, self.note)
        self._merge()
        self.assertEqual(self._row(self.survivor, other).subtype_ids, self.comment)
        self.assertEqual(self._row(self.survivor).subtype_ids, self.note)

    def test_of_two_sources_with_a_picture_the_first_one_stays(self):
        pictures = {}
        for record, colour in (
            (
                self.source,
                b"R0lGODlhAQABAIABAP8AAP///yH5BAEAAAEALAAAAAABAAEAAAICRAEAOw==",
            ),
            (
                self.third,
                b"R0lGODlhAQABAIABAAD/AP///yH5BAEAAAEALAAAAAABAAEAAAICRAEAOw==",
            ),
        ):
            record.image_1920 = colour
            pictures[record] = record.image_1920
        operation = self._merge(
            (self.source, self.survivor), (self.third, self.survivor)
        )
        self.env.invalidate_all()
        self.assertEqual(self.survivor.image_1920, pictures[self.source])
        self.assertEqual(self.third.image_1920, pictures[self.third])
        operation.action_undo()
        self.env.invalidate_all()
        self.assertFalse(self.survivor.image_1920)
        self.assertEqual(self.source.image_1920, pictures[self.source])
