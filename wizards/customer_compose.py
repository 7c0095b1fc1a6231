# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

# Customers of one request; a data search sends to more, in the background.
MOST = 2000


class CustomerCompose(models.TransientModel):
    """Write to the customers of chosen actions, one message for each customer."""

    _name = "customer.compose"
    _description = "Write to customers"

    action_ids = fields.Many2many(
        "customer.action", string="Customer actions", context={"active_test": False}
    )
    type_id = fields.Many2one("customer.action.type")
    channel = fields.Selection(
        [("email", "E-mail"), ("sms", "SMS"), ("letter", "Letter")],
        required=True,
        default="email",
    )
    preview_action_id = fields.Many2one(
        "customer.action",
        "Seen as",
        compute="_compute_preview_action_id",
        store=True,
        readonly=False,
        help="Whose message is shown.",
    )
    is_single = fields.Boolean(compute="_compute_recipients")
    recipient_count = fields.Integer(compute="_compute_recipients")
    refused_count = fields.Integer(compute="_compute_recipients")
    refused_text = fields.Text("Left out", compute="_compute_recipients")
    subject = fields.Char(compute="_compute_text", store=True, readonly=False)
    body = fields.Html(
        "Message",
        compute="_compute_text",
        store=True,
        readonly=False,
        sanitize="email_outgoing",
    )
    body_text = fields.Text(compute="_compute_text", store=True, readonly=False)

    @api.depends("action_ids", "type_id")
    def _compute_preview_action_id(self):
        for wizard in self:
            wizard.preview_action_id = wizard.action_ids[:1] or (
                self.env["customer.action"].search(
                    [("type_id", "=", wizard.type_id.id)], order="id desc", limit=1
                )
            )

    @api.depends("action_ids", "channel")
    def _compute_recipients(self):
        for wizard in self:
            refused = wizard._refusals()
            partners = wizard.action_ids.partner_id
            wizard.is_single = len(partners) == 1
            wizard.refused_count = len(refused)
            wizard.recipient_count = len(partners) - len(refused)
            wizard.refused_text = "\n".join(
                f"{partner.display_name}: {refused[partner.id]}"
                for partner in partners
                if partner.id in refused
            )

    @api.depends("preview_action_id", "channel")
    def _compute_text(self):
        for wizard in self:
            content = {}
            if wizard.preview_action_id:
                content = wizard._content(wizard._group_of(wizard.preview_action_id))
            is_text = wizard.channel == "sms"
            wizard.subject = content.get("subject")
            wizard.body = False if is_text else content.get("body")
            wizard.body_text = content.get("body") if is_text else False

    def _group_of(self, action):
        """Return the chosen actions of this action's customer, that one first."""
        same = self.action_ids.filtered(
            lambda other: other.partner_id == action.partner_id
        )
        return action._origin | same._origin

    def _purpose(self, actions):
        """Return the strictest purpose: one offer makes the message marketing."""
        # sudo: what a purpose allows is no secret
        purposes = actions.type_id.sudo().purpose_id
        return (
            purposes.filtered(lambda p: p.lawful_basis != "contract")[:1]
            or purposes[:1]
        )

    def _refusals(self):
        """Return {partner id: sentence} of the customers who are left out."""
        refused = {}
        for actions in self.action_ids.grouped("partner_id").values():
            actions_purpose = self._purpose(actions)
            refused.setdefault(actions_purpose, self.env["res.partner"])
            refused[actions_purpose] |= actions.partner_id
        return {
            partner_id: reason
            for purpose, partners in refused.items()
            for partner_id, reason in partners._contact_refusals(
                self.channel, purpose=purpose
            ).items()
        }

    def _content(self, actions):
        """Render the type's text for the actions of one customer."""
        first, partner = actions[:1], actions[:1].partner_id
        # sudo: the words are the administrator's templates, and the customer's data
        # in them could be read by whoever could select the action.
        first = first.sudo().with_context(
            reminder_action_ids=actions.ids,
            lang=partner.lang or self.env.lang,
            tz=partner.tz or self.env.company.partner_id.tz,
        )
        return first._render_reminder(
            self.channel, first._reminder_template(self.channel)
        )

    def action_send(self):
        """Put one message for each customer into the outbox, to leave at once."""
        self.ensure_one()
        self.env["res.users"]._check_function("message_send")
        if not self.action_ids:
            raise UserError(self.env._("Select the actions to write about first."))
        groups = list(self.action_ids.grouped("partner_id").values())
        if len(groups) > MOST:
            raise UserError(
                self.env._(
                    "%(count)s customers are too many at once. Select the actions of at"
                    " most %(most)s, or write to them by a data search.",
                    count=len(groups),
                    most=MOST,
                )
            )
        # sudo: rows of the outbox belong to the program; the function was checked
        rows = (
            self.env["customer.message"]
            .sudo()
            ._plan(
                [self._message_vals(actions, len(groups) == 1) for actions in groups]
            )
        )
        self._log_on_actions()
        planned = len(rows.filtered(lambda row: row.state == "planned"))
        return self._notify(
            self.env._(
                "%(planned)s on their way, %(refused)s left out.",
                planned=planned,
                refused=len(rows) - planned,
            )
        )

    def _message_vals(self, actions, is_single):
        first, partner = actions[:1], actions.partner_id
        if is_single:
            content = {"subject": self.subject, "body": self.body_text or self.body}
        else:
            content = self._content(actions)
        return {
            "partner_id": partner.id,
            "company_id": self.env.company._at_work_for(first.company_id).id,
            "channel": self.channel,
            "purpose_id": self._purpose(actions).id,
            "scheduled_at": fields.Datetime.now(),
            "source": f"{first._name},{first.id}",
            "subject": content["subject"],
            "body": content["body"],
            "user_id": self.env.uid,
            "lang": partner.lang,
        }

    def _log_on_actions(self):
        label = dict(self._fields["channel"]._description_selection(self.env))
        note = self.env._("%s to the customer.", label[self.channel])
        self.action_ids._message_log_batch(
            bodies=dict.fromkeys(self.action_ids.ids, note)
        )

    def action_send_to_me(self):
        """Send the message that is shown to the user's own e-mail address."""
        self.ensure_one()
        self.env["res.users"]._check_function("message_send")
        if not self.env.user.email:
            raise UserError(
                self.env._("Your user has no e-mail address. Enter one in My Profile.")
            )
        if not self.preview_action_id:
            raise UserError(self.env._("Choose a customer whose message is shown."))
        self.env["customer.message"]._send_preview(
            self.env.user,
            self.subject,
            self.body_text or self.body,
            self.preview_action_id.partner_id,
        )
        return self._notify(
            self.env._("Sent to %s. Customers got nothing.", self.env.user.email),
            close=False,
        )

    def _notify(self, message, close=True):
        close_action = {"type": "ir.actions.act_window_close"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "next": close_action if close else False,
            },
        }
