# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common_merge import MergeCommon


@tagged("post_install", "-at_install")
class TestMergeQueue(MergeCommon):
    """Many pairs, in the background."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partners = cls.env["res.partner"].create(
            [{"name": f"P{number}"} for number in range(10)]
        )
        ids = cls.partners.ids
        cls.pairs = list(zip(ids[::2], ids[1::2], strict=True))
        cls.orders = cls.env["sale.order"].create(
            [{"partner_id": source} for source, _survivor in cls.pairs]
        )

    def _queued(self):
        operation = self.operations._new_merge(self.pairs)
        operation._queue()
        return operation

    def _merged(self):
        return len(self.partners.filtered("merged_into_id"))

    def test_all_batches_are_one_operation(self):
        operation = self._queued()
        self.assertEqual(self._merged(), 0)
        self.operations._cron_run(batch_size=2)
        self.assertEqual((operation.state, operation.pair_count), ("done", 5))
        self.assertEqual(self._merged(), 5)
        operation.action_undo()
        self.assertEqual(self._merged(), 0)
        self.assertEqual(
            self.orders.mapped("partner_id.id"), [source for source, _s in self.pairs]
        )

    def test_what_was_interrupted_goes_on_and_doubles_nothing(self):
        operation = self._queued()
        cron = self.env.ref("customer_care.cron_operation")
        jobs = self.operations.with_context(cron_id=cron.id)
        with patch.object(type(cron), "_commit_progress", lambda *_a, **_k: 0):
            jobs._cron_run(batch_size=2)
        self.assertEqual((operation.state, self._merged()), ("running", 2))
        self.operations._cron_run(batch_size=2)
        self.assertEqual((operation.state, operation.pair_count), ("done", 5))
        pairs = operation.line_ids.filtered(lambda line: line.kind == "pair")
        self.assertEqual(len(set(pairs.mapped("source_id"))), 5)

    def test_failure_leaves_finished_batches_and_says_so(self):
        operation = self._queued()
        engine = type(self.operations)
        batches = []

        def fill(this):
            batches.append(this)
            if len(batches) == 2:
                raise RuntimeError("no more paper")

        with (
            patch.object(engine, "_merge_fill", fill),
            mute_logger("odoo.addons.customer_care.models.customer_operation_queue"),
        ):
            self.operations._cron_run(batch_size=2)
        self.assertEqual((operation.state, operation.pair_count), ("stopped", 2))
        self.assertEqual(operation.error, "no more paper")
        self.assertEqual(self._merged(), 2)
        operation.action_undo()
        self.assertEqual(self._merged(), 0)

    def test_who_changed_meanwhile_is_refused_and_the_others_merged(self):
        operation = self._queued()
        self.partners[0].sudo().is_forgotten = True
        self.operations._cron_run(batch_size=2)
        self.assertEqual((operation.state, operation.pair_count), ("done", 4))

    def test_an_operation_is_queued_once(self):
        operation = self._queued()
        with self.assertRaisesRegex(UserError, "started already"):
            operation._queue()

    def _rehearsed(self, pairs=None):
        operation = self.operations._new_merge(pairs or self.pairs)
        operation._rehearse()
        operation._queue()
        return operation

    def _touch(self, partner):
        """As another transaction would, at another time."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE res_partner SET write_date = write_date + interval '1 second'"
            " WHERE id = %s",
            [partner.id],
        )
        self.env.invalidate_all()

    def test_who_changed_since_the_preview_is_refused_in_the_background_too(self):
        operation = self._rehearsed()
        changed = self.partners[4]
        self._touch(changed)
        self.operations._cron_run(batch_size=2)
        self.assertEqual((operation.state, operation.pair_count), ("done", 4))
        refused = operation.line_ids.filtered(lambda line: line.kind == "refused")
        self.assertEqual(refused.source_id, changed.id)
        self.assertIn("P4 was changed since the preview", refused.note)
        self.assertTrue(changed.active)

    def test_a_survivor_of_many_batches_is_not_changed_by_its_own_merge(self):
        survivor = self.partners[0]
        self.partners[1].street = "ul. Nowa 3"
        pairs = [(partner.id, survivor.id) for partner in self.partners[1:]]
        operation = self._rehearsed(pairs)
        self.env.cr.execute(
            "UPDATE customer_operation SET request = jsonb_set(request, '{seen}',"
            " (SELECT jsonb_object_agg(id::text, write_date::text) FROM res_partner"
            " WHERE id = ANY(%s))) WHERE id = %s",
            [self.partners.ids, operation.id],
        )
        engine = type(self.operations)
        merge = engine._merge_batch

        def merge_and_touch(this, batch):
            merge(this, batch)
            self._touch(survivor)  # as computing its fields does, batch by batch

        with patch.object(engine, "_merge_batch", merge_and_touch):
            self.operations._cron_run(batch_size=2)
        self.assertEqual((operation.state, operation.pair_count), ("done", 9))
