# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL

from ..tools.table_text import Column, Words

BATCH = 5000
STEP = 10_000
# Of the list, how each person may not be contacted.
REFUSALS = ("refusal_email", "refusal_sms", "refusal_post")


class CustomerSearchRun(models.Model):
    """The table of a run: the chosen columns, and who may not be contacted how.

    Report and files list everybody of the frozen list; the tick of the search leaves
    out who may not be contacted at all.
    """

    _inherit = "customer.search.run"

    def _table_columns(self):
        """Return the columns of the tables of this run."""
        chosen = [Column(each["label"], each["type"]) for each in self._columns()]
        return [*chosen, *(Column(label) for label in self._mark_labels())]

    def _mark_labels(self):
        return [
            self.env._("Not by e-mail, because"),
            self.env._("Not by SMS, because"),
            self.env._("Not by post, because"),
        ]

    def _mark_values(self):
        return [SQL.identifier("recipient", name) for name in REFUSALS]

    def _table_words(self, on_paper=False):
        """Return how the runner's language and place write what is not text."""
        code = self.env.lang or self.lang or "en_US"
        lang = self.env["res.lang"]._get_data(code=code)
        words = Words(
            yes=self.env._("Yes"),
            no=self.env._("No"),
            decimal=lang.decimal_point or ".",
            zone=str(self.env.tz),
        )
        if not on_paper:
            return words
        return words._replace(
            group=lang.thousands_sep or "",
            date=lang.date_format or words.date,
            time=lang.time_format or words.time,
        )

    # -- rows ------------------------------------------------------------------------

    def _table_batches(self, after, until):
        """Yield batches of rows of the list between two places of it."""
        found = self._query_of_rows(self._columns())
        if found:
            yield from self._query_batches(*found, after, until)
            return
        for rows in self._rows(BATCH):
            yield self._marked_rows(rows, after, until)

    def _query_batches(self, query, values, after, until):
        columns = [*values, *self._mark_values()]
        until = min(until, self._last_place())
        for start in range(after, until, STEP):
            part = self._part_query(query, start, min(start + STEP, until))
            yield self.env.execute_query(part.select(*columns))

    def _marked_rows(self, rows, after, until):
        """Return the values of rows with their marks, of those between two places."""
        ids = [recipient_id for recipient_id, _partner, _values in rows]
        marks = {
            row[0]: row[2:]
            for row in self.env.execute_query(
                SQL(
                    "SELECT id, sequence, %s FROM customer_search_recipient recipient"
                    " WHERE id = ANY(%s) AND sequence > %s AND sequence <= %s",
                    SQL(", ").join(self._mark_values()),
                    ids,
                    after,
                    until,
                )
            )
        }
        return [
            [*values, *marks[recipient_id]]
            for recipient_id, _partner, values in rows
            if recipient_id in marks
        ]
