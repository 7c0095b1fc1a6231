# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from . import customer_operation

customer_operation.FUNCTIONS["anonymise"] = "anonymise"


class CustomerOperationLine(models.Model):
    _inherit = "customer.operation.line"

    kind = fields.Selection(
        selection_add=[("anonymised", "Anonymised")],
        ondelete={"anonymised": "cascade"},
    )


class CustomerEvent(models.Model):
    _inherit = "customer.event"

    kind = fields.Selection(
        selection_add=[("anonymise", "Anonymise")], ondelete={"anonymise": "cascade"}
    )


class CustomerOperation(models.Model):
    """Anonymising, the second level: what is known of a person leaves the database.

    The data map says where it is and what becomes of it; here it is done, place by
    place for all customers at once, in one transaction: whoever is interrupted has
    done nothing. Nothing is written down of what was there, so there is no undo.
    """

    _inherit = "customer.operation"

    kind = fields.Selection(
        selection_add=[("anonymise", "Anonymise")], ondelete={"anonymise": "cascade"}
    )

    @api.model
    def _new_anonymise(self, customers, reason, **options):
        # sudo: the log is written by the program, its verbs check the function
        operation = self.sudo().create(
            {
                "kind": "anonymise",
                "model": "res.partner",
                "user_id": self.env.uid,
                "reason": reason,
                "pair_count": len(customers),
                "request": {**options, "customers": customers.ids},
            }
        )
        return operation.with_context(active_test=False)

    def _forget_and_anonymise(self, customers, override=False, scan=True):
        """Forget who is not forgotten yet, then anonymise.

        Their rows are found before: what forgetting cuts off, such as a meeting that
        others go to, is about them nevertheless.
        """
        self._lock_records(customers.ids)
        values, _shared = customers._own_values()
        self._load_rows(customers, values)
        customers._forget_before(self.reason, override)
        return self._run_anonymise(customers, scan=scan)

    def _run_anonymise(self, customers, scan=True):
        """Anonymise customers; the caller has checked that they may be.

        :return: how many rows were changed
        """
        subjects = self._person_ids(customers)
        values, shared = customers.browse(subjects)._own_values()
        names = customers.browse(subjects)._surnames()
        self._load_rows(customers, values)
        outcome = {"removed": {}, "masked": {}, "kept": {}}
        for step in self._anonymise_steps():
            getattr(self, step)(subjects, outcome)
        self._discard_tracking()
        self.env.invalidate_all(flush=False)
        count = sum(outcome["removed"].values()) + sum(outcome["masked"].values())
        if count:
            outcome["left"] = self._left(values, names) if scan else None
            outcome["shared"] = shared
            self._write_down(customers, outcome)
        else:
            self.env["customer.anonymise.register"]._renew(customers, outcome)
        self._drop_rows()
        return count

    def _anonymise_steps(self):
        """The names of the steps, in order; each takes the ids of the persons' partners
        and the outcome, to which it adds {model: rows}."""
        return [
            "_anonymise_freeze",
            "_anonymise_kept",
            "_anonymise_journals",
            "_anonymise_files",
            "_anonymise_lists",
            "_anonymise_logins",
            "_anonymise_places",
            "_anonymise_ties",
            "_anonymise_people",
        ]

    def _person_ids(self, customers):
        return self.env["customer.data.map"]._subjects(customers).ids

    # -- what the log says -------------------------------------------------------

    def _write_down(self, customers, outcome):
        """Note what was done, without what was there."""
        self._log_anonymised(customers)
        self.env["customer.event"]._log(
            [
                {"partner_id": each, "kind": "anonymise", "reason": self.reason}
                for each in customers.ids
            ]
        )
        known = self.preview or {}
        self.preview = {
            **{
                key: _added(known.get(key, {}), outcome[key])
                for key in ("removed", "masked")
            },
            "kept": _latest(known.get("kept", {}), outcome["kept"]),
            "left": _joined(known.get("left"), outcome.get("left")),
            "shared": (known.get("shared") or 0) + len(outcome.get("shared") or ()),
        }
        self.env["customer.anonymise.register"]._note(self, customers)

    def _log_anonymised(self, customers):
        self.env["customer.operation.line"]._insert(
            [
                {"operation_id": self.id, "kind": "anonymised", "source_id": each}
                for each in customers.ids
            ]
        )

    def _end_anonymise(self):
        preview = self.preview or {}
        self.write(
            {
                "state": "done",
                "row_count": sum(preview.get("removed", {}).values())
                + sum(preview.get("masked", {}).values()),
            }
        )

    # -- no way back -------------------------------------------------------------

    @api.depends("state")
    def _compute_may_undo(self):
        result = super()._compute_may_undo()
        self.filtered(lambda each: each.kind == "anonymise").may_undo = False
        return result

    def _refuse_undo(self):
        if self.kind == "anonymise":
            raise UserError(
                self.env._("What was anonymised is gone: nothing can bring it back.")
            )
        result = super()._refuse_undo()
        self._refuse_undo_of_nothing()
        return result

    def _refuse_undo_of_nothing(self):
        """An undo that anonymising made impossible says so."""
        (lost, left) = self.env.execute_query(
            SQL(
                """
                SELECT count(*) FILTER (WHERE kind = 'lost'),
                       count(*) FILTER (
                           WHERE kind IN ('moved', 'value', 'removed'))
                  FROM customer_operation_line WHERE operation_id = %s
                """,
                self.id,
            )
        )[0]
        if lost and not left:
            raise UserError(
                self.env._(
                    "Whom this operation was about has been anonymised since: there is"
                    " nothing left that could be given back."
                )
            )


def _added(before, more):
    keys = {*before, *more}
    return {key: before.get(key, 0) + more.get(key, 0) for key in sorted(keys)}


def _latest(before, more):
    """Add what is kept: rows are counted, the longest period is said."""
    result = dict(before)
    for key, value in more.items():
        known = result.get(key)
        if known is None:
            result[key] = value
            continue
        longer = max(known, value, key=lambda each: each.get("until") or "9999")
        firsts = [each["first"] for each in (known, value) if each.get("first")]
        result[key] = {
            **longer,
            "rows": known["rows"] + value["rows"],
            "first": min(firsts, default=None),
        }
    return result


def _joined(before, more):
    if before is None or more is None:
        return before if more is None else more
    return [*before, *more]
