# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerAlertAcknowledgement(models.Model):
    """Who has read which alert, in which words, when, and on which document.

    The rule: a user who confirms an order or posts a customer invoice must have
    acknowledged every alert of the kind "must be acknowledged" that its customer has
    today. An acknowledgement counts for this user and this alert until the end of the
    user's day, and on its own document for good; it counts no more when the line was
    changed. Not asked are the program itself (sudo, scheduled actions), customers in
    the portal, and users who may not see customers: they are not shown the line.
    Customer actions and appointments are asked about on screen only, so that an
    invoice or an import can create them.

    Written by `action_acknowledge` of the alert: there is no access right to create,
    change or delete a row.
    """

    _name = "customer.alert.acknowledgement"
    _description = "Acknowledgement of an alert"
    _order = "date desc, id desc"
    _rec_name = "alert_text"

    alert_id = fields.Many2one("customer.alert", required=True, ondelete="cascade")
    alert_text = fields.Char("Line", required=True, help="As it was read.")
    user_id = fields.Many2one("res.users", "Who", ondelete="set null")
    user_name = fields.Char("Read by", required=True, help="As it was then.")
    date = fields.Datetime("When", required=True, default=fields.Datetime.now)
    res_model = fields.Char("Kind of document")
    res_id = fields.Many2oneReference("Document", model_field="res_model")
    document = fields.Char("Shown on", help="As it was called then.")

    _alert_user_idx = models.Index("(alert_id, user_id)")

    @api.model
    def _record(self, texts, res_model=False, res_id=False, name=False):
        """Write down for the user who works here what they have read.

        :param texts: {alert: its line as it was read}
        """
        document = self._document(res_model, res_id)
        user = self.env.user
        # sudo: the record is open to nobody, so that nobody can tidy it up
        return self.sudo().create(
            [
                {
                    "alert_id": alert.id,
                    "alert_text": text,
                    "user_id": user.id,
                    "user_name": user.name,
                    "res_model": res_model or False,
                    "res_id": document.id if document is not None else False,
                    "document": self._document_name(res_model, document, name),
                }
                for alert, text in texts.items()
            ]
        )

    @api.model
    def _document(self, res_model, res_id):
        """Return the saved document, or None; one the user may not read is refused."""
        if not res_id or not isinstance(res_model, str) or res_model not in self.env:
            return None
        document = self.env[res_model].browse(res_id).exists()
        document.check_access("read")
        return document or None

    @api.model
    def _document_name(self, res_model, document, name):
        if document is not None:
            return document.display_name
        if name and isinstance(name, str):
            return name
        if isinstance(res_model, str) and res_model in self.env:
            return self.env["ir.model"]._get(res_model).name
        return False
