# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL, format_date, format_datetime, formatLang

from ..tools.page_blocks import PageBlocks
from .paper import paper_zoom

# Millimetres, as in the report of the turnover; the foot keeps clear of the last row.
PAGE = 169.0
TITLE = 30.0
HEAD = 12.0
ROW = 6.2
TOTAL = 8.0


class CustomerNoteReport(models.AbstractModel):
    """What the reports on notes and call-backs say: one query for all groups."""

    _name = "report.customer_care.report_customer_note"
    _description = "Notes of a period"

    @api.model
    def _get_report_values(self, docids, data=None):
        self.env["res.users"]._check_function("note_see")
        wizards = self.env["customer.note.print"].browse(docids)
        return {
            "doc_ids": wizards.ids,
            "doc_model": wizards._name,
            "docs": wizards,
            "pages": self._pages,
            "columns": self._columns,
            "shown": self._shown,
            "printed_at": fields.Datetime.now(),
            "companies": self.env.companies,
            "zoom": paper_zoom(),
        }

    @api.model
    def _columns(self, wizard):
        """Return [(name, label)] of the columns of numbers."""
        if wizard._is_about_call_backs():
            return [
                ("count", self.env._("Call-backs")),
                ("open", self.env._("Open")),
                ("overdue", self.env._("Overdue")),
                ("done", self.env._("Done in time")),
                ("late", self.env._("Done late")),
                ("cancelled", self.env._("Cancelled")),
            ]
        return [
            ("count", self.env._("Notes")),
            ("calls", self.env._("Calls")),
            ("visits", self.env._("Visits")),
            ("written", self.env._("Letters, e-mails")),
            ("other", self.env._("Other")),
            ("mood", self.env._("Mood")),
            ("call_backs", self.env._("Call-backs")),
            ("open", self.env._("Open")),
            ("done", self.env._("In time")),
            ("late", self.env._("Late")),
        ]

    @api.model
    def _counted(self, now):
        """Return {name: condition of the notes that are counted, as SQL}."""
        state = SQL("follow_up_state")
        channel = SQL("channel")
        is_open = SQL("%s = 'open'", state)
        return {
            "count": SQL("TRUE"),
            "calls": SQL("%s IN ('call_in', 'call_out')", channel),
            "visits": SQL("%s = 'visit'", channel),
            "written": SQL("%s IN ('letter', 'email')", channel),
            "other": SQL("%s = 'other'", channel),
            "call_backs": SQL("%s IS NOT NULL", state),
            "open": is_open,
            "overdue": SQL("%s AND follow_up_at < %s", is_open, now),
            "done": SQL("%s = 'done'", state),
            "late": SQL("%s = 'late'", state),
            "cancelled": SQL("%s = 'cancelled'", state),
            "moods": SQL("mood_score > 0"),
        }

    @api.model
    def _totals(self, wizard):
        """Return the rows of the report, dicts with `key`, `label` and numbers."""
        notes = self.env["customer.note"]
        notes.flush_model()
        query = notes._search(wizard._domain())
        counted = self._counted(fields.Datetime.now())
        key = SQL.identifier(query.table, wizard.kind)
        query.order = None
        query.groupby = key
        found = query.select(
            SQL("%s AS key", key),
            SQL("coalesce(sum(mood_score), 0)"),
            *(SQL("count(*) FILTER (WHERE %s)", each) for each in counted.values()),
        )
        names = ("key", "score", *counted, "label")
        rows = [
            dict(zip(names, row, strict=True))
            for row in self.env.execute_query(self._named(wizard, found))
        ]
        self._label_rows(wizard, rows)
        return sorted(rows, key=lambda row: (-row["count"], row["label"]))

    @api.model
    def _named(self, wizard, found):
        """Add the names of customers, of whom there may be as many as notes.

        Whose note it is belongs to the note.
        """
        if wizard.kind != "partner_id":
            return SQL("SELECT found.*, NULL FROM (%s) found", found)
        self.env["res.partner"].flush_model(["complete_name", "ref"])
        return SQL(
            """
            SELECT found.*,
                   customer.complete_name
                   || coalesce(' (' || nullif(customer.ref, '') || ')', '')
              FROM (%s) found JOIN res_partner customer ON customer.id = found.key
            """,
            found,
        )

    @api.model
    def _label_rows(self, wizard, rows):
        field = self.env["customer.note"]._fields[wizard.kind]
        names = {}
        if field.type == "selection":
            names = dict(field._description_selection(self.env))
        elif field.comodel_name == "res.users":
            # sudo: who noted it belongs to the note
            users = self.env["res.users"].sudo().browse([row["key"] for row in rows])
            names = dict(zip(users.ids, users.mapped("name"), strict=True))
        for row in rows:
            row["label"] = row["label"] or names.get(row["key"]) or self.env._("None")
            row["mood"] = self._mean(row)

    @api.model
    def _mean(self, row):
        return round(row["score"] / row["moods"], 1) if row["moods"] else 0.0

    @api.model
    def _sum(self, rows):
        names = ("score", *self._counted(fields.Datetime.now()))
        total = {name: sum(row[name] for row in rows) for name in names}
        return {**total, "mood": self._mean(total)}

    @api.model
    def _shown(self, row, name):
        """Return a number as it is printed; nothing for none."""
        if not row[name]:
            return "–" if name == "mood" else "0"
        return formatLang(self.env, row[name], digits=1 if name == "mood" else 0)

    @api.model
    def _notes(self, wizard):
        """Return {key: notes} of a report that lists them, the first one first."""
        field = wizard.kind
        order = "follow_up_at, id" if wizard._is_about_call_backs() else "date, id"
        notes = self.env["customer.note"].search(wizard._domain(), order=order)
        grouped = notes.grouped(field)
        if notes._fields[field].relational:
            return {key.id: group for key, group in grouped.items()}
        return grouped

    @api.model
    def _note_cells(self, wizard, note):
        """Return what is said of one note: when, who, what, what came of it."""
        when = note.follow_up_at if wizard._is_about_call_backs() else note.date
        states = dict(note._fields["follow_up_state"]._description_selection(self.env))
        if note.is_overdue:
            states["open"] = self.env._("Overdue")
        # sudo: customer and operator are named to whoever reads the note
        return [
            format_datetime(self.env, when, dt_format="short"),
            note.sudo().partner_id.display_name,
            note.name,
            note.outcome_id.name or "",
            note.mood_id.name or "",
            states.get(note.follow_up_state, ""),
            note.sudo().user_id.name,
        ]

    @api.model
    def _note_columns(self):
        return [
            self.env._("When"),
            self.env._("Customer"),
            self.env._("Subject"),
            self.env._("Outcome"),
            self.env._("Mood"),
            self.env._("Call-back"),
            self.env._("Operator"),
        ]

    @api.model
    def _pages(self, wizard):
        """Return the pages: lists of blocks, a block being a dict with its ``kind``.

        ``head`` (the labels of the columns), ``row`` and ``total`` (``row``), ``note``
        (``cells``). A group with its notes begins where at least one of them fits.
        """
        table, paper = self._totals(wizard), PageBlocks(PAGE - TITLE)
        notes = self._notes(wizard) if wizard.with_notes else {}
        head = ({"kind": "head"}, HEAD)
        paper.put(*head)
        for row in table:
            listed = notes.get(row["key"], ())
            height = TOTAL if listed else ROW
            paper.put(
                {"kind": "row", "row": row, "is_bold": bool(listed)},
                height,
                following=ROW if listed else 0.0,
                again=[head],
            )
            for note in listed:
                cells = self._note_cells(wizard, note)
                paper.put({"kind": "note", "cells": cells}, ROW, again=[head])
        paper.put({"kind": "total", "row": self._sum(table)}, TOTAL, again=[head])
        return paper.pages

    @api.model
    def _sheets(self, wizard, table):
        """Return what `tools.note_sheet.workbook` makes a file of."""
        columns = self._columns(wizard)
        total = self._sum(table)
        period = " – ".join(
            format_date(self.env, day) for day in (wizard.date_from, wizard.date_to)
        )
        head = {"title": wizard._title(), "subtitle": period}
        sheets = [
            {
                **head,
                "name": self.env._("Totals"),
                "columns": [wizard._title(), *(label for __, label in columns)],
                "rows": [
                    [row["label"], *(row[name] for name, __ in columns)]
                    for row in table
                ],
                "total": [self.env._("Total"), *(total[name] for name, __ in columns)],
            }
        ]
        if wizard.with_notes:
            notes = self._notes(wizard)
            rows = [
                [row["label"], *self._note_cells(wizard, note)]
                for row in table
                for note in notes.get(row["key"], ())
            ]
            labels = [self.env._("Group"), *self._note_columns()]
            name = self.env._("Each note")
            sheets.append(
                {**head, "name": name, "columns": labels, "rows": rows, "total": None}
            )
        return sheets
