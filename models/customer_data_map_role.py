# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What a reference to a person says about the row, as somebody decided on it.

A reference that is not here makes the row be about the person, one among several does
not; a test fails until each is reviewed.
"""

from odoo import api, models
from odoo.tools import SQL

from ..tools.data_place import OTHER, PART, SUBJECT

# The person is the supplier, the place, the colleague, the firm, or the reference says
# the same as another one of the row.
OTHERS = (
    "account.analytic.distribution.model.partner_id",
    "account.reconcile.model.line.partner_id",
    "account.reconcile.model.mapped_partner_id",
    "account.reconcile.model.match_partner_ids",
    "chatbot.script.operator_partner_id",
    "customer.asset.merged_into_id",
    "customer.asset.site_id",
    "customer.message.source",
    "customer.note.document",
    "customer.proposal.line.asset_id",
    "discuss.channel.livechat_agent_partner_ids",
    "discuss.channel.livechat_bot_partner_ids",
    "discuss.channel.livechat_operator_id",
    "event.event.address_id",
    "event.event.organizer_id",
    "event.mail.template_ref",
    "event.type.mail.template_ref",
    "fleet.vehicle.log.contract.insurer_id",
    "fleet.vehicle.log.services.vendor_id",
    "fleet.vehicle.model.vendors",
    "gamification.karma.tracking.origin_ref",
    "hr.version.address_id",
    "hr.work.location.address_id",
    "ir.actions.server.partner_ids",
    "ir.actions.server.resource_ref",
    "ir.ui.menu.action",
    "loyalty.history.order_id",
    "mail.message.starred_partner_ids",
    "mail.notification.author_id",
    "mail.scheduled.message.author_id",
    "maintenance.equipment.partner_id",
    "rating.rating.parent_res_id",
    "rating.rating.publisher_id",
    "rating.rating.rated_partner_id",
    "res.company.partner_id",
    "res.partner.commercial_partner_id",
    "res.partner.merged_into_id",
    "res.partner.parent_id",
    "res.users.settings.volumes.guest_id",
    "res.users.settings.volumes.partner_id",
    "stock.rule.partner_address_id",
    "stock.warehouse.partner_id",
    "theme.ir.ui.view.inherit_id",
    "website.visitor.livechat_operator_id",
)
# The row is somebody else's, or everybody's; that the person is in it goes.
PARTS = (
    "account.move.customer_member_id",
    "calendar.filters.partner_id",
    "customer.attribution.contact_id",
    "customer.attribution.previous_id",
    "customer.family.head_id",
    "mail.mail.recipient_ids",
    "mail.message.partner_ids",
    "mail.scheduled.message.partner_ids",
    "product.product.stock_notification_partner_ids",
    "res.partner.category.partner_ids",
    "res.partner.interest_ids",
    "res.partner.meeting_ids",
    "sale.order.customer_member_id",
)
# Lines by the way they are stored, and no part of the document they name.
NO_LINES = (
    "account.analytic.line.move_line_id",
    "customer.attribution.point.program_id",
    "mail.activity.plan.department_id",
    "snailmail.letter.attachment_id",
)


class CustomerDataMap(models.AbstractModel):
    """What the references of Odoo's addons and of this one are."""

    _inherit = "customer.data.map"

    @api.model
    def _tie_roles(self):
        return {
            **super()._tie_roles(),
            **dict.fromkeys(OTHERS + NO_LINES, OTHER),
            **dict.fromkeys(PARTS, PART),
            "discuss.channel.livechat_customer_partner_ids": SUBJECT,
            # a customer's login and what belongs to it
            "auth_totp.device.user_id": SUBJECT,
            "mail.presence.user_id": SUBJECT,
            "res.users.apikeys.user_id": SUBJECT,
            "res.users.settings.user_id": SUBJECT,
            "gamification.badge.user.user_id": SUBJECT,
            "gamification.goal.user_id": SUBJECT,
            "gamification.karma.tracking.user_id": SUBJECT,
        }

    @api.model
    def _further_ties(self):
        return [
            *super()._further_ties(),
            ("account.partial.reconcile", "debit_move_id", "account.move.line", "id"),
            ("customer.consent.evidence", "log_uid", "customer.consent.log", "uid"),
            ("customer.consent.log", "subject_uid", "customer.consent.subject", "uid"),
            ("customer.suppression", "subject_uid", "customer.consent.subject", "uid"),
            ("link.tracker.click", "mailing_trace_id", "mailing.trace", "id"),
            ("pos.pack.operation.lot", "pos_order_line_id", "pos.order.line", "id"),
            ("project.task", "project_id", "project.project", "id"),
            ("rating.rating", "message_id", "mail.message", "id"),
            ("sms.sms", "mail_message_id", "mail.message", "id"),
            ("sms.tracker", "sms_uuid", "sms.sms", "uuid"),
            ("stock.move", "picking_id", "stock.picking", "id"),
            ("stock.move", "repair_id", "repair.order", "id"),
            ("stock.move.line", "move_id", "stock.move", "id"),
            ("stock.move.line", "picking_id", "stock.picking", "id"),
            ("stock.scrap", "picking_id", "stock.picking", "id"),
            ("res.users.log", "create_uid", "res.users", "id"),
            ("res.device.log", "user_id", "res.users", "id"),
            ("res.users.deletion", "user_id", "res.users", "id"),
            ("auth.passkey.key", "create_uid", "res.users", "id"),
        ]

    @api.model
    def _tie_condition(self, tie, batch):
        """What a colleague writes about others is not about the colleague."""
        condition = super()._tie_condition(tie, batch)
        if tie.name == "mail.message.author_id":
            return SQL(
                "%s AND EXISTS (SELECT FROM res_partner author"
                " WHERE author.id = t.author_id AND author.partner_share)",
                condition,
            )
        return condition
