# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged

from .test_merge_whole import MergeWhole


@tagged("post_install", "-at_install")
class TestSoftMerge(MergeWhole):
    """With twenty further addons of Odoo and their demo data."""

    def test_undo_leaves_the_database_as_it_was(self):
        self._check_undo()

    def test_no_table_loses_a_row(self):
        self._check_counts()

    def test_every_place_in_the_database_is_reviewed(self):
        links = self.env["customer.data.map"]._links("res.partner")
        self.assertGreater(len(links), 140)
        self.assertFalse([link.name for link in links if not link.is_reviewed])

    # -- what core's merge loses -----------------------------------------------------

    def test_wishes_of_both_are_kept(self):
        """A unique row of both made core delete all the wishes of the source."""
        same, other = self.env["product.product"].create(
            [{"name": "Same"}, {"name": "Other"}]
        )
        website = self.env["website"].search([], limit=1)
        wishes = self.env["product.wishlist"].create(
            [
                {
                    "partner_id": partner.id,
                    "product_id": product.id,
                    "website_id": website.id,
                    "currency_id": website.currency_id.id,
                    "price": 1,
                }
                for partner, product in (
                    (self.survivor, same),
                    (self.source, same),
                    (self.source, other),
                )
            ]
        )
        operation = self._merge()
        self.assertEqual(len(wishes.exists()), 3)
        self.assertEqual(wishes[2].partner_id, self.survivor)
        self.assertEqual(wishes[1].partner_id, self.source)
        operation.action_undo()
        self.assertEqual(wishes[1:].partner_id, self.source)

    def test_progress_in_courses_is_kept(self):
        channel, other = self.env["slide.channel"].create(
            [{"name": "One"}, {"name": "Two"}]
        )
        seats = self.env["slide.channel.partner"].create(
            [
                {"channel_id": course.id, "partner_id": partner.id}
                for course, partner in (
                    (channel, self.survivor),
                    (channel, self.source),
                    (other, self.source),
                )
            ]
        )
        self._merge()
        self.assertEqual(len(seats.exists()), 3)
        self.assertEqual(seats[2].partner_id, self.survivor)

    def test_ratings_do_not_point_to_nobody(self):
        rating = self.env["rating.rating"].create(
            {
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.source.id,
                "partner_id": self.source.id,
                "rating": 5,
            }
        )
        operation = self._merge()
        self.assertEqual(
            (rating.res_id, rating.partner_id), (self.survivor.id, self.survivor)
        )
        operation.action_undo()
        self.assertEqual(
            (rating.res_id, rating.partner_id), (self.source.id, self.source)
        )
