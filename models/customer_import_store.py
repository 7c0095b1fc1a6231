# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import psycopg2

from odoo import api, models
from odoo.exceptions import UserError


class CustomerImportMixin(models.AbstractModel):
    """Storing what a file says: new records together, known ones where they differ."""

    _inherit = "customer.import.mixin"

    def _import_store(self, plan, datas, update):
        """Store rows together; where that fails, find the row it fails for by halves.

        Core tries each of two thousand rows alone, which takes minutes.
        """
        try:
            with self.env.cr.savepoint():
                self._import_write(plan, datas, update)
        except psycopg2.OperationalError:
            raise  # a conflict with somebody else: Odoo repeats the request
        except (UserError, psycopg2.Error) as error:
            for data in datas:
                data.pop("record", None)
            if len(datas) == 1:
                plan.refuse(datas[0]["row"], self._import_sentence(error))
                return
            middle = len(datas) // 2
            for half in (datas[:middle], datas[middle:]):
                if not plan.is_enough:
                    self._import_store(plan, half, update)

    @api.model
    def _import_sentence(self, error):
        if isinstance(error, psycopg2.Error):
            return self._sql_error_to_message(error)
        return str(error)

    @api.model
    def _import_write(self, plan, datas, update):
        new = [d for d in datas if not d.get("known") and "first" not in d]
        made = self._import_create(new, update)
        for data, record in zip(new, made, strict=True):
            data["record"] = record
        known = self.browse(dict.fromkeys(d["known"] for d in datas if d.get("known")))
        changed = 0
        for data in datas:
            if data.get("known"):
                data["record"] = known.browse(data["known"]).with_prefetch(known._ids)
                if "first" not in data:
                    is_soft = data["row"] in plan.soft
                    changed += data["record"]._import_update(data["values"], is_soft)
        for data in datas:
            if "first" in data:
                data["record"] = data["first"].get("record") or self.browse()
        plan.counts["new"] += len(new)
        plan.counts["changed"] += changed
        plan.counts["unchanged"] += len(datas) - len(new) - changed

    def _import_update(self, values, is_soft=False):
        """Write what differs, or only what is empty; return whether anything was."""
        changes = self._import_changes(values, is_soft)
        if changes:
            self.write(changes)
        return bool(changes)

    def _import_changes(self, values, is_soft=False):
        """Return the part of the values that says something new."""
        changes = {}
        for name, value in values.items():
            field = self._fields[name]
            if field.type in ("one2many", "many2many"):
                if commands := self._import_new_lines(name, value):
                    changes[name] = commands
                continue
            if not (is_soft and self[name]) and self._import_differs(self, name, value):
                changes[name] = value
        return changes

    @api.model
    def _import_differs(self, record, name, value):
        field = record._fields[name]
        new = field.convert_to_record(field.convert_to_cache(value, record), record)
        return not self._import_is_same(field, record[name], new)

    @api.model
    def _import_is_told(self, line, values):
        """Whether a line says all of this already."""
        return not any(
            self._import_differs(line, name, value)
            for name, value in values.items()
            if name in line._fields and value not in (False, None)
        )

    @api.model
    def _import_is_same(self, field, old, new):
        if field.type in ("float", "monetary"):
            return abs((old or 0.0) - (new or 0.0)) < 1e-6
        if field.type in ("char", "text"):
            return (old or "").strip() == (new or "").strip()
        return old == new or (not old and not new)

    def _import_new_lines(self, name, commands):
        """Return the commands for lines and links that are not there yet."""
        there, new = self[name], []
        for command in commands:
            code, known, values = (*command, None, None)[:3]
            if code == 0:
                if not any(self._import_is_told(line, values) for line in there):
                    new.append(command)
            elif code == 4 and known not in there.ids:
                new.append(command)
            elif code == 6:
                new += [(4, each, 0) for each in values if each not in there.ids]
            elif code in (1, 2, 3, 5):
                new.append(command)
        return new
