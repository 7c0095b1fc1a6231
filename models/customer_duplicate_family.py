# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# More families are made in the background; so many persons are no household.
AT_ONCE = 500
LARGEST_FAMILY = 12


class CustomerDuplicate(models.Model):
    """*Add as family automatically*: only when asked, and all of it can be undone."""

    _inherit = "customer.duplicate"

    def action_family_automatically(self):
        """Make families of the open pairs that are family, and show what was done."""
        self.env["res.users"]._check_function("merge")
        self.env["res.users"]._check_function("family_change")
        groups, too_large = self._family_groups()
        if not groups and not too_large:
            raise UserError(self.env._("There are no families left to add."))
        # sudo: the log is the program's; the functions were checked
        operation = self.env["customer.operation"].sudo()._new_families(groups)
        operation._refuse_families(too_large)
        if len(groups) > AT_ONCE:
            operation._queue()
        else:
            operation._run_batches(AT_ONCE)
        return operation._show()

    @api.model
    def _family_groups(self):
        """Return (groups of ids to unite, groups that are too large for a household).

        Left to a person are those in which somebody found two to be distinct, and those
        that somebody took apart again.
        """
        pairs = self.search(
            [("decision", "=", "open"), ("verdict", "=", "family")]
            + [("id", "not in", self._families_undone())]
            + self._present_domain()
        )
        links = defaultdict(set)
        for pair in pairs:
            links[pair.partner_id.id].add(pair.other_id.id)
            links[pair.other_id.id].add(pair.partner_id.id)
        groups = [sorted(group) for group in self._groups(links)]
        doubted = self._with_distinct(groups)
        groups = [group for group in groups if group[0] not in doubted]
        return (
            [group for group in groups if len(group) <= LARGEST_FAMILY],
            [group for group in groups if len(group) > LARGEST_FAMILY],
        )

    @api.model
    def _with_distinct(self, groups, columns=("partner_id", "other_id")):
        """Return the first ids of the groups in which two are distinct."""
        group_of = {each: group[0] for group in groups for each in group}
        one, other = map(SQL.identifier, columns)
        self.flush_model(["decision", *columns])
        rows = self.env.execute_query(
            SQL(
                "SELECT %(one)s, %(other)s FROM customer_duplicate"
                " WHERE decision = 'distinct' AND %(one)s = ANY(%(ids)s)"
                " AND %(other)s = ANY(%(ids)s)",
                one=one,
                other=other,
                ids=list(group_of),
            )
        )
        return {group_of[one] for one, two in rows if group_of[one] == group_of[two]}

    @api.model
    def _families_undone(self):
        """Ids of pairs whose family a person has taken back."""
        return [
            row[0]
            for row in self.env.execute_query(
                SQL(
                    "SELECT DISTINCT (l.res_ids->>0)::int"
                    " FROM customer_operation_line l"
                    " JOIN customer_operation o ON o.id = l.operation_id"
                    " WHERE o.kind = 'family' AND o.state = 'undone'"
                    " AND l.kind = 'value' AND l.table_name = 'customer_duplicate'"
                )
            )
        ]
