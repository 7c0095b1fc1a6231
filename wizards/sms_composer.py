# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.exceptions import UserError


class SmsComposer(models.TransientModel):
    """The SMS composer asks the gate: one is refused, of many those that must not go.

    Only the dialog: an SMS that a program sends about a document is a service.
    """

    _name = "sms.composer"
    _inherit = ["sms.composer", "customer.composer.mixin"]

    @api.model
    def _recipient_fields(self):
        return (
            "res_model",
            "res_id",
            "res_ids",
            "number_field_name",
            "sanitized_numbers",
            "recipient_single_number_itf",
        )

    def _customer_mailing(self):
        return "mailing_id" in self._fields and self.mailing_id

    def _customer_purpose(self):
        """Offers for mailings and for contacts picked in their list, else service."""
        if mailing := self._customer_mailing():
            return self.env["customer.mailing.purpose"]._purpose_of(mailing)
        is_mass = self.composition_mode == "mass"
        picked = self.env.context.get("active_model") == self.res_model == "res.partner"
        return self.env["customer.mailing"]._default_purpose(is_mass and picked)

    def _rehearse_refusals(self):
        """Return {key: "Anna: why not"} and the number of recipients."""
        recipients = self._customer_recipients()
        refused = self._gate_refusals("sms", recipients)
        records = self._get_records()
        names = {}
        if records is not None:
            names = {record.id: record.display_name for record in records}
        return {
            key: f"{names.get(key) or recipients[key][1]}: {reason}"
            for key, reason in refused.items()
        }, len(recipients)

    def _customer_recipients(self):
        """Return {record id or number: (partner id or False, number)}."""
        if self.sanitized_numbers:
            return {text: (False, text) for text in self.sanitized_numbers.split(",")}
        records = self._get_records()
        if not records:
            return {}
        found = self._customer_numbers(records)
        typed = self.recipient_single_number_itf
        if self.comment_single_recipient and typed and len(records) == 1:
            owner, _number = found.get(records.id, (False, False))
            found = {records.id: (owner, records._phone_format(number=typed) or typed)}
        return found

    def _customer_numbers(self, records):
        return {
            res_id: (row["partner"].id, row["sanitized"])
            for res_id, row in self._prepare_recipient_values(records).items()
            if row["sanitized"]
        }

    def action_send_sms(self):
        """Refuse one SMS in a sentence, before it is written to the record."""
        if self.composition_mode != "mass":
            refused, _total = self._rehearse_refusals()
            if refused:
                raise UserError(self.env["customer.mailing"]._listing(refused.values()))
        return super().action_send_sms()

    def _cancel_refused(self, sms_values, records):
        """Cancel the SMS that must not go, with the reason."""
        numbers = self._customer_numbers(records)
        recipients = {
            res_id: point
            for res_id, point in numbers.items()
            if sms_values[res_id]["state"] == "outgoing"
        }
        for res_id, reason in self._gate_refusals("sms", recipients).items():
            values = sms_values[res_id]
            values.update(
                state="canceled", failure_type="sms_optout", customer_refusal=reason
            )
            for command in values.get("mailing_trace_ids") or []:
                command[2].update(
                    trace_status="cancel",
                    failure_type="sms_optout",
                    failure_reason=reason,
                )
