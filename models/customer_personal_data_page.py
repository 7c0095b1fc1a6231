# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import csv
import io
import json
import shutil
from dataclasses import dataclass, field
from functools import partial
from tempfile import SpooledTemporaryFile

from odoo import api, models
from odoo.tools.json import json_default

from ..tools import package_page as page
from ..tools.cell_text import safe_cell
from ..tools.package_zip import PackageZip
from ..tools.table_text import Words, written

# What is kept in memory of a file before it goes to the disk.
MOST_MEMORY = 1 << 21
# What our staff wrote and what the program needs is told, and is not theirs to take.
NOT_PORTABLE = ("notes", "technical")


def spool():
    return SpooledTemporaryFile(max_size=MOST_MEMORY)


@dataclass
class PackageParts:
    """The files of a package that are being written."""

    package: PackageZip
    words: Words
    lang: str
    page: object = None
    data: object = None
    portability: object = field(default_factory=spool)


class CustomerPersonalData(models.AbstractModel):
    """One group as a page, as JSON and as tables, written in one reading."""

    _inherit = "customer.personal.data"

    @api.model
    def _words_of(self, scope):
        """How dates and amounts are written: ISO, because machines read it too."""
        tz = scope.partners[:1].tz or self.env.user.tz or "UTC"
        return Words(yes=self.env._("Yes"), no=self.env._("No"), zone=tz)

    @api.model
    def _write_group(self, parts, key, facts, tables):
        """Write what a group has; return {title: rows} and the places found empty."""
        full = [table for table in tables if table.count]
        empty = [table.title for table in tables if not table.count]
        parts.page, parts.data = spool(), spool()
        parts.page.write(self._page_head(facts, parts.lang).encode())
        head = json.dumps({"group": key, **facts}, ensure_ascii=False)
        parts.data.write(f'{head[:-1]}, "tables": ['.encode())
        for number, table in enumerate(full):
            parts.data.write(b",\n" if number else b"\n")
            self._write_table(parts, key, table)
        parts.data.write(b"]}\n")
        if empty:
            text = self.env._("Nothing found in: %s", ", ".join(empty))
            parts.page.write(page.element("p", text).encode())
        parts.page.write(page.FOOT.encode())
        self._add(parts.package, f"data/{key}.json", parts.data)
        self._add(parts.package, f"pages/{key}.html", parts.page)
        return {table.title: table.count for table in full}, empty

    @api.model
    def _add(self, package, name, file):
        file.seek(0)
        package.add(name, file)
        file.close()

    @api.model
    def _page_head(self, facts, lang):
        direction = self.env["res.lang"]._get_data(code=lang).direction or "ltr"
        labels = self._fact_labels()
        return (
            page.head(facts["title"], lang.replace("_", "-"), direction)
            + page.element("a", self.env._("Contents"), href="../index.html")
            + page.element("h1", facts["title"])
            + '<div class="card">'
            + page.facts((labels[name], facts[name]) for name in labels)
            + "</div>"
        )

    @api.model
    def _fact_labels(self):
        return {
            "about": self.env._("What it is"),
            "source": self.env._("Where it comes from"),
            "recipients": self.env._("Who gets it"),
            "retention": self.env._("How long it is kept"),
        }

    @api.model
    def _write_table(self, parts, key, table):
        """Write the rows to the page, to JSON and to a CSV file, batch by batch."""
        columns, lines, portable = table.columns, spool(), spool()
        text = io.TextIOWrapper(lines, "utf-8-sig", newline="", write_through=True)
        sheet = csv.writer(text)
        sheet.writerow([self.env._("No."), *(safe_cell(c.label) for c in columns)])
        parts.data.write(self._json_head(table, columns))
        title = f"{table.title} ({table.count})"
        parts.page.write(page.element("h2", title).encode())
        theirs = [column for column in columns if column.export != "derived"]
        names, first = {"id", *(column.name for column in theirs)}, True
        for rows in table.rows(None):
            self._write_json_rows([parts.data, portable], rows, names, first)
            cells = self._cells(columns, rows, parts.words)
            sheet.writerows([safe_cell(cell) for cell in row] for row in cells)
            self._write_rows(parts.page, columns, rows, cells)
            first = False
        parts.data.write(b"]}")
        text.detach()
        self._add(parts.package, f"data/{key}/{table.model}.csv", lines)
        self._take_along(parts, table, theirs, portable)

    @api.model
    def _take_along(self, parts, table, columns, rows):
        """Add the rows to what they can take to somebody else (Art. 20)."""
        if columns and table.group not in NOT_PORTABLE:
            separator = b",\n" if parts.portability.tell() else b""
            parts.portability.write(separator + self._json_head(table, columns))
            rows.seek(0)
            shutil.copyfileobj(rows, parts.portability)
            parts.portability.write(b"]}")
        rows.close()

    @api.model
    def _json_head(self, table, columns):
        head = {
            "place": table.model,
            "title": table.title,
            "columns": self._legend(columns),
        }
        return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "rows": ['.encode()

    @api.model
    def _write_json_rows(self, files, rows, names, first):
        """Write rows to the file of everything and, what is theirs, to the other."""
        dumps = partial(json.dumps, ensure_ascii=False, default=json_default)
        everything = ",\n".join(map(dumps, rows))
        theirs = everything
        if rows[0].keys() - names:
            mine = [{k: v for k, v in row.items() if k in names} for row in rows]
            theirs = ",\n".join(map(dumps, mine))
        for file, text in zip(files, (everything, theirs), strict=True):
            file.write(f"{'' if first else ','}\n{text}".encode())

    @api.model
    def _cells(self, columns, rows, words):
        """Return the rows as rows of texts, their number first."""
        turned = [[str(row["id"]) for row in rows]]
        turned += [
            written(column.type, [row[column.name] for row in rows], words)
            for column in columns
        ]
        return list(zip(*turned, strict=True))

    @api.model
    def _facts_of_rows(self, columns, rows, cells):
        """Yield (number, [(label, text)]) of each row, for people.

        What is empty, no or zero says nothing to them; the files have it.
        """
        labels = [column.label for column in columns]
        names = [column.name for column in columns]
        for row, (number, *texts) in zip(rows, cells, strict=True):
            yield (
                number,
                [
                    (label, text)
                    for name, label, text in zip(names, labels, texts, strict=True)
                    if text and row[name]
                ],
            )

    @api.model
    def _write_rows(self, html, columns, rows, cells):
        terms = {c.label: page.element("dt", c.label) for c in columns}
        no = self.env._("No.")
        html.write(
            "".join(
                f'<div class="card"><div class="muted">{no} {number}</div>'
                f"{page.facts(pairs, terms)}</div>\n"
                for number, pairs in self._facts_of_rows(columns, rows, cells)
            ).encode()
        )

    @api.model
    def _legend(self, columns):
        """What the columns are called, where they come from, and what codes mean."""
        kinds = {
            "provided": self.env._("you gave it to us"),
            "observed": self.env._("noted while you dealt with us"),
            "derived": self.env._("concluded or computed by us"),
        }
        return [
            {
                "name": column.name,
                "label": column.label,
                "type": column.type,
                "origin": kinds.get(column.export, column.export),
            }
            for column in columns
        ]
