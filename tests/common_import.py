# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tools import SQL

from .common import CustomerCommon

OPTIONS = {
    "has_headers": True,
    "quoting": '"',
    "separator": "",
    "encoding": "",
    "date_format": "",
    "datetime_format": "",
    "limit": 2000,
    "skip": 0,
    "sheet": "",
    "advanced": True,
    "keep_matches": False,
}


class ImportCommon(CustomerCommon):
    """Files go through Odoo's own import, as the web client sends them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.pl")
        cls.partners = cls.env["res.partner"]

    def _wizard(self, model, content, user=None):
        if isinstance(content, str):
            content = content.encode()
        is_book = content[:2] == b"PK"
        book = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return (
            self.env["base_import.import"]
            .with_user(user or self.user_level_2)
            .create(
                {
                    "res_model": model,
                    "file": content,
                    "file_name": "old.xlsx" if is_book else "old.csv",
                    "file_type": book if is_book else "text/csv",
                }
            )
        )

    def _preview(self, model, content, **options):
        return self._wizard(model, content).parse_preview({**OPTIONS, **options})

    def _run(self, model, content, user=None, dryrun=False, **options):
        """Map the columns as the client does, and import; return the answer."""
        wizard = self._wizard(model, content, user)
        preview = wizard.parse_preview({**OPTIONS, **options})
        if preview.get("error"):
            return {"ids": False, "messages": [{"message": preview["error"]}]}
        heads, matches = preview["headers"], preview["matches"] or {}
        fields = [
            "/".join(matches[place]) if place in matches else False
            for place in range(len(heads))
        ]
        read = {**OPTIONS, **options, **preview["options"]}
        answer = wizard.execute_import(
            fields, [head.lower() for head in heads], read, dryrun=dryrun
        )
        self.env.flush_all()
        self.env.invalidate_all()
        return answer

    def _import(self, model, *lines, **kwargs):
        """Import lines without any error; return the records."""
        answer = self._run(model, "\n".join(lines), **kwargs)
        self.assertFalse(answer["messages"], answer["messages"])
        return self.env[model].browse(answer["ids"])

    def _errors(self, model, *lines, **kwargs):
        """Import lines that are refused; return [(row, sentence)]."""
        count = self.env[model].with_context(active_test=False).search_count([])
        answer = self._run(model, "\n".join(lines), **kwargs)
        self.assertFalse(answer["ids"])
        self.assertEqual(
            self.env[model].with_context(active_test=False).search_count([]), count
        )
        return [(m.get("record"), m["message"]) for m in answer["messages"]]

    def _snapshot(self, *models):
        """Everything that is stored of these models, to compare."""
        self.env.flush_all()
        found = {}
        for model in models:
            table = self.env[model]._table
            self.env.cr.execute(
                SQL("SELECT t::text FROM %s t ORDER BY id", SQL.identifier(table))
            )
            found[model] = [row for (row,) in self.env.cr.fetchall()]
        return found
