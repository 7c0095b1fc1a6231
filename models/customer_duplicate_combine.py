# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# Of more pairs only the guards are asked before they are combined.
AT_ONCE = 500


class CustomerDuplicate(models.Model):
    """What a machine may decide: merge what is certain, after a rehearsal."""

    _inherit = "customer.duplicate"

    def action_combine_automatically(self):
        """Rehearse the merge of all certain pairs, and show what it would do."""
        self.env["res.users"]._check_function("merge")
        pairs = self._certain_pairs()
        if not pairs:
            raise UserError(
                self.env._("There are no certain duplicates left to combine.")
            )
        # sudo: the log is the program's; the function was checked
        operation = (
            self.env["customer.operation"]
            .sudo()
            ._new_merge(pairs, reason=self.env._("Combined automatically."))
        )
        if len(pairs) > AT_ONCE:
            operation._rehearse_guards()  # all of it would make the screen wait
        else:
            operation._rehearse()
        return self.env["customer.duplicate.combine"]._open(operation)

    @api.model
    def _certain_pairs(self):
        """Return (source, survivor) of all certain pairs, with one survivor per group.

        Three records are one customer only if nobody and nothing says that two of them
        are not: groups with a doubt inside wait for a person.
        """
        certain = self.search(
            [("decision", "=", "open"), ("verdict", "=", "certain")]
            + self._present_domain()
        )
        undone = self._undone_pairs()
        links = defaultdict(set)
        for pair in certain:
            one, other = pair.partner_id.id, pair.other_id.id
            if (one, other) not in undone:
                links[one].add(other)
                links[other].add(one)
        pairs = []
        for group in self._groups(links):
            if self._is_whole(group, links):
                survivor = self.env["customer.merge"]._proposed(sorted(group))
                pairs += [(each, survivor) for each in sorted(group - {survivor})]
        return pairs

    @api.model
    def _present_domain(self):
        return [
            (f"{side}.{name}", "=", value)
            for side in ("partner_id", "other_id")
            for name, value in (("active", True), ("merged_into_id", False))
        ]

    @api.model
    def _undone_pairs(self):
        """Pairs whose merge a person has taken back: no machine does it again."""
        return {
            tuple(sorted(row))
            for row in self.env.execute_query(
                SQL(
                    "SELECT l.source_id, l.survivor_id FROM customer_operation_line l"
                    " JOIN customer_operation o ON o.id = l.operation_id"
                    " WHERE l.kind = 'pair' AND o.state = 'undone'"
                    " AND o.model = 'res.partner'"
                )
            )
        }

    @api.model
    def _groups(self, links):
        """Return the sets of customers that hang together."""
        seen, groups = set(), []
        for start in sorted(links):
            if start in seen:
                continue
            group, waiting = set(), [start]
            while waiting:
                each = waiting.pop()
                if each not in group:
                    group.add(each)
                    waiting += links[each] - group
            seen |= group
            groups.append(group)
        return groups

    @api.model
    def _is_whole(self, group, links):
        """Each of them is certainly each of the others."""
        return all(group - {each} == links[each] & group for each in group)
