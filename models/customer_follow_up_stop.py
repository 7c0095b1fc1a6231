# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_consent import OPT_OUT
from .customer_follow_up_plan import ENTRY

DUE_DAYS = {"inspection": "next_inspection_date", "service": "service_next_date"}


class CustomerFollowUp(models.Model):
    """When it ends: who came, booked, answered or said no hears no more of it.

    Asked each night in sets, and once more when a message is about to leave.
    """

    _inherit = "customer.follow.up"

    def _endings(self, is_leaving):
        """Return [(state, sentence, condition on the entry `e`)], the first one counts.

        When a message is about to leave, the outbox itself says what became of the
        vehicle or animal it is about.
        """
        endings = []
        if self.stop_on_withdrawal:
            endings.append(("stopped", self.env._("Said no."), self._withdrew()))
        if self.stop_on_visit:
            endings.append(("done", self.env._("Came and bought."), self._visited()))
        if self.stop_on_booking:
            endings.append(("done", self.env._("Booked."), self._booked()))
        if self.stop_on_reply:
            endings.append(("done", self.env._("Answered."), self._replied()))
        if moved := self._moved():
            sentence = self.env._("What it was about is done or on another day.")
            endings.append(("stopped", sentence, moved))
        if not is_leaving:
            sentence = self.env._("Sold, dead or somebody else's by now.")
            endings.append(("stopped", sentence, self._gone_assets()))
        gone = self.env._("Is no customer of ours any more.")
        return [*endings, ("stopped", gone, self._gone_customers())]

    def _visited(self):
        """Bought after what it follows from: with the vehicle it is about, if any."""
        turnover = self.env["customer.turnover"]
        lines = turnover._search(
            Domain("company_id", "=", self.company_id.id)
            & Domain("kind", "!=", "refund")
            & Domain("date", ">=", self._first_entry())
        )
        table = lines.table
        found = lines.select(
            SQL("%s AS partner_id", SQL.identifier(table, "partner_id")),
            SQL("%s AS asset_id", SQL.identifier(table, "asset_id")),
            SQL("%s AS day", SQL.identifier(table, "date")),
        )
        return SQL(
            """EXISTS (SELECT FROM (%s) AS visit
                WHERE visit.partner_id = e.partner_id
                  AND (e.asset_id IS NULL OR visit.asset_id = e.asset_id)
                  AND visit.day >= e.entered_on AND visit.day > e.basis)""",
            found,
        )

    def _first_entry(self):
        [[day]] = self.env.execute_query(
            SQL(
                "SELECT min(entered_on) FROM customer_follow_up_entry"
                " WHERE follow_up_id = %s AND state = 'running'",
                self.id,
            )
        )
        return day or self._today()

    def _booked(self):
        self.env["calendar.event"].flush_model()
        return SQL(
            """EXISTS (SELECT FROM calendar_event event
                WHERE event.customer_partner_id = e.partner_id AND event.active
                  AND event.create_date >= e.entered_at
                  AND event.start >= e.entered_at
                  AND (e.asset_id IS NULL OR event.customer_asset_id IS NULL
                       OR event.customer_asset_id = e.asset_id))"""
        )

    def _replied(self):
        self.env["customer.message"].flush_model(["replied_at", "source"])
        return SQL(
            """EXISTS (SELECT FROM customer_message m
                WHERE m.source = %s || e.id AND m.replied_at IS NOT NULL)""",
            f"{ENTRY},",
        )

    def _withdrew(self):
        self.env["customer.consent"].flush_model()
        return SQL(
            """EXISTS (SELECT FROM customer_consent c
                WHERE c.partner_id = e.partner_id AND c.purpose_id = %s
                  AND c.state IN %s AND c.changed_at >= e.entered_at)""",
            self.purpose_id.id or 0,
            OPT_OUT,
        )

    def _moved(self):
        """Return whether what is due by itself is due on another day by now."""
        if self.trigger in DUE_DAYS:
            self.env["customer.asset"].flush_model()
            changed = SQL(
                "%s IS DISTINCT FROM e.basis",
                SQL.identifier("asset", DUE_DAYS[self.trigger]),
            )
            if self.trigger == "service":
                # the day itself moves with each reading
                changed = SQL("asset.service_last_date >= e.entered_on")
            return SQL(
                """EXISTS (SELECT FROM customer_asset asset
                    WHERE asset.id = e.asset_id AND NOT e.is_tagged
                      AND e.trigger = %s AND %s)""",
                self.trigger,
                changed,
            )
        return None

    def _gone_customers(self):
        self.env["res.partner"].flush_model()
        return SQL(
            """EXISTS (SELECT FROM res_partner p
                WHERE p.id = e.partner_id AND (p.is_forgotten OR p.active IS NOT TRUE
                      OR p.merged_into_id IS NOT NULL))"""
        )

    def _gone_assets(self):
        self.env["customer.asset"].flush_model()
        return SQL(
            """EXISTS (SELECT FROM customer_asset asset
                WHERE asset.id = e.asset_id AND (asset.gone IS NOT NULL
                      OR asset.death_date IS NOT NULL OR asset.active IS NOT TRUE
                      OR asset.partner_id IS DISTINCT FROM e.partner_id))"""
        )

    def _ended(self, leaving=()):
        """Return {(state, sentence): ids} of entries under way that have ended.

        :param leaving: ids of those whose message is about to leave, else all
        """
        self.env[ENTRY].flush_model()
        endings = self._endings(bool(leaving))
        entries = SQL("e.id = ANY(%s)", list(leaving)) if leaving else SQL("TRUE")
        rows = self.env.execute_query(
            SQL(
                "SELECT id, min(place) FROM (%s) AS ended GROUP BY id",
                SQL(" UNION ALL ").join(
                    SQL(
                        """SELECT e.id, %s AS place FROM customer_follow_up_entry e
                            WHERE e.follow_up_id = %s AND e.state = 'running'
                              AND %s AND %s""",
                        place,
                        self.id,
                        entries,
                        condition,
                    )
                    for place, (_state, _why, condition) in enumerate(endings)
                ),
            )
        )
        found = {}
        for entry_id, place in rows:
            found.setdefault(endings[place][:2], []).append(entry_id)
        return found

    def _stop_entries(self):
        """End what has ended since, and take back what is planned for it."""
        for (state, reason), ids in self._ended().items():
            self.env[ENTRY].browse(ids)._end(state, reason)

    def _finish_entries(self):
        """Whose last message is out is done; who is where is written down."""
        self.env["customer.message"].flush_model()
        self._note_steps()
        rows = self.env.execute_query(
            SQL(
                """SELECT e.id FROM customer_follow_up_entry e
                     JOIN customer_follow_up rule ON rule.id = e.follow_up_id
                    WHERE e.follow_up_id = %(rule)s AND e.state = 'running'
                      AND e.id <= rule.last_planned_id AND NOT EXISTS (
                          SELECT FROM customer_message m
                           WHERE m.source = %(entry)s || e.id
                             AND (m.state IN ('planned', 'claimed', 'failed', 'unknown')
                                  OR m.state = 'skipped' AND m.late_until > %(now)s))
                """,
                rule=self.id,
                entry=f"{ENTRY},",
                now=fields.Datetime.now(),
            )
        )
        ids = [entry_id for (entry_id,) in rows]
        self.env[ENTRY].browse(ids)._end("done", self.env._("All steps are done."))

    def _note_steps(self):
        """Write down the last step of each that has left."""
        self.env[ENTRY].flush_model()
        self.env.cr.execute(
            SQL(
                """UPDATE customer_follow_up_entry e SET step_id = last.step_id
                     FROM (SELECT DISTINCT ON (mine.id) mine.id, s.id AS step_id
                             FROM customer_follow_up_entry mine
                             JOIN customer_message m ON m.source = %(entry)s || mine.id
                                  AND m.state = 'sent'
                             JOIN customer_follow_up_step s
                               ON s.id = split_part(
                                  split_part(m.occurrence, ':', 2), '+', 1)::int
                            WHERE mine.follow_up_id = %(rule)s
                              AND mine.state = 'running'
                         ORDER BY mine.id, s.days DESC, s.sequence DESC, s.id DESC
                          ) AS last
                    WHERE e.id = last.id AND e.step_id IS DISTINCT FROM last.step_id""",
                entry=f"{ENTRY},",
                rule=self.id,
            )
        )
        self.env[ENTRY].invalidate_model(flush=False)
