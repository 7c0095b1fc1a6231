# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import uuid

from odoo import api, fields, models

# A decision about an address of nobody we know belongs to the address.
ADDRESS_SPACE = uuid.UUID("5f0c7a0e-6d0a-4a53-9d5a-0f6a6c1f4f1b")


class CustomerConsentSubject(models.Model):
    """Ties the anonymous persons of the consent log to our customers.

    The log itself names no customer: a merge moves these rows, forgetting deletes them,
    and the log stays as it was written.
    """

    _name = "customer.consent.subject"
    _description = "Person in the consent log"
    _rec_name = "uid"

    uid = fields.Char(required=True)
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )

    _uid_unique = models.UniqueIndex("(uid)", "This person is known already.")

    @api.model
    def _uids(self, partner_ids):
        """Return {partner id: uid}, making what is missing; constant queries."""
        found = {row.partner_id.id: row.uid for row in self._of(partner_ids)}
        missing = [each for each in partner_ids if each and each not in found]
        made = self.create(
            [
                {"uid": str(uuid.uuid4()), "partner_id": partner_id}
                for partner_id in dict.fromkeys(missing)
            ]
        )
        return {**found, **{row.partner_id.id: row.uid for row in made}}

    @api.model
    def _of(self, partner_ids):
        """Return the persons of these customers, the first of each last."""
        return self.search(
            [("partner_id", "in", [each for each in partner_ids if each])],
            order="id desc",
        )

    @api.model
    def _uid_of_address(self, address_hash):
        """Return the person of an address that belongs to nobody we know."""
        return str(uuid.uuid5(ADDRESS_SPACE, address_hash))
