# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.local_day_sql import company_day
from .customer_follow_up_plan import ENTRY
from .customer_operation_asset import ASSET
from .customer_operation_links import PAIRS
from .customer_operation_partner import CUSTOMER

# How a customer, a vehicle or an animal is named in the key of an entry.
LETTERS = {CUSTOMER: "p", ASSET: "a"}


class CustomerOperation(models.Model):
    """Follow-ups of who is merged or forgotten.

    The keys of both are united, so that one message leaves and not two: of two entries
    for the same the one stays that has left already, else the older one.
    """

    _inherit = "customer.operation"

    def _merge_steps(self):
        steps = super()._merge_steps()
        if self.model in LETTERS:
            steps = ["_merge_doubled_entries", "_merge_entry_keys", *steps]
        return steps

    def _entries_after(self):
        """Return the SELECT of the entries of both with what they are called after."""
        return SQL(
            """SELECT e.id, e.follow_up_id, e.state, e.subject, e.cycle_key,
                      %(letter)s || after.survivor AS new_subject,
                      e.follow_up_id || ':' || %(letter)s || after.survivor
                      || substr(e.cycle_key, length(
                         e.follow_up_id || ':' || e.subject) + 1) AS new_key,
                      EXISTS (SELECT FROM customer_message m
                        WHERE m.source = %(entry)s || e.id
                          AND (m.batch_uid IS NOT NULL OR
                               m.state NOT IN ('planned', 'cancelled', 'skipped'))
                      ) AS has_left
                 FROM (SELECT source AS id, survivor FROM %(pairs)s UNION
                       SELECT survivor, survivor FROM %(pairs)s) AS after
                 JOIN customer_follow_up_entry e
                   ON e.subject = %(letter)s || after.id""",
            letter=LETTERS[self.model],
            entry=f"{ENTRY},",
            pairs=PAIRS,
        )

    def _merge_doubled_entries(self):
        """End what would be a second one, and take back what is planned for it."""
        self.env[ENTRY].flush_model()
        self.env["customer.message"].flush_model()
        doubled = SQL(
            """SELECT one.id FROM (%(entries)s) AS one
                WHERE one.state = 'running' AND EXISTS (
                      SELECT FROM (%(entries)s) AS other
                       WHERE other.id <> one.id
                         AND other.new_subject = one.new_subject
                         AND other.follow_up_id = one.follow_up_id
                         AND (other.state = 'running'
                              OR other.state = 'done' AND other.new_key = one.new_key)
                         AND (other.has_left, one.id) > (one.has_left, other.id))""",
            entries=self._entries_after(),
        )
        ids = [row_id for (row_id,) in self.env.execute_query(doubled)]
        if not ids:
            return
        reason = self.env._("Merged: the other one has it already.")
        self._change_rows(
            "customer_message",
            SQL(
                """SELECT id FROM customer_message
                    WHERE state = 'planned' AND batch_uid IS NULL
                      AND source = ANY(%s)""",
                [f"{ENTRY},{each}" for each in ids],
            ),
            {"state": SQL("'cancelled'"), "reason": SQL("%s", reason)},
        )
        self._change_rows(
            "customer_follow_up_entry",
            SQL("SELECT unnest(%s::int[]) AS id", ids),
            {
                "state": SQL("'stopped'"),
                "reason": SQL("%s", reason),
                "ended_on": company_day(
                    SQL("%s", fields.Datetime.now()), SQL("t.company_id")
                ),
            },
        )

    def _merge_entry_keys(self):
        """What the source had, the survivor had: the key of it is theirs now.

        Where both had it, the source's row keeps its own key.
        """
        self._change_rows(
            "customer_follow_up_entry",
            SQL(
                """SELECT id, new_subject, CASE
                          WHEN row_number() OVER (PARTITION BY new_key
                               ORDER BY cycle_key <> new_key, id) = 1
                          THEN new_key ELSE cycle_key END AS new_key
                     FROM (%s) AS entry""",
                self._entries_after(),
            ),
            {"subject": SQL("new.new_subject"), "cycle_key": SQL("new.new_key")},
        )

    def _forget_steps(self):
        return [*super()._forget_steps(), "_forget_follow_up_entries"]

    def _forget_follow_up_entries(self, owners):
        """Nobody who is forgotten stays in a follow-up."""
        entries = self.env[ENTRY].search(
            Domain("partner_id", "in", list(owners)) & Domain("state", "=", "running")
        )
        with self._journalled_records(entries, "partner_id", owners):
            entries._end("stopped", self.env._("The customer is to be forgotten."))
