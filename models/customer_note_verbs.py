# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError

from ..tools.window import form_window

DIALOG = "customer_care.customer_note_view_form_dialog"
# Starts at the subject, because the customer is known.
DIALOG_SUBJECT = "customer_care.customer_note_view_form_dialog_subject"


class CustomerNote(models.Model):
    """What is done with notes: a new one from anywhere, and the call-back's buttons."""

    _inherit = "customer.note"

    @api.model
    def action_new_note(self, model=False, res_id=False):
        """Return the small dialog for a new note, about what is on the screen.

        :param model, res_id: a customer, or a document of one that may be named
        """
        self.env["res.users"]._check_function("note_write")
        return self._new_note(self._about(model, res_id))

    @api.model
    def _new_note(self, defaults):
        view = DIALOG_SUBJECT if "default_partner_id" in defaults else DIALOG
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New note"),
            "res_model": self._name,
            "views": [(self.env.ref(view).id, "form")],
            "target": "new",
            "context": {"dialog_size": "medium", **defaults},
        }

    @api.model
    def _about(self, model, res_id):
        """Return the defaults of a note about a record, if it is of a customer."""
        if not model or not res_id or model not in self.env:
            return {}
        record = self.env[model].browse(int(res_id)).exists()
        if not record or not record.has_access("read"):
            return {}
        if model == self._name:
            return {"default_partner_id": record.partner_id.id}
        if model == "res.partner":
            customer = record
        elif model in dict(self._selection_document()) and "partner_id" in record:
            customer = record.partner_id
        else:
            return {}
        # sudo: only whether they may be written about
        if not customer._of_customers() or customer.sudo().is_forgotten:
            return {}
        about = {"default_partner_id": customer.id}
        if customer != record:
            about["default_document"] = f"{model},{record.id}"
        return about

    def action_record_call(self):
        """Ask for the note of the call that was made; it closes this call-back."""
        self.ensure_one()
        self._check_call_backs()
        self._check_still_open()
        defaults = {
            "default_partner_id": self.partner_id.id,
            "default_purpose": self.purpose,
            "default_channel": "call_out",
            "default_name": self.name,
            "customer_note_answers": self.ids,
        }
        if self.document:
            defaults["default_document"] = f"{self.document._name},{self.document.id}"
        return dict(self._new_note(defaults), name=self.env._("Record the call"))

    def action_call_back_done(self):
        """Close these call-backs without another word."""
        self._check_call_backs()
        self._close_follow_ups()
        return True

    def action_call_back_cancel(self):
        """Take these call-backs back."""
        self._check_call_backs()
        self._check_still_open()
        self._cancel_follow_ups()
        return True

    def action_take_over(self):
        """Make these call-backs one's own."""
        self._check_call_backs()
        self._check_still_open()
        self.write({"follow_up_user_id": self.env.uid})
        return True

    def _check_call_backs(self):
        self.env["res.users"]._check_function("note_write")
        self.check_access("read")
        if not self.filtered("follow_up_state"):
            raise UserError(self.env._("There is no call-back here to be closed."))

    def action_open_partner(self):
        """Open the customer of this note."""
        self.ensure_one()
        return form_window("res.partner", self.partner_id.id)


class CustomerAction(models.Model):
    """A customer action is often what is talked about."""

    _inherit = "customer.action"

    def action_new_note(self):
        """Ask for a note about this customer action."""
        self.ensure_one()
        return self.env["customer.note"].action_new_note(self._name, self.id)
