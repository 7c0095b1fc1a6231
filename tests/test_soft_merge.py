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
