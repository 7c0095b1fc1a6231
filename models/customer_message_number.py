# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerMessage(models.Model):
    """The number that was chosen among the customer's, and follows its changes.

    A planned message keeps the choice, not the digits: when the number is corrected
    before it leaves, it goes to the new one. A number that is taken away leaves the
    choice to the customer's primary one.
    """

    _inherit = "customer.message"

    phone_id = fields.Many2one(
        "customer.phone",
        "Chosen number",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model
    def _chosen_numbers(self, rows):
        """Return {phone id: number} of the numbers chosen in rows of dicts."""
        ids = {row["phone_id"] for row in rows if row.get("phone_id")}
        # sudo: where a message goes is the outbox's matter, whoever sends it
        phones = self.env["customer.phone"].sudo().browse(ids).exists()
        return {phone.id: phone.number_e164 or phone.number for phone in phones}

    def _find_addresses(self):
        found = super()._find_addresses()
        for row in self.sudo():  # sudo: as above
            phone = row.phone_id
            if phone and not row.address and phone.partner_id == row.partner_id:
                found[row.id] = phone.number_e164 or phone.number
        return found

    def _unwrite(self):
        """What failed at a chosen number is tried at what that number is today."""
        result = super()._unwrite()
        self.filtered("phone_id").write({"address": False})
        return result
