# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import Counter

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.code_pattern import number_of
from .customer_operation import FUNCTIONS
from .customer_operation_bulk import BULK

KIND = "code"
FUNCTIONS[KIND] = "code_change"
BULK.add(KIND)


class CustomerOperation(models.Model):
    """Change codes: many customers get codes of one pattern.

    Rows are (customer, present code, new code). A former code keeps finding its
    customer for ever, and so does the new one after an undo: papers may carry it.
    """

    _inherit = "customer.operation"

    kind = fields.Selection(
        selection_add=[(KIND, "Change codes")], ondelete={KIND: "cascade"}
    )

    @api.model
    def _rehearse_codes(self, pattern, domain, start=None, reason=False):
        """Return a rehearsed operation and what cannot be changed.

        :param pattern: a `tools.code_pattern.Pattern`
        :param start: the first number of a new row of numbers; None: each keeps its own
        :return: operation, [(customer id, present code, sentence)]
        """
        self.env["res.users"]._check_function("code_change")
        partners = self.env["res.partner"].with_context(active_test=False)
        found = partners.search_fetch(
            partners._customer_domain() & domain, ["ref", "company_id"], order="id"
        )
        found = [(each.id, each.ref or "", each.company_id.id) for each in found]
        if start is None:
            rows, refused = self._kept_numbers(pattern, found)
        else:
            rows, refused = self._fresh_numbers(pattern, found, start), []
        rows = [row for row in rows if row[1] != row[2]]
        return self._new_bulk(KIND, rows, reason), refused

    @api.model
    def _kept_numbers(self, pattern, found):
        """Each keeps the number of its code; who shares one with others is refused."""
        wanted, refused = {}, []
        for partner, old, _company in found:
            number = number_of(old, pattern.prefix, pattern.suffix)
            if number is None:
                refused.append((partner, old, self.env._("It has no number to keep.")))
            else:
                wanted[partner] = pattern.code(number)
        uppers = [code.upper() for code in wanted.values()]
        owners = self._code_owners(uppers)
        times = Counter(uppers)
        rows = []
        for partner, old, _company in found:
            if partner not in wanted:
                continue
            new = wanted[partner]
            if times[new.upper()] > 1:
                reason = self.env._("%s would be the code of several customers.", new)
                refused.append((partner, old, reason))
            elif owners.get(new.upper(), {partner}) != {partner}:
                reason = self.env._("%s is, or was, another customer's code.", new)
                refused.append((partner, old, reason))
            else:
                rows.append([partner, old, new])
        return rows, refused

    @api.model
    def _fresh_numbers(self, pattern, found, start):
        """Number from `start` on, past all codes that somebody has or had."""
        rows, number = [], start
        left = list(found)
        while left:
            reach = range(number, number + len(left) + 100)
            codes = {each: pattern.code(each) for each in reach}
            used = self._code_owners([code.upper() for code in codes.values()])
            free = [code for code in codes.values() if code.upper() not in used]
            rows += [
                [partner, old, new]
                for (partner, old, _company), new in zip(left, free, strict=False)
            ]
            left, number = left[len(free) :], reach.stop
        return rows

    @api.model
    def _code_owners(self, uppers):
        """{code in capital letters: ids of all whose it is or was}."""
        self.env["customer.alias"].flush_model()
        return {
            code: set(owners)
            for code, owners in self.env.execute_query(
                SQL(
                    "SELECT upper(value), array_agg(partner_id) FROM customer_alias"
                    " WHERE kind = 'code' AND upper(value) = ANY(%s) GROUP BY 1",
                    uppers,
                )
            )
        }

    def _batch_code(self, rows):
        """Give what is free; what was changed or taken since stays as it is."""
        partners = self.env["res.partner"].browse(row[0] for row in rows).exists()
        present = {each.id: (each.ref or "", each.company_id.id) for each in partners}
        refused = {}
        for partner, old, _new in rows:
            if present.get(partner, ("", 0))[0] != old or partner not in present:
                refused[partner] = self._not_as_shown(old)
        wanted = [row for row in rows if row[0] not in refused]
        taken = self.env["customer.alias"]._claim_codes(
            [(partner, new, present[partner][1]) for partner, _old, new in wanted]
        )
        for partner, code in taken:
            refused[partner] = self.env._(
                "%s is, or was, another customer's code.", code
            )
        wanted = [row for row in wanted if row[0] not in refused]
        changing = partners.browse(row[0] for row in wanted)
        with changing._logging_changes({"ref": None}):
            self._store_new_codes(wanted)
        self._log_bulk("refused", refused)
        self._log_bulk(
            "changed", {key: f"{old or '–'} → {new}" for key, old, new in wanted}
        )

    def _store_new_codes(self, rows):
        partners = self.env["res.partner"].browse(row[0] for row in rows)
        self._change_rows(
            "res_partner",
            SQL(
                "SELECT * FROM unnest(%s::int[], %s::varchar[]) AS t (id, code)",
                partners.ids,
                [row[2] for row in rows],
            ),
            {"ref": SQL("new.code")},
        )
        partners.invalidate_recordset(["ref"])
        partners.modified(["ref"])

    def _undo(self):
        if self.kind != KIND:
            return super()._undo()
        partners = self._merged_records()
        with partners._logging_changes({"ref": None}):
            result = super()._undo()
            partners.modified(["ref"])
        return result
