# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.consent_file import Line
from ..tools.import_columns import ImportColumn
from .base_import_import import FIRST_ROW
from .customer_import_mixin import Plan
from .customer_import_subject import CODE_NAMES

# {column of a file: part of a `Line`}
PARTS = {
    "customer_code": "code",
    "customer_email": "email",
    "customer_phone": "phone",
    "purpose_id": "purpose",
    "channel": "channel",
    "state": "answer",
    "changed_at": "date",
    "note": "source",
    "words": "words",
}


class CustomerConsent(models.Model):
    """Odoo's import of consents is that of *Import consents*: read, compared, proven
    or not, and written into the log."""

    _name = "customer.consent"
    _inherit = ["customer.consent", "customer.import.mixin"]

    @api.model
    def _import_columns(self):
        return [
            *self._import_whose_columns(),
            ImportColumn(
                "purpose_id",
                self.env._("Purpose"),
                "marketing",
                self.env._("Name or code; empty: marketing."),
                ("Cel", "Zweck"),
                is_own=True,
            ),
            ImportColumn(
                "channel",
                self.env._("Channel"),
                "E-mail",
                self.env._("E-mail, SMS, Post or Call; empty: by the address."),
                ("Kanał", "Kanal"),
                is_own=True,
            ),
            ImportColumn(
                "state",
                self.env._("Answer"),
                "yes",
                self.env._("yes, no, objected or confirmed; empty: yes."),
                ("Consent", "Opt-in", "Zgoda", "Einwilligung"),
                is_own=True,
            ),
            ImportColumn(
                "changed_at",
                self.env._("Date"),
                "2024-05-03 10:30:00",
                self.env._("When it was given. Without it a yes is unproven."),
                ("Time", "Since", "Data", "Datum"),
                is_own=True,
            ),
            ImportColumn(
                "note",
                self.env._("Source"),
                "Paper form",
                self.env._("Where it was given. Without it a yes is unproven."),
                ("Form", "Źródło", "Quelle"),
                is_own=True,
            ),
            ImportColumn(
                "words",
                self.env._("Words"),
                "I agree to receive news by e-mail.",
                self.env._("What was agreed to. Without it a yes is unproven."),
                ("Wording", "Text", "Treść", "Wortlaut"),
                is_own=True,
            ),
        ]

    @api.model
    def _import_whose_columns(self):
        return [
            ImportColumn(
                "customer_code",
                self.env._("Customer code"),
                "K-1001",
                self.env._("Code or former code."),
                (*CODE_NAMES, "Customer", "Klient", "Kunde"),
                is_own=True,
            ),
            ImportColumn(
                "customer_email",
                self.env._("E-mail"),
                "anna.kowalska@example.com",
                self.env._("The address that the answer is for."),
                ("Mail", "E-mail address", "Email address", "Customer e-mail"),
                is_own=True,
            ),
            ImportColumn(
                "customer_phone",
                self.env._("Phone"),
                "",
                self.env._("The number that the answer is for, for SMS and calls."),
                ("Mobile", "Number", "Phone number", "Telefon", "Customer phone"),
                is_own=True,
            ),
        ]

    @api.model
    def _check_import(self):
        self.env["res.users"]._check_function("consent_import")
        return super()._check_import()

    @api.model
    def load(self, fields, data):
        """Read the rows as *Import consents* does; every row is an answer."""
        if not self._import_is_ours():
            return super().load(fields, data)
        self._check_import()
        self._take_import_turn()
        plan = Plan(self._name, self.env.context.get(FIRST_ROW, 1))
        limit = self.env.context.get("_import_limit") or len(data)
        lines = [
            self._import_line(plan, fields, row, n)
            for n, row in enumerate(data[:limit])
        ]
        made = []
        savepoint = self.env.cr.savepoint()
        reader = self.env["customer.consent.reader"].with_context(import_made=made)
        marketing = self.env.ref("customer_care.purpose_marketing")
        # sudo: the default purpose; the function was checked above
        result = reader._run(
            lines, {"purpose": marketing.sudo(), "channel": False}, is_rehearsal=False
        )
        for line, why in result["problems"]:
            # a later answer that stays is what the law asks for, and no mistake
            if line.number not in result["kept"]:
                plan.refuse(line.number - plan.first, why)
        if plan.problems:
            savepoint.rollback()
            self.pool.reset_changes()
        savepoint.close(rollback=False)
        return {
            "ids": False if plan.problems else made,
            "messages": plan.problems,
            "customer_counts": {
                "new": result["new"] + result["unproven"],
                "changed": 0,
                "unchanged": result["unchanged"] + result["conflict"],
            },
            "nextrow": limit if limit < len(data) else 0,
        }

    @api.model
    def _import_line(self, plan, fields, row, number):
        texts = {
            PARTS[name]: str(value or "").strip()
            for name, value in zip(fields, row, strict=True)
            if name in PARTS
        }
        return Line(plan.first + number, **texts)

    @api.model
    def _write_imported(self, verdicts):
        """Tell the import which records it made or changed."""
        made = super()._write_imported(verdicts)
        if (ids := self.env.context.get("import_made")) is not None:
            ids += [consent.id for consent in made.values()]
        return made
