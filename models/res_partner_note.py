# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

from .customer_note_mood import BAD

SEE = "customer_care.function_note_see"


class ResPartner(models.Model):
    """The notes of a customer, and whether the last two moods were bad ones."""

    _inherit = "res.partner"

    customer_note_ids = fields.One2many(
        "customer.note", "partner_id", "Call notes", copy=False, groups=SEE
    )
    mood_warning = fields.Boolean(
        "Two bad moods in a row",
        readonly=True,
        copy=False,
        groups=SEE,
        help="The last two moods that were recorded for this customer or their contact"
        " persons were bad ones.",
    )

    @api.model
    def _functions_to_write(self):
        return {
            **super()._functions_to_write(),
            "customer_note_ids": "note_write",
            "mood_warning": "note_edit",
        }

    @api.model
    def _deletion_labels(self):
        return {**super()._deletion_labels(), "customer.note": self.env._("notes")}

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "new_note",
                "label": self.env._("New note"),
                "icon": "fa-pencil-square-o",
                "sequence": 18,
                "functions": ["note_write"],
                "method": "action_new_note",
                "shown": lambda customer: not customer.is_forgotten,
            },
            {
                "key": "notes",
                "label": self.env._("Notes"),
                "icon": "fa-sticky-note-o",
                "sequence": 55,
                "functions": ["note_see"],
                "method": "action_customer_notes",
            },
        ]

    @api.model
    def _counter_keys(self):
        return {**super()._counter_keys(), "F7": "new_note"}

    def action_new_note(self):
        """Ask for a note of a conversation with this customer, in one small dialog."""
        self.ensure_one()
        self.check_access("read")
        return self.env["customer.note"].action_new_note(self._name, self.id)

    def action_customer_notes(self):
        """Open the notes of this customer and their contact persons."""
        self.ensure_one()
        self.env["res.users"]._check_function("note_see")
        self.check_access("read")
        return self._open_customer_rows("customer_care.customer_note_action")

    def _update_mood_warnings(self):
        """Compare the last two moods of these customers with what is shown.

        One statement for any number; rows of customers change only when the answer
        does, so that recording a note seldom waits for somebody who edits the customer.
        """
        # sudo: notes of a company the user does not see are moods all the same
        customers = self.sudo().commercial_partner_id
        if not customers:
            return
        self.env["customer.note"].flush_model(["date", "mood_score", "partner_id"])
        self.flush_model(["commercial_partner_id", "mood_warning"])
        changed = self.env.execute_query(
            SQL(
                """
                WITH answer AS (
                    SELECT customer.id, count(*) = 2 AND max(last.score) <= %(bad)s
                           AS is_bad
                      FROM unnest(%(ids)s) customer (id)
                      LEFT JOIN LATERAL (
                           SELECT note.mood_score AS score
                             FROM res_partner person
                             JOIN customer_note note ON note.partner_id = person.id
                            WHERE person.commercial_partner_id = customer.id
                              AND note.mood_score > 0
                            ORDER BY note.date DESC, note.id DESC
                            LIMIT 2
                           ) last ON TRUE
                     GROUP BY customer.id
                )
                UPDATE res_partner person
                   SET mood_warning = coalesce(answer.is_bad, FALSE)
                  FROM answer
                 WHERE person.commercial_partner_id = answer.id
                   AND coalesce(person.mood_warning, FALSE)
                       != coalesce(answer.is_bad, FALSE)
                RETURNING person.id
                """,
                bad=BAD,
                ids=customers.ids,
            )
        )
        changed = self.browse([partner_id for (partner_id,) in changed])
        changed.invalidate_recordset(["mood_warning"], flush=False)
