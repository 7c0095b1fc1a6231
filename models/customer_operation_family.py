# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from .customer_operation import FUNCTIONS
from .res_partner_event import REASON

FUNCTIONS["family"] = "family_change"
KIND = "family"


class CustomerOperationLine(models.Model):
    _inherit = "customer.operation.line"

    kind = fields.Selection(
        selection_add=[("joined", "Joined a family")], ondelete={"joined": "cascade"}
    )


class CustomerOperation(models.Model):
    """Families made by a machine: batch by batch as merges are, logged and undone."""

    _inherit = "customer.operation"

    kind = fields.Selection(
        selection_add=[(KIND, "Add as family")], ondelete={KIND: "cascade"}
    )

    @api.model
    def _new_families(self, groups):
        """Return an operation that will unite groups of customers; the caller checked.

        :param groups: lists of ids
        """
        # sudo: the log is written by the program, its verbs check the function
        return self.sudo().create(
            {
                "kind": KIND,
                "user_id": self.env.uid,
                "reason": self.env._("Added as families automatically."),
                "request": {"groups": groups},
            }
        )

    def _refuse_families(self, groups):
        """Name the groups that are no household; a person decides about them."""
        # sudo: the log names all of a group
        customers = self.env["res.partner"].sudo()
        self._log_families(
            "refused",
            [
                {
                    "source_id": group[0],
                    "count": len(group),
                    "note": self.env._(
                        "%(customer)s and %(count)s others are too many for a"
                        " household: decide about them in the list.",
                        customer=customers.browse(group[0]).name,
                        count=len(group) - 1,
                    ),
                }
                for group in groups
            ],
        )

    def _pairs_left(self):
        """Return the groups that the journal does not know yet."""
        if self.kind != KIND:
            return super()._pairs_left()
        known = {
            line.source_id
            for line in self._journal()
            if line.kind in ("joined", "refused")
        }
        return [each for each in self.request["groups"] if not known & set(each)]

    def _merge_batch(self, groups):
        if self.kind != KIND:
            return super()._merge_batch(groups)
        self.env.flush_all()
        self._lock_records({each for group in groups for each in group})
        pairs = self._family_pairs(groups)
        with self._journalled("customer_duplicate", pairs.ids):
            for group in groups:
                self._unite_group(group, pairs)
        return {}

    def _family_pairs(self, groups):
        """Return the open pairs within the groups."""
        ids = [each for group in groups for each in group]
        # sudo: the decision is about the pair, whoever may see both
        return (
            self.env["customer.duplicate"]
            .sudo()
            .search(
                [("decision", "=", "open"), ("verdict", "=", "family")]
                + [("partner_id", "in", ids), ("other_id", "in", ids)]
            )
        )

    def _unite_group(self, group, pairs):
        """Unite a group, or write down which rule of families forbids it."""
        members = self.env["res.partner"].browse(group).exists()
        joining = members.filtered(lambda member: not member.family_id)
        try:
            with self.env.cr.savepoint():
                family = self.env["customer.family"]._unite(members)
        except UserError as error:
            return self._log_families(
                "refused", [{"source_id": group[0], "note": str(error)}]
            )
        inside = pairs.filtered(lambda pair: pair.partner_id in members)
        inside._decide([(p.partner_id.id, p.other_id.id) for p in inside], "family")
        return self._log_families(
            "joined",
            [
                {"source_id": each.id, "survivor_id": family.id, "note": each.name}
                for each in joining
            ],
        )

    def _log_families(self, kind, rows):
        self.env["customer.operation.line"]._insert(
            [
                {"operation_id": self.id, "kind": kind, "link": "customer.family"}
                | {"count": 1, **row}
                for row in rows
            ]
        )
        self.invalidate_recordset(["line_ids"])

    def _finish(self):
        if self.kind != KIND:
            return super()._finish()
        self.env.flush_all()
        joined = self._merged_records()
        companies = joined.company_id
        return self.write(
            {
                "company_id": companies.id if len(companies) == 1 else False,
                "state": "done",
                "date": fields.Datetime.now(),
                "pair_count": len(joined),
                "row_count": len(joined),
            }
        )

    # -- undo --------------------------------------------------------------------------

    def _merged_records(self):
        if self.kind != KIND:
            return super()._merged_records()
        return self.env["res.partner"].browse(sorted(self._joined_members())).exists()

    def _joined_members(self):
        """{customer id: id of the family they joined}"""
        return {
            line.source_id: line.survivor_id
            for line in self._journal()
            if line.kind == "joined"
        }

    def _undo_values(self):
        """Who still is in the family leaves it; who is not any more is listed."""
        super()._undo_values()
        if self.kind != KIND:
            return
        joined = self._joined_members()
        members = self._merged_records().with_context(active_test=False)
        still = members.filtered(lambda each: each.family_id.id == joined[each.id])
        gone = set(joined) - set(still.ids)
        names = {line.source_id: line.note for line in self._journal()}
        self._log_families(
            "left",
            [
                {
                    "source_id": each,
                    "survivor_id": joined[each],
                    "note": self.env._(
                        "%s is in another family, or in none, since.", names[each]
                    ),
                }
                for each in sorted(gone)
            ],
        )
        reason = self.env._("Adding as family was undone.")
        still.with_context(**{REASON: reason})._leave_families(reason)
