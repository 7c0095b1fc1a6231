# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError

from ..tools.outgoing import html_to_text
from ..tools.window import form_window
from .customer_sms_history import MODELS


class CustomerSmsHistory(models.Model):
    """What the rows of the SMS history say and open, with the rights of the user."""

    _inherit = "customer.sms.history"

    def _compute_from_origin(self):
        failures = dict(
            self.env["mail.notification"]
            ._fields["failure_type"]
            ._description_selection(self.env)
        )
        for row in self:
            row.body, row.about = False, False
            row.reason = failures.get(row.failure_type, row.failure_type)
        for model, rows in self.grouped(lambda row: MODELS[row.kind]).items():
            records = self.env[model].browse(rows.mapped("origin_id"))
            texts = getattr(self, f"_texts_of_{model.replace('.', '_')}")(records)
            for row in rows:
                row.update(texts.get(row.origin_id, {}))

    def _texts_of_customer_message(self, records):
        return {
            record.id: {
                "body": html_to_text(record.body),
                "reason": record.reason,
            }
            for record in records._filtered_access("read")
        }

    def _texts_of_mail_notification(self, records):
        """The text of a document's SMS is for whoever may read the document."""
        # sudo: only which message it is
        messages = {record.id: record.sudo().mail_message_id for record in records}
        union = self.env["mail.message"].union(*messages.values())
        allowed = union.with_env(self.env)._filtered_access("read")
        hidden = self.env._("You may not read the document of this SMS.")
        return {
            key: {"body": html_to_text(message.body), "about": message.record_name}
            if message.with_env(self.env) in allowed
            else {"body": hidden}
            for key, message in messages.items()
        }

    def _texts_of_sms_sms(self, records):
        # sudo: nobody but the administrator reads core's queue
        return {record.id: {"body": record.sudo().body} for record in records.exists()}

    def _texts_of_customer_sms_kept(self, records):
        return {
            record.id: {"body": record.body}
            for record in records._filtered_access("read")
        }

    # What is done with a row

    def _planned_message(self):
        """Return the message of the outbox that this row shows."""
        self.ensure_one()
        if self.kind != "message":
            raise UserError(
                self.env._(
                    "This SMS was sent by another part of Odoo and cannot be changed"
                    " here."
                )
            )
        return self.env["customer.message"].browse(self.origin_id)

    def action_change_sms(self):
        """Change a planned SMS of ours."""
        self.env["res.users"]._check_function("message_send")
        return self._planned_message().action_change_sms()

    def action_cancel_sms(self):
        """Cancel a planned SMS of ours."""
        self.env["res.users"]._check_function("message_send")
        return self._planned_message().action_cancel_sms()

    def action_open(self):
        """Open the message of ours, or the document whose SMS core sent."""
        self.ensure_one()
        self.env["res.users"]._check_function("message_see")
        record = self.env[MODELS[self.kind]].browse(self.origin_id)
        if record._name == "mail.notification":
            # sudo: only where it leads; opening asks for the user's own rights
            message = record.sudo().mail_message_id
            if not (message.model in self.env and message.res_id):
                raise UserError(self.env._("This SMS is about no document."))
            record = self.env[message.model].browse(message.res_id)
        elif record._name == "sms.sms":
            raise UserError(self.env._("This SMS is about no document."))
        return form_window(record._name, record.id)
