# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools.mail import email_normalize, email_split, unfold_references

# As many as the core looks at.
REFERENCES = 32
RESPONSIBLE = ("user_id", "invoice_user_id")


class CustomerMessage(models.Model):
    """What customers answer: found by the Message-ID of what they got."""

    _inherit = "customer.message"

    message_uid = fields.Char(index="btree_not_null")
    replied_at = fields.Datetime("Replied on", readonly=True, copy=False)

    @api.model
    def _answered_by(self, message_dict):
        """Return the rows of what an e-mail, parsed by core, is an answer to."""
        uids = self._references(message_dict)
        # sudo: the gateway has no user; a row is found by an id that cannot be guessed
        return (
            self.sudo().search([("message_uid", "in", uids)]) if uids else self.sudo()
        )

    @api.model
    def _references(self, message_dict):
        """Return the Message-IDs that an e-mail says it answers."""
        text = message_dict.get("references") or message_dict.get("in_reply_to") or ""
        return [uid.strip() for uid in unfold_references(text)][-REFERENCES:]

    def _reply_targets(self):
        """Return the records that an answer is filed with, each once.

        What the message was about; the customer, where that takes no answers or is
        gone; who a customer was merged into, instead of him.
        """
        targets = []
        for row in self:
            # sudo: the gateway has no user
            target = row.sudo().source
            if not (target and target.exists() and hasattr(target, "message_update")):
                # sudo: as above
                target = row.sudo().partner_id
            if target._name == "res.partner" and target.merged_into_id:
                target = target.merged_into_id
            if target not in targets:
                targets.append(target)
        return targets

    def _reply_routes(self, message_dict, custom_values):
        """Return core's routes for an e-mail answer; none leaves it to core.

        As in core, an address of another model's alias is not an answer but a
        forward, and once somebody wrote back from Odoo the conversation is core's.
        """
        targets = self._reply_targets()
        if not targets or self._is_cores_matter(message_dict, targets):
            return []
        user = self.env["mail.thread"]._mail_find_user_for_gateway(
            message_dict["email_from"]
        )
        uid = user.id or self.env.uid
        return [
            (target._name, target.id, custom_values, uid, None) for target in targets
        ]

    @api.model
    def _is_cores_matter(self, message_dict, targets):
        known = [("message_id", "in", self._references(message_dict))]
        # sudo: as core looks for them
        if self.env["mail.message"].sudo().search_count(known, limit=1):
            return True
        addresses = {
            email_normalize(address) for address in email_split(message_dict["to"])
        }
        # sudo: the gateway has no user
        aliases = (
            self.env["mail.alias"]
            .sudo()
            .search([("alias_full_name", "in", list(filter(None, addresses)))])
        )
        ours = {target._name for target in targets}
        return bool(set(aliases.alias_model_id.mapped("model")) - ours)

    def _together(self):
        """Return these rows with all that left together with them."""
        batches = [uid for uid in self.mapped("batch_uid") if uid]
        return self | self.search([("batch_uid", "in", batches)])

    def _record_reply(self, who, text, notified=None):
        """Mark what was answered, and tell whoever is responsible for it.

        ``notified``: partners who hear of the answer already.
        """
        rows = self._together()
        rows.filtered(lambda row: not row.replied_at).write(
            {"replied_at": fields.Datetime.now()}
        )
        for target in rows._reply_targets():
            users = rows.filtered(lambda r, t=target: t in r._reply_targets())
            told = users._reply_users().partner_id - (notified or rows.partner_id)
            told -= target.message_follower_ids.partner_id
            if told and hasattr(target, "message_notify"):
                target.message_notify(
                    partner_ids=told.ids,
                    subject=self.env._("%(who)s answered", who=who),
                    body=Markup("<p>%s</p><blockquote>%s</blockquote>")
                    % (self.env._("%(who)s answered", who=who), text),
                )

    def _reply_users(self):
        """Return who hears of an answer: responsible for its matter, else who wrote."""
        # sudo: who hears of it is found for the gateway, which has no user
        users = self.env["res.users"].sudo()
        for row in self:
            source = row.source.exists() if row.source else None
            name = source and next(
                (n for n in RESPONSIBLE if n in source._fields and source[n]), None
            )
            users |= source[name] if name else row.user_id or row.partner_id.user_id
        return users.filtered(lambda user: user.active and not user.share)
