# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerNoteOutcome(models.Model):
    """How a conversation ended, in the words of the shop."""

    _name = "customer.note.outcome"
    _description = "Outcome of a note"
    _inherit = ["customer.required.mixin"]
    _order = "sequence, id"
    _unique_keys = [("name",)]
    # The field of a note that names one of these.
    _note_field = "outcome_id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    color = fields.Integer()
    note_count = fields.Integer("Notes", compute="_compute_note_count")

    _name_unique = models.UniqueIndex(
        "(lower(name->>'en_US'))", "This outcome is there already."
    )

    def _compute_note_count(self):
        counts = self._count_notes(self.env["customer.note"])
        for row in self:
            row.note_count = counts.get(row._origin, 0)

    def _count_notes(self, notes):
        """Return {row: how many notes name it}, in one query."""
        return dict(
            notes._read_group(
                [(self._note_field, "in", self.ids)], [self._note_field], ["__count"]
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        """What was said stays said: a word in use is archived."""
        # sudo: notes of other companies are notes too
        counts = self._count_notes(self.env["customer.note"].sudo())
        for row, count in counts.items():
            raise UserError(
                self.env._(
                    "%(count)s notes have %(name)s, so it cannot be deleted. Archive it"
                    " instead: they keep it, and it is offered no more.",
                    count=count,
                    name=row.name,
                )
            )

    def _refuse_archived(self):
        """Say which of these is offered no more."""
        for row in self.filtered(lambda row: not row.active):
            raise UserError(
                self.env._(
                    "%s is archived and offered no more. Choose another one.", row.name
                )
            )

    def action_open_notes(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_note_action"
        )
        domain = [(self._note_field, "=", self.id)]
        return dict(action, name=self.name, domain=domain, context={})
