# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.phone_numbers import TypedNumber, propose_type, read_numbers


class CustomerPhone(models.Model):
    """Many numbers at once, as an import brings them."""

    _inherit = "customer.phone"

    @api.model
    def _add_precomputed_values(self, vals_list):
        """Read each number once: a record for each, to compute the fields one by one,
        costs as much as storing it.
        """
        regions = {}
        for vals in vals_list:
            # sudo: as stored fields are computed
            partner = self.env["res.partner"].sudo().browse(vals.get("partner_id"))
            if partner not in regions:
                regions[partner] = partner._phone_regions()
            numbers = read_numbers(vals.get("number") or "", *regions[partner])
            if len(numbers) == 1:
                read = self._values_of(numbers[0], partner)
                read = {name: read[name] for name in read.keys() - vals.keys()}
                vals.update(read, __precomputed__={self._fields[n] for n in read})
        return super()._add_precomputed_values(vals_list)

    @api.model
    def _values_of(self, number: TypedNumber, partner):
        """Return all that is computed of a number, as the fields do it."""
        return {
            "type": propose_type(number, partner.is_company),
            "number_e164": number.e164,
            "is_understood": number.is_understood,
            "digits": number.digits,
            "extension": number.extension,
            "note": number.remark,
        }
