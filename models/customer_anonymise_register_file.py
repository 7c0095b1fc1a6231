# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json
import logging
import os
from pathlib import Path

from odoo import api, fields, models
from odoo.exceptions import UserError

_logger = logging.getLogger(__name__)

FOLDER = "customer_care.register_folder"
NAMES = ("uid", "name", "date", "user_name", "reason", "partner_ref", "cards")


class CustomerAnonymiseRegister(models.Model):
    """The register outside the database, and back from it.

    One file in a folder that the administrator names, one line for each customer, in
    JSON: numbers, dates, the reason. It is written whole and then put in place, so that
    whoever copies it never copies half of it.
    """

    _inherit = "customer.anonymise.register"

    @api.model
    def _folder(self):
        """Return the folder, or None when no one is named."""
        # sudo: a setting of the server
        name = self.env["ir.config_parameter"].sudo().get_param(FOLDER)
        return Path(name) if (name or "").strip() else None

    @api.model
    def _file(self):
        """Return the register's file.

        :raise UserError: no folder is named, or it cannot be written to
        """
        folder = self._folder()
        if folder is None:
            raise UserError(
                self.env._(
                    "Name the folder for the register first: in the settings, a folder"
                    " of the server that is not part of the database's backup."
                )
            )
        if not folder.is_dir() or not os.access(folder, os.W_OK):
            raise UserError(
                self.env._("The server cannot write to the folder %s.", folder)
            )
        return folder / "customer_care_register.jsonl"

    @api.model
    def _cron_export(self):
        """Save the register outside; what is there of before a restore stays."""
        if self._folder() is not None:
            self._export()

    def action_export(self):
        """Save the register now."""
        self.env["res.users"]._check_function("anonymise")
        # sudo: the whole register, whatever rows the user may see
        self.sudo()._export()
        return True

    @api.model
    def _export(self):
        file = self._file()
        entries = {**self._entries(file), **self._own_entries()}
        text = "".join(
            json.dumps(entry, ensure_ascii=False, sort_keys=True) + "\n"
            for entry in sorted(entries.values(), key=lambda each: each["date"])
        )
        draft = file.with_suffix(".tmp")
        with draft.open("w", encoding="utf-8") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(stream.fileno())
        draft.replace(file)
        self.search([("exported_on", "=", False)]).exported_on = fields.Datetime.now()
        return file

    @api.model
    def _own_entries(self):
        return {
            row["uid"]: {
                **{name: row[name] for name in NAMES},
                "date": fields.Datetime.to_string(row["date"]),
            }
            for row in self.search_read([], NAMES)
        }

    @api.model
    def _entries(self, file):
        """Return {uid: entry} of a file.

        :raise UserError: a line is not one of a register
        """
        entries = {}
        if not file.exists():
            return entries
        for number, line in enumerate(file.read_text("utf-8").splitlines(), 1):
            if not line.strip():
                continue
            try:
                entry = json.loads(line)
                entries[entry["uid"]] = {name: entry[name] for name in NAMES}
            except (ValueError, KeyError, TypeError):
                raise UserError(
                    self.env._(
                        "Line %(number)s of %(file)s is not a line of a register. It"
                        " was changed by hand: take the copy of another day.",
                        number=number,
                        file=file,
                    )
                ) from None
        return entries

    # -- again ---------------------------------------------------------------------

    def action_run_again(self):
        """Anonymise again who a restored backup brought back."""
        self.env["res.users"]._check_function("anonymise")
        # sudo: who was anonymised is anonymised, whatever the user may see
        operation = self.sudo()._run_again()
        if not operation:
            return {
                "type": "ir.actions.client",
                "tag": "display_notification",
                "params": {
                    "type": "success",
                    "message": self.env._("Everybody in the register is anonymised."),
                },
            }
        return operation._open()

    @api.model
    def _run_again(self):
        """Queue those of the file whose card is there and is not empty.

        :return: the operation, or none
        """
        entries = self._entries(self._file())
        ids = self._same_cards(entries.values())
        partners = self.env["res.partner"].with_context(active_test=False)
        back = partners.browse(ids).filtered(lambda each: not each.is_anonymised)
        if not back:
            return self.env["customer.operation"]
        operation = self.env["customer.operation"]._new_anonymise(
            back, self.env._("The register, after a restore"), is_register=True
        )
        operation._queue()
        return operation

    @api.model
    def _same_cards(self, entries):
        """Return the ids of cards that are those of the entries."""
        wanted = {}
        for entry in entries:
            wanted.update({int(key): made for key, made in entry["cards"].items()})
        partners = self.env["res.partner"].with_context(active_test=False)
        there = partners.browse(wanted).exists()
        made = self._made_of(there.ids)
        return [card for card in there.ids if made[card] == wanted[card]]
