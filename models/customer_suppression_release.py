# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CustomerSuppression(models.Model):
    """A suppressed address is free again when its owner says yes anew, never before."""

    _inherit = "customer.suppression"

    consent_id = fields.Many2one(
        "customer.consent", "Released by consent", readonly=True, ondelete="set null"
    )
    released_at = fields.Datetime("Released on", readonly=True)
    released_by_id = fields.Many2one(
        "res.users", "Released by", readonly=True, ondelete="set null"
    )

    def action_release(self):
        """Release these addresses, all or none."""
        self.env["res.users"]._check_function("suppression_release")
        self.check_access("read")
        # sudo: rows have no write access of their own, this is their verb
        self.sudo()._release()

    def _release(self):
        """Release what has a newer yes; refuse all when one of them has none."""
        standing = self.filtered("active")
        newer = standing._newer_consents()
        if missing := len(standing) - len(newer):
            raise UserError(
                self.env._(
                    "%(missing)s of %(count)s suppressed addresses cannot be released:"
                    " nobody has said yes for them by this channel since they were"
                    " suppressed. Record the new consent first.",
                    missing=missing,
                    count=len(standing),
                )
            )
        for row in standing:
            row.write(
                {
                    "active": False,
                    "consent_id": newer[row.id],
                    "released_at": fields.Datetime.now(),
                    "released_by_id": self.env.uid,
                }
            )
        standing._log_released()

    def _newer_consents(self):
        """Return {id: id of a standing yes that is newer than the suppression}."""
        self.env["customer.consent"].flush_model()
        self.flush_model()
        return dict(
            self.env.execute_query(
                SQL(
                    """
                    SELECT DISTINCT ON (s.id) s.id, c.id
                      FROM customer_suppression s
                      JOIN customer_consent c ON c.address_hash = s.address_hash
                       AND c.channel = s.channel AND c.state = 'given'
                       AND c.changed_at > s.suppressed_at
                       AND (c.valid_until IS NULL OR c.valid_until > %s)
                     WHERE s.id = ANY(%s)
                  ORDER BY s.id, c.changed_at DESC, c.id DESC
                    """,
                    fields.Datetime.now(),
                    self.ids,
                )
            )
        )

    def _log_released(self):
        """An event of each customer whose new yes released an address."""
        labels = dict(self._fields["channel"]._description_selection(self.env))
        self.env["customer.event"]._log(
            [
                {
                    "partner_id": row.consent_id.partner_id.id,
                    "kind": "suppression",
                    "old_value": self.env._(
                        "%s: must not be used", labels[row.channel]
                    ),
                    "new_value": self.env._("%s: released", labels[row.channel]),
                    "reason": row.note,
                }
                for row in self
            ]
        )
