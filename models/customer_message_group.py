# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import get_lang

from ..tools.calendar_dates import utc_to_local_date

# No place on earth is in the same day for longer.
DAY_HOURS = 24


class CustomerMessage(models.Model):
    """Which rows leave as one message, and what such a message says.

    The purpose decides: those of one customer, address and local day that are about
    the same kind of thing; all of that day, also those due later; or none. A row with
    a text of its own leaves alone, as it was written.
    """

    _inherit = "customer.message"

    @api.model
    def _along_condition(self, channel):
        """Return which rows, not due yet, may leave with those of a customer that are.

        `_leave_out_others` gives back those that do not fit after all.
        """
        # sudo: the list of purposes is the program's here
        purposes = self.env["customer.consent.purpose"].sudo()
        ids = purposes.with_context(active_test=False).search(
            [("grouping", "=", "day")]
        )
        if not ids:
            return SQL("FALSE")
        now = fields.Datetime.now()
        return SQL(
            """state = 'planned' AND channel = %(channel)s
               AND occurrence IS NOT NULL AND body IS NULL AND batch_uid IS NULL
               AND scheduled_at > %(now)s AND scheduled_at < %(end)s
               AND purpose_id = ANY(%(purposes)s)""",
            channel=channel,
            now=now,
            end=now + timedelta(hours=DAY_HOURS),
            purposes=ids.ids,
        )

    def _leave_out_others(self):
        """Give back claimed rows that are due later and go along with none that is."""
        now = fields.Datetime.now()
        later = self.filtered(lambda row: row.scheduled_at > now)
        if not later:
            return self
        days = {row._day_key() for row in self - later}
        others = later.filtered(lambda row: row._day_key() not in days)
        others._release()
        return self - others

    def _day_key(self):
        return (
            self.partner_id.id,
            self.purpose_id.id,
            self.company_id.id,
            utc_to_local_date(self.scheduled_at, self._time_zone()),
        )

    def _group_messages(self, addresses):
        """Return recordsets of rows that leave as one message each."""
        groups = {}
        for row in self:
            groups.setdefault(row._group_key(addresses[row.id]), []).append(row.id)
        result = []
        for ids in groups.values():
            rows = self.browse(ids).with_prefetch(self.ids)
            company = rows[0].company_id or self.env.company
            lang = get_lang(self.env, rows[0].lang or rows[0].partner_id.lang).code
            result.append(
                rows.with_company(company).with_context(
                    lang=lang, tz=rows[0]._time_zone()
                )
            )
        return result

    def _group_key(self, address):
        if self.batch_uid:
            return (self.batch_uid,)
        # sudo: whoever sends may use every purpose, but not look at their list
        grouping = self.purpose_id.sudo().grouping or "kind"
        if self.body or not self.source or grouping == "none":
            return (self.id,)
        kind = self.source._name if grouping == "kind" else None
        return (*self._day_key(), address, kind)

    # What a message says

    @api.model
    def _contents(self, messages):
        """Return for each message its content, or the exception that came instead."""
        parts = [group._parts() for group in messages]
        contents = iter(self._part_contents([part for row in parts for part in row]))
        return [self._joined([(part, next(contents)) for part in row]) for row in parts]

    def _parts(self):
        """Return these rows, one message, by the kind of what they are about."""
        if self.filtered("body"):
            return [self]
        return list(self.grouped(lambda row: row.source and row.source._name).values())

    @api.model
    def _part_contents(self, groups):
        """Return for each group, about one kind of thing, its content or exception."""
        contents = {}
        by_source = {}
        for number, group in enumerate(groups):
            written = group.filtered("body")[:1]
            if written or not group[0].source:
                contents[number] = group._written_content(written)
                continue
            env = group.env
            key = (group[0].source._name, env.lang, env.context["tz"], env.company.id)
            by_source.setdefault(key, []).append(number)
        for (model, *__), numbers in by_source.items():
            same = [groups[number] for number in numbers]
            contents.update(
                zip(numbers, self._source_contents(model, same), strict=True)
            )
        return [contents[number] for number in range(len(groups))]

    @api.model
    def _joined(self, parts):
        """Return one content for parts [(rows, content or exception)]."""
        if len(parts) == 1:
            return parts[0][1]
        if error := next((c for _rows, c in parts if isinstance(c, Exception)), None):
            return error
        is_sms = parts[0][0][0].channel == "sms"
        break_ = "\n" if is_sms else Markup("<br/>")
        subjects = [content.get("subject") for _rows, content in parts]
        bodies = [content.get("body") or "" for _rows, content in parts]
        return {
            "subject": " · ".join(dict.fromkeys(filter(None, subjects))),
            "body": break_.join(
                body if is_sms else Markup(body)  # noqa: S704 - HTML, whatever its type
                for body in bodies
            ),
            "attachments": [
                attachment
                for rows, content in parts
                for attachment in rows._attachments(content)
            ],
        }
