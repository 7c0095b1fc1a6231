# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tests import tagged
from odoo.tools import SQL

from .common_merge import MergeCommon


class MergeWhole(MergeCommon):
    """The whole database before and after; on as many addons as are installed."""

    def _fill(self):
        """Give the source a history of everything that Odoo's demo data have."""
        tag = self.env["res.partner.category"].create({"name": "T"})
        self.source.write(
            {"function": "Baker", "category_id": tag.ids, "comment": "<p>Theirs</p>"}
        )
        self.survivor.comment = "<p>Mine</p>"
        self.source.message_post(body="A note")
        self.source.activity_schedule("mail.mail_activity_data_todo")
        self.env["res.partner.bank"].create(
            {"acc_number": "PL123", "partner_id": self.source.id}
        )
        touched = self._refer_to(self.source)
        # rows were given by SQL: what Odoo computes of them is computed first
        for name in ("partner_share", "commercial_partner_id", "phone_sanitized"):
            self.env.add_to_compute(self.source._fields[name], self.source)
        return touched

    def _check_undo(self):
        touched = self._fill()
        self.assertGreater(len(touched), 8)
        before = self._dump()
        operation = self._merge()
        self._check_nothing_refers(operation)
        operation.action_undo()
        left = operation.line_ids.filtered(lambda line: line.kind == "left")
        self.assertFalse(left.mapped("link"))
        after = self._dump()
        different = {table for table in before if before[table] != after.get(table, {})}
        self.assertFalse(different)

    def _check_nothing_refers(self, operation):
        """What still refers to the source is in the journal as kept."""
        kept = {line.link for line in operation.line_ids if line.kind == "kept"}
        for link in self.env["customer.data.map"]._links("res.partner"):
            if link.kind not in ("many2one", "many2many") or link.name in kept:
                continue
            own = SQL("TRUE")
            if link.table == "res_partner":
                own = SQL("id <> %s", self.source.id)
            [(count,)] = self.env.execute_query(
                SQL(
                    "SELECT count(*) FROM %s WHERE %s = %s AND %s",
                    SQL.identifier(link.table),
                    SQL.identifier(link.column),
                    self.source.id,
                    own,
                )
            )
            self.assertFalse(count, link.name)

    def _check_counts(self):
        self._fill()
        before = self._counts()
        self._merge()
        after = self._counts()
        grown = {
            table: after[table] - before[table]
            for table in before
            if after[table] != before[table]
        }
        # the source's id and its e-mail address find the survivor
        self.assertEqual(grown, {"customer_alias": 2})


@tagged("post_install", "-at_install")
class TestMergeWhole(MergeWhole):
    def test_undo_leaves_the_database_as_it_was(self):
        self._check_undo()

    def test_no_table_loses_a_row(self):
        self._check_counts()

    def test_every_place_in_the_database_is_reviewed(self):
        links = self.env["customer.data.map"]._links("res.partner")
        self.assertGreater(len(links), 60)
        self.assertFalse([link.name for link in links if not link.is_reviewed])

    def test_a_place_nobody_reviewed_is_found_and_moved(self):
        model = self.env["ir.model"].create(
            {
                "name": "Dummy",
                "model": "x_dummy",
                "field_id": [
                    (0, 0, {"name": "x_name", "ttype": "char"}),
                    (
                        0,
                        0,
                        {
                            "name": "x_customer_id",
                            "ttype": "many2one",
                            "relation": "res.partner",
                        },
                    ),
                ],
            }
        )
        links = self.env["customer.data.map"]._links("res.partner")
        self.assertEqual(
            [link.name for link in links if not link.is_reviewed],
            ["x_dummy.x_customer_id"],
        )
        dummy = self.env[model.model].create({"x_customer_id": self.source.id})
        operation = self._merge()
        self.assertEqual(dummy.x_customer_id, self.survivor)
        operation.action_undo()
        self.assertEqual(dummy.x_customer_id, self.source)
