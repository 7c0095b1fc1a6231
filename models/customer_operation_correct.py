# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import ExitStack, nullcontext

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.address_hash import mask
from .customer_consent import OPT_OUT
from .customer_finding import PLACES
from .customer_operation import FUNCTIONS
from .customer_operation_bulk import BULK

KIND = "correct"
FUNCTIONS[KIND] = "base_check"
BULK.add(KIND)
ADDRESS = {"address": SQL("new.value")}


class CustomerConsent(models.Model):
    _inherit = "customer.consent"

    method = fields.Selection(
        selection_add=[("corrected", "Address was mistyped and corrected")],
        ondelete={"corrected": "cascade"},
    )


class CustomerOperation(models.Model):
    """Correct values that *Check the base* found, many in a few queries.

    Rows are (finding, kind, record, present value, correct value); `model` is that of
    the findings, which become `corrected` and are open again after an undo.
    """

    _inherit = "customer.operation"

    kind = fields.Selection(
        selection_add=[(KIND, "Correct values")], ondelete={KIND: "cascade"}
    )

    @api.model
    def _rehearse_corrections(self, findings, wanted, is_emptying=False):
        """Return a rehearsed operation; what is no better than before is refused.

        :param wanted: {finding id: correct value}
        """
        rows, refused = [], {}
        countries = {each: each.partner_id.country_id.code for each in findings}
        for each in findings:
            new = wanted[each.id]
            if each.kind == "vin" and new:
                new = new.upper().replace(" ", "").replace("-", "")
            judged = new and self.env["customer.finding"]._judge(
                each.kind, new, countries[each] or "", each.asset_id.year
            )
            if not new and not is_emptying:
                refused[each.id] = self.env._("%s: type the correct value.", each.value)
            elif judged:
                sentence = each._sentences().get((each.kind, judged[0]), "")
                refused[each.id] = f"{new}: {sentence}"
            elif new == each.value:
                refused[each.id] = self.env._("%s is the present value.", new)
            else:
                record = (each.asset_id or each.partner_id).id
                rows.append([each.id, each.kind, record, each.value, new])
        operation = self._new_bulk(
            KIND,
            rows,
            self.env._("Emptied") if is_emptying else self.env._("Corrected"),
            model="customer.finding",
        )
        operation._log_bulk("refused", refused)
        return operation

    def _batch_correct(self, rows):
        found = self.env["customer.finding"].browse(row[0] for row in rows).exists()
        open_ids = set(found.filtered(lambda each: each.state == "open").ids)
        done, refused = {}, {}
        for kind in sorted({row[1] for row in rows}):
            mine = [row for row in rows if row[1] == kind]
            present = self._present_values(kind, [row[2] for row in mine])
            wanted = []
            for row in mine:
                if row[0] in open_ids and present.get(row[2]) == row[3]:
                    wanted.append(row)
                else:
                    refused[row[0]] = self._not_as_shown(row[3])
            self._write_corrections(kind, wanted)
            done.update((row[0], f"{row[3]} → {row[4] or '–'}") for row in wanted)
        self._set_values(
            "customer_finding", {key: {"state": "corrected"} for key in done}
        )
        found.invalidate_recordset(["state"])
        self._log_bulk("refused", refused)
        self._log_bulk("changed", done)

    def _present_values(self, kind, ids):
        """{record id: value as text}, the rows locked."""
        model, field, _link = PLACES[kind]
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, %s::text FROM %s WHERE id = ANY(%s) ORDER BY id"
                    " FOR UPDATE",
                    SQL.identifier(field),
                    SQL.identifier(self.env[model]._table),
                    sorted(ids),
                )
            )
        )

    def _write_corrections(self, kind, rows):
        if not rows:
            return
        model, field, _link = PLACES[kind]
        records = self.env[model].browse(row[2] for row in rows)
        new = SQL(
            "SELECT * FROM unnest(%s::int[], %s::varchar[], %s::varchar[])"
            " AS t (id, old, value)",
            records.ids,
            [row[3] for row in rows],
            [row[4] for row in rows],
        )
        value = SQL("nullif(new.value, '')")
        if records._fields[field].type == "date":
            value = SQL("%s::date", value)
        with self._logging_values(records, field):
            self._change_rows(records._table, new, {field: value})
            if kind == "postcode":
                self._change_rows("res_partner", _contacts_of(new), {field: value})
            if kind == "email":
                self._keep_noes(rows)
                self._change_rows("customer_message", _planned_for(new), ADDRESS)
            # a VIN fills in the year and the make
            assets = records.ids if model == "customer.asset" else ()
            with self._journalled("customer_asset", assets):
                self._recompute_from(records, field)

    def _recompute_from(self, records, field):
        """What is computed from a value that was written by SQL is computed anew."""
        model = self.env[records._name].with_context(active_test=False)
        if field == "zip":
            records |= model.search(
                [("parent_id", "in", records.ids), ("type", "=", "contact")]
            )
        records.invalidate_recordset()
        records.modified([field])
        self.env.flush_all()

    def _logging_values(self, records, field):
        if records._name == "res.partner":
            return records._logging_changes({field: None})
        return nullcontext()

    def _keep_noes(self, rows):
        """Who refused under the mistyped address refused under the correct one, too.

        A yes is not carried over: it was given, and perhaps confirmed, for an address
        that was another one.
        """
        partners = {row[2]: (row[3], row[4]) for row in rows if row[4]}
        consents = self.env["customer.consent"]
        old = consents._hashes(
            "email", {key: pair[0] for key, pair in partners.items()}
        )
        new = consents._hashes(
            "email", {key: pair[1] for key, pair in partners.items()}
        )
        keys = [key for key in partners if old.get(key) and new.get(key)]
        consents.flush_model()
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO customer_consent (
                       partner_id, purpose_id, channel, address_hash, address_hint,
                       state, changed_at, valid_until, method, user_id, note,
                       create_uid, create_date, write_uid, write_date)
                SELECT c.partner_id, c.purpose_id, c.channel, t.new, t.hint, c.state,
                       c.changed_at, c.valid_until, 'corrected', %(uid)s, c.note,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(partners)s::int[], %(old)s::varchar[],
                              %(new)s::varchar[], %(hints)s::varchar[])
                       AS t (partner_id, old, new, hint)
                  JOIN customer_consent c
                    ON c.address_hash = t.old AND c.channel = 'email'
                   AND c.partner_id = t.partner_id AND c.state IN %(no)s
                 WHERE NOT EXISTS (
                       SELECT FROM customer_consent other
                        WHERE other.address_hash = t.new
                          AND other.partner_id = c.partner_id
                          AND other.purpose_id = c.purpose_id
                          AND other.channel = c.channel)
             RETURNING id
                """,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                partners=keys,
                old=[old[key] for key in keys],
                new=[new[key] for key in keys],
                hints=[mask("email", partners[key][1]) for key in keys],
                no=OPT_OUT,
            )
        )
        consents.invalidate_model()
        made = consents.browse(key for (key,) in found)
        made._write_down(is_worded=False)

    # -- undo --------------------------------------------------------------------------

    def _undo(self):
        if self.kind != KIND:
            return super()._undo()
        places = {}
        for _finding, kind, record, _old, _new in self.request["rows"]:
            model, field, _link = PLACES[kind]
            places.setdefault((model, field), []).append(record)
        changed = [
            (
                self.env[model].with_context(active_test=False).browse(ids).exists(),
                field,
            )
            for (model, field), ids in places.items()
        ]
        with ExitStack() as logs:
            for records, field in changed:
                logs.enter_context(self._logging_values(records, field))
            result = super()._undo()
            for records, field in changed:
                self._recompute_from(records, field)
        return result


def _contacts_of(new):
    """Contact persons have the address of their customer."""
    return SQL(
        "SELECT child.id, new.value FROM (%s) AS new"
        " JOIN res_partner child ON child.parent_id = new.id"
        " AND child.type = 'contact' AND child.zip = new.old",
        new,
    )


def _planned_for(new):
    """What is planned for the mistyped address goes to the correct one."""
    return SQL(
        "SELECT m.id, new.value FROM (%s) AS new"
        " JOIN customer_message m ON m.partner_id = new.id AND m.channel = 'email'"
        " AND m.state = 'planned' AND m.address = new.old"
        " WHERE new.value <> ''",
        new,
    )
