# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_operation import FUNCTIONS
from .customer_operation_bulk import BULK
from .res_partner_event import REASON

KIND = "family_separate"
FUNCTIONS[KIND] = "family_change"
BULK.add(KIND)


class CustomerOperation(models.Model):
    """Separate family members: many at once, by a rule or of chosen families.

    Rows are (member, family). A family that is left with one member dissolves; its row
    is in the journal, so that the undo brings it back with its head and its members.
    """

    _inherit = "customer.operation"

    kind = fields.Selection(
        selection_add=[(KIND, "Separate family members")], ondelete={KIND: "cascade"}
    )

    @api.model
    def _family_members_by(self, rule, families=None):
        """Return [(member id, family id)] of those whom a rule separates.

        :param rule: `elsewhere` (another address than the head's), `apart` (and no
            number in common with anybody of the family), `all`
        :param families: only of these; None: of all that the user may see
        """
        domain = Domain.TRUE
        if families is not None:
            domain = Domain("id", "in", families.ids)
        families = self.env["customer.family"].search(domain)
        self.env.flush_all()
        return self.env.execute_query(
            SQL(
                """
                SELECT m.id, m.family_id
                  FROM res_partner m
                  JOIN customer_family f ON f.id = m.family_id
                  JOIN res_partner head ON head.id = f.head_id
                 WHERE f.id = ANY(%s) AND m.active AND %s
              ORDER BY m.family_id, m.id
                """,
                families.ids,
                self._separation_rule(rule),
            )
        )

    @api.model
    def _separation_rule(self, rule):
        if rule == "all":
            return SQL("TRUE")
        place = SQL("m.id <> head.id AND %s <> %s", _place("m"), _place("head"))
        if rule == "elsewhere":
            return place
        return SQL(
            """
            %s AND NOT EXISTS (
                SELECT FROM customer_phone mine
                  JOIN customer_phone theirs USING (number_e164)
                  JOIN res_partner other ON other.id = theirs.partner_id
                 WHERE mine.partner_id = m.id AND mine.number_e164 <> ''
                   AND other.family_id = m.family_id AND other.id <> m.id)
            """,
            place,
        )

    def _batch_family_separate(self, rows):
        partners = self.env["res.partner"].browse(row[0] for row in rows).exists()
        wanted = dict(rows)
        leaving = partners.filtered(lambda each: each.family_id.id == wanted[each.id])
        names = {each.id: each.name for each in partners}
        families = leaving.family_id
        everybody = families._present() | leaving
        labels = {each.id: f"{each.name}: {each.family_id.name}" for each in leaving}
        with (
            self._journalled("customer_family", families.ids),
            self._journalled("res_partner", everybody.ids),
        ):
            leaving._leave_families(self.reason)
        self._log_bulk(
            "refused",
            {
                key: self._not_as_shown(names.get(key))
                for key in wanted
                if key not in leaving.ids
            },
        )
        self._log_bulk("changed", labels)

    # -- undo --------------------------------------------------------------------------

    def _undo_removed(self):
        """A family whose head was deleted since cannot come back."""
        if self.kind == KIND:
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE customer_operation_line l SET kind = 'left', note = %s
                     WHERE l.operation_id = %s AND l.kind = 'removed'
                       AND l.table_name = 'customer_family' AND NOT EXISTS (
                           SELECT FROM res_partner
                            WHERE id = (l.before->>'head_id')::int)
                    """,
                    self.env._("Its head was deleted since."),
                    self.id,
                )
            )
        return super()._undo_removed()

    def _undo(self):
        if self.kind != KIND:
            return super()._undo()
        families = self._separated_families()
        members = self._merged_records() | families._present()
        before = {each.id: (each.family_id, each._family_label()) for each in members}
        result = super()._undo()
        self.env.invalidate_all()
        self._settle_undone(members, before)
        return result

    def _separated_families(self):
        ids = {row[1] for row in self.request["rows"]}
        return self.env["customer.family"].browse(ids).exists()

    def _settle_undone(self, members, before):
        """What families are made of holds after an undo, too."""
        reason = self.env._("Separating from the family was undone.")
        members = members.with_context(**{REASON: reason})
        members._leave_when_unfit()
        families = self._separated_families().with_context(**{REASON: reason})
        families.modified(["member_ids"])
        headless = families.filtered(lambda each: each.head_id.family_id != each)
        headless._replace_heads(headless.head_id)
        families._settle()
        self._separated_families()._check_companies()
        members.filtered(lambda each: each.family_id != before[each.id][0])._log_family(
            before
        )


def _place(alias):
    """Return SQL: where somebody lives as a comparable text; NULL: unknown."""
    columns = [SQL.identifier(alias, name) for name in ("street", "zip", "city")]
    text = SQL(" || ").join(SQL("nullif(trim(%s), '')", each) for each in columns)
    return SQL("lower(regexp_replace(%s, '[^[:alnum:]]', '', 'g'))", text)
