# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerMailingPurpose(models.Model):
    """What a mailing of Odoo's is sent for, where it is not offers.

    A table of ours, since the model of mailings may be absent. A row of a mailing that
    was deleted is harmless: their numbers do not come again.
    """

    _name = "customer.mailing.purpose"
    _description = "Purpose of a mailing"

    mailing_ref = fields.Integer("Mailing", required=True)
    purpose_id = fields.Many2one(
        "customer.consent.purpose", required=True, ondelete="cascade"
    )

    _mailing_unique = models.UniqueIndex("(mailing_ref)", "It has a purpose already.")

    @api.model
    def _purpose_of(self, mailing):
        # sudo: whoever sends a mailing sends it for its purpose
        row = self.sudo().search([("mailing_ref", "=", mailing.id)], limit=1)
        return row.purpose_id or self.env["customer.mailing"]._default_purpose(True)

    @api.model
    def _mailing(self, mailing_id, operation):
        """Return the mailing, for whoever may read or write it."""
        if "mailing.mailing" not in self.env:
            raise UserError(self.env._("E-mail marketing is not installed."))
        mailing = self.env["mailing.mailing"].browse(mailing_id).exists()
        if not mailing:
            raise UserError(self.env._("This mailing no longer exists."))
        mailing.check_access(operation)
        return mailing

    @api.model
    def get_mailing(self, mailing_id):
        """What the form of a mailing shows: the purpose and who will not get it."""
        mailing = self._mailing(mailing_id, "read")
        purpose = self._purpose_of(mailing)
        # sudo: their names; whoever sends chooses one of them
        purposes = self.env["customer.consent.purpose"].sudo()
        refused, total = {}, 0
        if mailing.state not in ("sending", "done"):
            refused, total = self._rehearse(mailing)
        return {
            "purpose_id": purpose.id,
            "purposes": purposes.search_read(
                self.env.companies._in_reach(), ["name"], load=None
            ),
            "notice": self.env["customer.mailing"]._notice(len(refused), total),
            "is_editable": mailing.state not in ("sending", "done"),
            "may_list": self.env["customer.mailing.refusal"].has_access("read"),
        }

    @api.model
    def set_purpose(self, mailing_id, purpose_id):
        """Choose what a mailing is sent for, before it is sent."""
        mailing = self._mailing(mailing_id, "write")
        if mailing.state in ("sending", "done"):
            raise UserError(
                self.env._("This mailing has been sent; its purpose stays as it was.")
            )
        # sudo: the table is ours, the right to the mailing was checked
        row = self.sudo().search([("mailing_ref", "=", mailing.id)])
        # sudo: everybody who sends has a purpose, also without a level
        purpose = self.env["customer.consent.purpose"].sudo().browse(purpose_id)
        if not purpose.exists():
            raise UserError(self.env._("This purpose no longer exists."))
        vals = {"mailing_ref": mailing.id, "purpose_id": purpose.id}
        if row:
            row.write(vals)
        else:
            row.create(vals)
        return self.get_mailing(mailing_id)

    @api.model
    def action_refused(self, mailing_id):
        """List who will not get a mailing, with the reason."""
        mailing = self._mailing(mailing_id, "read")
        refused, _total = self._rehearse(mailing)
        # sudo: the rows are the program's, everybody sees their own
        rows = (
            self.env["customer.mailing.refusal"]
            .sudo()
            .create(
                [{"name": name, "reason": reason} for name, reason in refused.values()]
            )
        )
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "customer_care.customer_mailing_refusal_action"
            ),
            "domain": [("id", "in", rows.ids)],
        }

    @api.model
    def _rehearse(self, mailing):
        """Return {record id: (name, why not)} and the number of recipients."""
        records = self.env[mailing.mailing_model_real].search(
            mailing._get_recipients_domain()
        )
        if mailing.mailing_type == "sms":
            composer = self.env["sms.composer"].new(
                {
                    **mailing._send_sms_get_composer_values(records.ids),
                    "customer_purpose_id": self._purpose_of(mailing).id,
                }
            )
            refused = composer._gate_refusals(
                "sms", composer._customer_numbers(records)
            )
        else:
            composer = self.env["mail.compose.message"].new(
                {
                    "composition_mode": "mass_mail",
                    "mass_mailing_id": mailing.id,
                    "model": records._name,
                    "use_exclusion_list": mailing.use_exclusion_list,
                    "customer_purpose_id": self._purpose_of(mailing).id,
                }
            )
            composer.template_id = composer.partner_ids = False
            letters = composer._rehearse_recipients(records.ids)
            refused, _left = composer._refuse(letters)
        found = records.browse(refused)
        return {r.id: (r.display_name, refused[r.id]) for r in found}, len(records)
