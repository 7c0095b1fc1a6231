# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from ..tools.import_columns import ImportColumn
from .customer_import_mixin import PLAN

# Set by the program, except for notes that were written in another one.
THEN = ("date", "user_id")


class CustomerNote(models.Model):
    """Notes of an older system keep the day they were written on, and by whom."""

    _name = "customer.note"
    _inherit = ["customer.note", "customer.import.mixin"]
    _import_key_fields = ("name", "date")

    @api.model
    def _import_columns(self):
        return [
            *self._import_customer_columns(),
            ImportColumn(
                "date",
                self.env._("Date"),
                "2024-05-03 10:30:00",
                self.env._("When it was written: date and time. Empty: now."),
                ("Time", "Created", "Written on", "Data", "Datum"),
                is_own=True,
            ),
            ImportColumn(
                "name",
                self.env._("Subject"),
                "Asked for a price",
                "",
                ("Title", "Topic", "Temat", "Betreff"),
            ),
            ImportColumn(
                "detail",
                self.env._("Detail"),
                "Wants to know the price of the larger one; will call again.",
                "",
                ("Note", "Notes", "Text", "Comment", "Treść", "Notatka", "Notiz"),
            ),
            ImportColumn(
                "channel",
                self.env._("Channel"),
                "Call in",
                self.env._("Call in, Call out, Visit, Letter, E-mail or Other."),
                ("Kind", "Type", "Kanał", "Kanal"),
            ),
            ImportColumn(
                "purpose",
                self.env._("Purpose"),
                "Customer service",
                self.env._("Sales, Credit control or Customer service."),
                ("Reason", "Cel", "Zweck"),
            ),
            ImportColumn(
                "user_id",
                self.env._("Operator"),
                "",
                self.env._("Login or name of the user who wrote it. Empty: you."),
                ("User", "Author", "Written by", "Operator", "Pracownik", "Bearbeiter"),
                is_own=True,
            ),
            self._import_asset_column(self.env._("Vehicle or animal")),
        ]

    @api.model
    def _import_resolve(self, plan, table):
        result = super()._import_resolve(plan, table)
        for row, text in enumerate(table.get("date", ())):
            if text:
                self._import_take_date(plan, row, text)
        self._import_take_operators(plan, table.get("user_id", ()))
        return result

    @api.model
    def _import_take_date(self, plan, row, text):
        converter = self.env["ir.fields.converter"]
        try:
            moment, _warnings = converter._str_to_datetime(
                self, self._fields["date"], text, None
            )
        except ValueError:
            plan.refuse(
                row,
                self.env._("%s is no date; write it as 2024-05-31 14:30:00.", text),
            )
            return
        if moment > fields.Datetime.to_string(fields.Datetime.now()):
            plan.refuse(row, self.env._("%s is in the future. Correct it.", text))
            return
        plan.values.setdefault(row, {})["date"] = moment

    @api.model
    def _import_take_operators(self, plan, texts):
        # sudo: who wrote a note is shown to whoever reads it
        users = self.env["res.users"].sudo().with_context(active_test=False)
        wanted = list({text for text in texts if text})
        found = users.search(
            [
                ("share", "=", False),
                "|",
                ("login", "in", wanted),
                ("name", "in", wanted),
            ]
        )
        ids = {user.name: user.id for user in found}
        ids.update((user.login, user.id) for user in found)
        for row, text in enumerate(texts):
            if text and text not in ids:
                plan.refuse(
                    row,
                    self.env._(
                        "There is no user %s. Correct the operator, or leave it empty.",
                        text,
                    ),
                )
            elif text:
                plan.values.setdefault(row, {})["user_id"] = ids[text]

    @api.model
    def _load_records_create(self, vals_list):
        """When and by whom is put down after the note, by the program itself."""
        if not self.env.context.get(PLAN):
            return super()._load_records_create(vals_list)
        then = [
            {name: vals[name] for name in THEN if vals.get(name)} for vals in vals_list
        ]
        notes = super()._load_records_create(
            [
                {name: value for name, value in vals.items() if name not in THEN}
                for vals in vals_list
            ]
        )
        for note, values in zip(notes, then, strict=True):
            if values:
                note._store(values)
        return notes

    def _import_changes(self, values, is_soft=False):
        """What was recorded when and by whom is not rewritten."""
        values = {name: each for name, each in values.items() if name not in THEN}
        return super()._import_changes(values, is_soft)
