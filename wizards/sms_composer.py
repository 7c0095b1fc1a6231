# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class SmsComposer(models.TransientModel):
    """The SMS composer asks the gate: one is refused, of many those that must not go.

    Only the dialog: an SMS that a program sends about a document is a service.
    """

    _inherit = "sms.composer"

    customer_purpose_id = fields.Many2one(
        "customer.consent.purpose",
        "Purpose",
        compute="_compute_customer_purpose_id",
        store=True,
        readonly=False,
        compute_sudo=True,
        help="An offer is not sent to whoever said no to offers. A message about a"
        " document is service.",
    )
    customer_notice = fields.Char(compute="_compute_customer_notice")
    customer_refusals = fields.Text(
        "Will not get this", compute="_compute_customer_notice"
    )

    @api.depends("composition_mode", "res_model")
    def _compute_customer_purpose_id(self):
        for composer in self:
            composer.customer_purpose_id = composer._customer_purpose()

    def _customer_purpose(self):
        """Offers for mailings and for contacts picked in their list, else service."""
        mailing = "mailing_id" in self._fields and self.mailing_id
        if mailing:
            return self.env["customer.mailing.purpose"]._purpose_of(mailing)
        is_mass = self.composition_mode == "mass"
        picked = self.env.context.get("active_model") == self.res_model == "res.partner"
        return self.env["customer.mailing"]._default_purpose(is_mass and picked)

    @api.depends(
        "customer_purpose_id",
        "composition_mode",
        "res_model",
        "res_id",
        "res_ids",
        "number_field_name",
        "sanitized_numbers",
        "recipient_single_number_itf",
        "use_exclusion_list",
    )
    def _compute_customer_notice(self):
        for composer in self:
            refused, total = composer._rehearse_refusals()
            composer.customer_notice = self.env["customer.mailing"]._notice(
                len(refused), total
            )
            composer.customer_refusals = self.env["customer.mailing"]._listing(
                refused.values()
            )

    def _rehearse_refusals(self):
        """Return {key: "Anna: why not"} and the number of recipients."""
        recipients = self._customer_recipients()
        refused = self._refuse(recipients)
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

    def _refuse(self, recipients):
        gate = self.env["customer.mailing"]
        if mailing := "mailing_id" in self._fields and self.mailing_id:
            gate = gate._of_company(mailing)
        return gate._refusals(
            "sms",
            self.customer_purpose_id or self._customer_purpose(),
            recipients,
            is_blacklist_asked=self.use_exclusion_list,
        )

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
        for res_id, reason in self._refuse(recipients).items():
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
