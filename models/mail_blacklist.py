# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain


class MailBlacklist(models.Model):
    """Who blacklists themselves on one of Odoo's pages objects to offers.

    The list itself knows neither when nor how, and forgets when a line is archived; the
    log keeps both. What colleagues or bounces put there is no word of the customer.
    Leaving one mailing list is narrower than a purpose and stays with that list.
    """

    _inherit = "mail.blacklist"

    @api.model_create_multi
    def create(self, vals_list):
        rows = super().create(vals_list)
        rows._note_objections()
        return rows

    def write(self, vals):
        result = super().write(vals)
        if vals.get("active"):
            self._note_objections()
        return result

    def _note_objections(self):
        """Write an objection to every marketing purpose for these addresses."""
        emails = self.filtered("active").mapped("email")
        # `user` is who clicks; Odoo's pages write the list by sudo
        if not emails or self.env.user._is_internal():
            return
        # sudo: the customer's own word is recorded whoever is logged in
        consents = self.env["customer.consent"].sudo()
        # sudo: as above
        purposes = self.env["customer.consent.purpose"].sudo()
        for purpose in purposes.search(Domain("is_marketing", "=", True)):
            consents._object(purpose, "email", emails, "link")


class CustomerConsent(models.Model):
    """Objections that came in for addresses, not from a customer's form."""

    _inherit = "customer.consent"

    @api.model
    def _object(self, purpose, channel, addresses, method, note=False):
        """Record that these addresses object, for whoever has them; constant queries.

        An address of nobody we know keeps its objection. What was refused already keeps
        its first date.
        """
        mailing = self.env["customer.mailing"]
        owners = mailing._owners(channel, addresses)
        nobody = set(addresses) - set(owners.values())
        said = self._decisions(purpose, channel, self._hashes(channel, owners))
        recorded = self._record(
            purpose,
            channel,
            self._points(
                channel,
                {o: text for o, text in owners.items() if said.get(o) != "refused"},
            ),
            "objected",
            method,
            note,
        )
        for text in nobody:
            digest = self._hashes(channel, {-1: text})
            if self._decisions(purpose, channel, digest).get(-1) != "refused":
                points = self._points(channel, {False: text})
                recorded |= self._record(
                    purpose, channel, points, "objected", method, note
                )
        recorded._cancel_planned()
        return recorded
