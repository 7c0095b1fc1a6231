# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields, models
from odoo.tools import SQL


class CustomerMessage(models.Model):
    """The frequency cap: at most so many of a purpose in so many days.

    Counted is what left, or may have left, by the same channel; what left together
    counts once. A customer is claimed as a whole, so no other worker sends to them
    meanwhile.
    """

    _inherit = "customer.message"

    def _obey_caps(self, groups):
        """Put off or skip the groups of claimed rows that are too many.

        :param groups: list of recordsets that leave as one message each
        :return: those that may leave
        """
        # sudo: whoever sends may use every purpose, but not look at their list
        capped = self.purpose_id.sudo().filtered("cap_count")
        if not capped:
            return groups
        left = self._left_lately(max(capped.mapped("cap_days")))
        now, allowed = fields.Datetime.now(), []
        for group in sorted(groups, key=lambda rows: (rows[0].scheduled_at, rows.ids)):
            # sudo: the program asks before it sends
            purpose = group[0].purpose_id.sudo()
            if purpose in capped:
                key = (group.partner_id.id, purpose.id, group[0].channel)
                times = left.setdefault(key, [])
                wait = group._cap_wait(purpose, times, now)
                if wait:
                    group._surplus(purpose, wait)
                    continue
                times.insert(0, now)
            allowed.append(group)
        return allowed

    def _left_lately(self, days):
        """Return {(partner id, purpose id, channel): [when, the last first]}."""
        self.flush_model()
        left = {}
        for partner_id, purpose_id, channel, moment in self.env.execute_query(
            SQL(
                """
                SELECT partner_id, purpose_id, channel,
                       max(coalesce(sent_at, handed_at)) AS moment
                  FROM customer_message
                 WHERE partner_id = ANY(%s) AND purpose_id = ANY(%s)
                       AND channel = ANY(%s) AND state IN ('sent', 'unknown')
                       AND coalesce(sent_at, handed_at) > %s
              GROUP BY partner_id, purpose_id, channel,
                       coalesce(batch_uid, id::varchar)
              ORDER BY moment DESC
                """,
                self.partner_id.ids,
                self.purpose_id.ids,
                list(set(self.mapped("channel"))),
                fields.Datetime.now() - timedelta(days=days),
            )
        ):
            left.setdefault((partner_id, purpose_id, channel), []).append(moment)
        return left

    def _cap_wait(self, purpose, times, now):
        """Return until when these wait because of the cap, None when they need not.

        A repeat of what may have left already is not one more.
        """
        if self[0].batch_uid or len(times) < purpose.cap_count:
            return None
        free_at = times[purpose.cap_count - 1] + timedelta(days=purpose.cap_days)
        return free_at if free_at > now else None

    def _surplus(self, purpose, wait):
        reason = self.env._(
            "At most %(count)s messages of %(purpose)s in %(days)s days.",
            count=purpose.cap_count,
            purpose=purpose.name,
            days=purpose.cap_days,
        )
        if purpose.cap_surplus == "skip":
            self._record_skipped(reason)
        else:
            late = self._defer(self[0]._allowed_at(wait), reason)
            if late:
                late._record_skipped(reason)
