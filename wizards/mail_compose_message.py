# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, models
from odoo.tools.mail import (
    email_normalize,
    email_normalize_all,
    email_split_and_format,
)

MAIN = ("recipient_ids", "email_to")


class MailComposeMessage(models.TransientModel):
    """The composer in mass mode asks the gate; a chatter message does not.

    Who is refused gets no mail: Odoo's own state "Cancelled", with our reason.
    """

    _name = "mail.compose.message"
    _inherit = ["mail.compose.message", "customer.composer.mixin"]

    @api.model
    def _recipient_fields(self):
        return ("model", "res_ids", "res_domain", "template_id", "partner_ids")

    def _customer_mailing(self):
        return "mass_mailing_id" in self._fields and self.mass_mailing_id

    def _customer_purpose(self):
        """Offers for mailings and for contacts picked in their list, else service."""
        if self.composition_mode != "mass_mail":
            return self.env["customer.consent.purpose"]
        if mailing := self._customer_mailing():
            return self.env["customer.mailing.purpose"]._purpose_of(mailing)
        picked = self.env.context.get("active_model") == self.model == "res.partner"
        named = "mass_mailing_name" in self._fields and self.mass_mailing_name
        return self.env["customer.mailing"]._default_purpose(bool(picked or named))

    def _rehearse_refusals(self):
        """Return {record id: "Anna: why not"} and the number of records.

        The recipients are found as sending finds them, but nothing is rendered, created
        or kept. A message in the chatter is refused to nobody.
        """
        if self.composition_mode != "mass_mail" or not self.model:
            return {}, 0
        if self.res_domain:
            res_ids = self.env[self.model].search(self._evaluate_res_domain()).ids
        else:
            res_ids = self._evaluate_res_ids()
        letters = self._rehearse_recipients(res_ids)
        refused, _left = self._refuse(letters)
        records = self.env[self.model].browse(refused)
        return {
            record.id: f"{record.display_name}: {refused[record.id]}"
            for record in records
        }, len(res_ids)

    def _rehearse_recipients(self, res_ids):
        """Return {record id: values with its recipients as a mail has them}."""
        extra = self.partner_ids.ids
        records = self.env[self.model].browse(res_ids)
        if self.template_id:
            found = self.template_id._generate_template_recipients(
                res_ids, ("partner_to", "email_to", "email_cc")
            )
        elif extra or not hasattr(records, "_message_get_default_recipients"):
            found = {}
        else:
            found = records._message_get_default_recipients()
        letters = {}
        for res_id in res_ids:
            values = dict(found.get(res_id) or {})
            owners = dict.fromkeys([*values.pop("partner_ids", []), *extra])
            values["recipient_ids"] = [(4, owner) for owner in owners]
            letters[res_id] = values
        return letters

    def _refuse(self, letters):
        """Ask the gate for everybody these letters go to.

        :param letters: {record id: values of a mail}
        :return: {record id: why nobody gets it} and {record id: {field: what is left}}
            of those of whose recipients some get it
        """
        recipients = self._customer_recipients(letters)
        refusals = self._gate_refusals("email", recipients)
        points = defaultdict(lambda: defaultdict(dict))
        for key in recipients:
            res_id, field, value, _address = key
            points[res_id][field].setdefault(value, None)
            points[res_id][field][value] = (
                refusals.get(key) or points[res_id][field][value]
            )
        refused, left = {}, {}
        for res_id, found in points.items():
            reasons = [why for name in MAIN for why in found[name].values()]
            if reasons and all(reasons):
                refused[res_id] = reasons[0]
            elif any(why for values in found.values() for why in values.values()):
                left[res_id] = {
                    name: [value for value, why in values.items() if not why]
                    for name, values in found.items()
                }
        return refused, left

    @api.model
    def _customer_recipients(self, letters):
        """Return {(record id, field, value, address): (partner id, address)}."""
        owners = {
            command[1]
            for values in letters.values()
            for command in values.get("recipient_ids") or []
        }
        # sudo: the addresses are those that the mail would be sent to
        partners = self.env["res.partner"].sudo().browse(owners)
        emails = {
            partner.id: email_normalize_all(partner.email or "")
            for partner in partners.exists()
        }
        recipients = {}
        for res_id, values in letters.items():
            for command in values.get("recipient_ids") or []:
                owner = command[1]
                for address in emails.get(owner, ()):
                    key = (res_id, "recipient_ids", owner, address)
                    recipients[key] = (owner, address)
            for field in ("email_to", "email_cc"):
                for text in email_split_and_format(values.get(field) or ""):
                    if address := email_normalize(text, strict=False):
                        recipients[res_id, field, text, address] = (False, address)
        return recipients

    def _cancel_refused(self, mail_values):
        """Cancel the mails nobody may get, and take others' refused recipients out."""
        open_values = {
            res_id: values
            for res_id, values in mail_values.items()
            if values.get("state") != "cancel"
        }
        refused, left = self._refuse(open_values)
        for res_id, reason in refused.items():
            values = mail_values[res_id]
            failure = {"failure_type": "mail_optout", "failure_reason": reason}
            # not a message of the record either: the customer did not get it
            values.update(failure, state="cancel", is_notification=False)
            for command in values.get("mailing_trace_ids") or []:
                command[2].update(failure, trace_status="cancel")
        for res_id, found in left.items():
            values = mail_values[res_id]
            if "recipient_ids" in found:
                values["recipient_ids"] = [(4, p) for p in found["recipient_ids"]]
            for field in ("email_to", "email_cc"):
                if field in found:
                    values[field] = ", ".join(found[field])
