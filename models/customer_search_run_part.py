# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re
from datetime import timedelta
from tempfile import TemporaryFile

from odoo import fields, models
from odoo.tools import SQL, Query

from .customer_search_run import PAPER

# Rows of one file: what Excel, a telephone and a person with paper can still use, and
# what is made long before a job of Odoo's runs out of time.
ROWS = {"report": 20_000, "csv": 10_000_000, "xlsx": 250_000, "vcard": 100_000}
TYPES = {
    "report": ("pdf", "application/pdf"),
    "csv": ("csv", "text/csv"),
    "xlsx": (
        "xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "vcard": ("vcf", "text/vcard"),
    **dict.fromkeys(("labels", "postcards", "letters"), ("pdf", "application/pdf")),
}
UNFIT = re.compile(r'[\x00-\x1f\\/:*?"<>|]+')
NAME = 80


class CustomerSearchRun(models.Model):
    """Files of a run, part by part.

    A file is kept whole or not at all, together with the place in the list at which it
    ends: what is killed goes on behind the last file that was kept, and nobody is in
    two of them.
    """

    _inherit = "customer.search.run"

    def _write_parts(self, output, write):
        """Write the files of an output that are not there yet.

        :param write: takes an open file and the places of the list after which and
            until which it writes, and returns the number of rows
        """
        self._check_output(output)
        last, step = self._last_place(), ROWS[output]
        parts = max(1, -(-last // step))
        place = self._files_of(output).mapped("until")
        after = max(place, default=0)
        while after < last or not (last or place):
            part = after // step
            with TemporaryFile() as file:
                write(file, after, after + step)
                name = self._file_name(output, part + 1, parts)
                self._keep_file(output, name, file, after + step)
            after += step
            place = [after]
            self._commit_output(output, min(after, last))

    def _part_query(self, query, after, until):
        """Return the rows of a query between two places of the list, in its order.

        PostgreSQL reads the records from the first to the last one that is listed, not
        all there are: of a million customers those who came last are soon found.
        """
        span = SQL("recipient.sequence > %s AND recipient.sequence <= %s", after, until)
        [(first, last)] = self.env.execute_query(
            SQL(
                "SELECT min(row_id), max(row_id) FROM customer_search_recipient"
                " recipient WHERE run_id = %s AND %s",
                self.id,
                span,
            )
        )
        part = Query(self.env, "recipient", query._tables["recipient"])
        part._joins = dict(query._joins)
        part._where_clauses = [
            *query._where_clauses,
            span,
            SQL("shown.id BETWEEN %s AND %s", first, last),
        ]
        part.order = SQL("recipient.sequence")
        return part

    def _files_of(self, output):
        return self.file_ids.filtered(lambda file: file.output == output)

    def _file_name(self, output, part, parts):
        """Return a name that every computer takes."""
        title = " ".join(UNFIT.sub(" ", self.search_id.name or "").split())
        title = title[:NAME].strip(" .")
        day = fields.Date.to_string(fields.Datetime.context_timestamp(self, self.date))
        count = self.env._(" (%(part)s of %(parts)s)", part=part, parts=parts)
        # papers of one run are all PDF
        title += f", {self._outputs()[output]}" if output in PAPER else ""
        return f"{title} {day}{count if parts > 1 else ''}.{TYPES[output][0]}"

    def _keep_file(self, output, name, file, until=0):
        """Keep a file of this run, for as long as the company says."""
        # sudo: what the program made for the user of the run, whom the rules let read
        kept = self.env["customer.search.file"].sudo()
        # sudo: a setting of the company
        company = (self.company_id or self.env.company).sudo()
        row = kept.create(
            {
                "run_id": self.id,
                "output": output,
                "name": name,
                "until": until,
                "delete_on": fields.Date.context_today(self)
                + timedelta(days=company.search_file_days),
            }
        )
        row.attachment_id = self.env["ir.attachment"]._create_from_file(
            file,
            {
                "name": name,
                "mimetype": TYPES[output][1],
                "res_model": row._name,
                "res_id": row.id,
            },
        )
        return row
