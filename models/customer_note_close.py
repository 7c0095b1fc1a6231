# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerNote(models.Model):
    """A call that was made closes the call-backs it was about."""

    _inherit = "customer.note"

    closed_by_id = fields.Many2one(
        "customer.note",
        "Closed with",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The note of the call that was made.",
    )
    open_call_back_ids = fields.Many2many(
        "customer.note",
        compute="_compute_open_call_back_ids",
        string="Open call-backs",
        help="Of this customer, on a note that is not saved yet.",
    )
    close_ids = fields.Many2many(
        "customer.note",
        compute="_compute_close_ids",
        inverse="_inverse_close_ids",
        string="Close these call-backs",
        readonly=False,
    )

    @api.depends("partner_id")
    def _compute_open_call_back_ids(self):
        """Saved notes ask nothing: what was open then is history."""
        for note in self:
            partner = note.partner_id._origin
            is_new = not note._origin and partner
            note.open_call_back_ids = (
                self.search(
                    [
                        (
                            "partner_id",
                            "in",
                            partner.commercial_partner_id._people().ids,
                        ),
                        ("follow_up_state", "=", "open"),
                    ],
                    order="follow_up_at, id",
                )
                if is_new
                else False
            )

    @api.depends("outcome_id", "open_call_back_ids")
    def _compute_close_ids(self):
        """An outcome says that somebody was reached: the user's own are proposed."""
        for note in self:
            mine = note.open_call_back_ids.filtered(
                lambda each: each.follow_up_user_id == self.env.user
            )
            chosen = self.browse(self.env.context.get("customer_note_answers") or [])
            chosen &= note.open_call_back_ids._origin
            note.close_ids = chosen | mine if note.outcome_id else chosen

    def _inverse_close_ids(self):
        for note in self.filtered("close_ids"):
            feedback = ": ".join(filter(None, (note.outcome_id.name, note.name)))
            note.close_ids._close_follow_ups(feedback, closer=note)

    @api.depends("name", "follow_up_at", "follow_up_user_id")
    @api.depends_context("customer_note_call_back", "tz", "lang")
    def _compute_display_name(self):
        if not self.env.context.get("customer_note_call_back"):
            return super()._compute_display_name()
        for note in self:
            note.display_name = note._call_back_in_words()
        return None
