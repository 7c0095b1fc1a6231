# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

# A token of ours has 43 letters; a longer text is none.
LONGEST = 100


class CustomerDataDelivery(models.Model):
    """Opening a link: to whom it is refused and why, and that it is used up."""

    _inherit = "customer.data.delivery"

    @api.model
    def _by_token(self, token):
        """Return the hand-over of a link, or none."""
        if not token or len(token) > LONGEST:
            return self.browse()
        return self.search([("token_hash", "=", self._hash(token))], limit=1)

    def _refusal(self, user=None):
        """Why this link does not give the data to who opens it; None if it does.

        :param user: who is logged in there, if anybody
        :return: a key of the results of `customer.data.opening`
        """
        if self.is_revoked:
            return "revoked"
        if self.limit and self.used >= self.limit:
            return "used"
        if not self.expires_at or self.expires_at <= fields.Datetime.now():
            return "expired"
        if self.package_id.state != "done" or not self.package_id._attachment():
            return "removed"
        return self._refusal_of(user)

    def _refusal_of(self, user):
        """A customer who can log in must; nobody else's login will do."""
        partners = self.env["res.partner"]
        owner = partners._survivor_of(self.partner_id.id)
        if user:
            is_theirs = partners._survivor_of(user.partner_id.id) == owner
            return None if owner and is_theirs else "other"
        return "login" if self._has_login(owner) else None

    @api.model
    def _has_login(self, partner):
        # sudo: whether they can log in
        users = self.env["res.users"].sudo()
        return bool(
            users.search_count(
                [("partner_id", "in", partner.ids), ("share", "=", True)], limit=1
            )
        )

    def _take(self, user=None):
        """Use the link up once; return (file or None, why not).

        Two at once: the second waits for the first, fails as a conflict, is repeated
        by the server and finds the link used.
        """
        self.ensure_one()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM customer_data_delivery WHERE id = %s FOR UPDATE",
                self.id,
            )
        )
        refusal = self._refusal(user)
        self._note(refusal or "taken", user)
        if refusal:
            return None, refusal
        now = fields.Datetime.now()
        self.write({"used": self.used + 1, "opened_at": self.opened_at or now})
        return self.package_id._attachment(), None

    def _note(self, result, user=None):
        self.env["customer.data.opening"].create(
            {
                "delivery_id": self.id,
                "result": result,
                "user_id": user and user.id,
            }
        )
