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
    "hr.employee.work_contact_id",
    "hr.version.address_id",
    "hr.work.location.address_id",
    "ir.actions.server.partner_ids",
    "ir.actions.server.resource_ref",
    "ir.ui.menu.action",
    "loyalty.history.order_id",
    "mail.followers.res_id",
    "mail.message.starred_partner_ids",
    "mail.notification.author_id",
    "mail.scheduled.message.author_id",
    "maintenance.equipment.partner_id",
    "product.supplierinfo.partner_id",
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
# The row is about the person.
SUBJECTS = (
    "account.analytic.account.partner_id",
    "account.analytic.line.partner_id",
    "account.bank.statement.line.partner_id",
    "account.move.commercial_partner_id",
    "account.move.customer_asset_id",
    "account.move.line.customer_asset_id",
    "account.move.line.partner_id",
    "account.move.partner_id",
    "account.move.partner_shipping_id",
    "account.payment.partner_id",
    "calendar.attendee.partner_id",
    "calendar.event.customer_asset_id",
    "calendar.event.customer_partner_id",
    "calendar.event.res_id",
    "crm.lead.partner_id",
    "customer.account.exception.partner_id",
    "customer.account.exception.res_id",
    "customer.action.asset_id",
    "customer.action.partner_id",
    "customer.alert.acknowledgement.res_id",
    "customer.alert.partner_id",
    "customer.alias.partner_id",
    "customer.asset.inspection.asset_id",
    "customer.asset.inspection.line.asset_id",
    "customer.asset.inspection.line.partner_id",
    "customer.asset.inspection.partner_id",
    "customer.asset.owner.asset_id",
    "customer.asset.owner.partner_id",
    "customer.asset.partner_id",
    "customer.asset.plate.asset_id",
    "customer.asset.reading.asset_id",
    "customer.asset.sale.asset_id",
    "customer.asset.sale.res_id",
    "customer.attribution.partner_id",
    "customer.attribution.point.order_id",
    "customer.attribution.res_id",
    "customer.consent.partner_id",
    "customer.consent.subject.partner_id",
    "customer.data.delivery.partner_id",
    "customer.data.package.partner_id",
    "customer.data.request.partner_id",
    "customer.duplicate.asset_id",
    "customer.duplicate.other_asset_id",
    "customer.duplicate.asset_id",
    "customer.duplicate.other_asset_id",
    "customer.duplicate.other_id",
    "customer.duplicate.partner_id",
    "customer.event.partner_id",
    "customer.finding.asset_id",
    "customer.finding.partner_id",
    "customer.measurement.asset_id",
    "customer.measurement.partner_id",
    "customer.message.partner_id",
    "customer.note.asset_id",
    "customer.note.partner_id",
    "customer.phone.partner_id",
    "customer.proposal.partner_id",
    "customer.sms.kept.partner_id",
    "customer.waiting.partner_id",
    "discuss.channel.member.partner_id",
    "discuss.channel.rtc.session.partner_id",
    "event.registration.partner_id",
    "fleet.vehicle.assignation.log.driver_id",
    "fleet.vehicle.log.services.purchaser_id",
    "fleet.vehicle.odometer.driver_id",
    "im_livechat.channel.member.history.partner_id",
    "ir.attachment.res_id",
    "ir.model.data.res_id",
    "loyalty.card.partner_id",
    "mail.activity.request_partner_id",
    "mail.activity.res_id",
    "mail.followers.partner_id",
    "mail.message.author_id",
    "mail.message.reaction.partner_id",
    "mail.message.res_id",
    "mail.notification.customer_partner_id",
    "mail.notification.res_partner_id",
    "mail.push.device.partner_id",
    "mail.scheduled.message.res_id",
    "mailing.trace.res_id",
    "payment.token.partner_id",
    "payment.transaction.partner_id",
    "pos.order.partner_id",
    "product.wishlist.partner_id",
    "project.collaborator.partner_id",
    "project.project.partner_id",
    "project.task.partner_id",
    "purchase.order.line.partner_id",
    "purchase.order.partner_id",
    "rating.rating.partner_id",
    "rating.rating.res_id",
    "repair.order.partner_id",
    "res.partner.bank.partner_id",
    "res.users.partner_id",
    "sale.order.customer_asset_id",
    "sale.order.line.customer_asset_id",
    "sale.order.line.order_partner_id",
    "sale.order.partner_id",
    "sale.order.partner_invoice_id",
    "sale.order.partner_shipping_id",
    "slide.channel.partner.partner_id",
    "slide.slide.partner.partner_id",
    "sms.sms.partner_id",
    "snailmail.letter.partner_id",
    "stock.move.line.owner_id",
    "stock.move.partner_id",
    "stock.move.restrict_partner_id",
    "stock.picking.owner_id",
    "stock.picking.partner_id",
    "stock.quant.owner_id",
    "stock.scrap.owner_id",
    "survey.user_input.partner_id",
    "website.visitor.partner_id",
)
# The row is somebody else's, or everybody's; that the person is in it goes.
PARTS = (
    "purchase.order.dest_address_id",
    "account.move.customer_member_id",
    "calendar.filters.partner_id",
    "customer.attribution.contact_id",
    "customer.attribution.previous_id",
    "customer.family.head_id",
    "fleet.vehicle.driver_id",
    "fleet.vehicle.future_driver_id",
    "mail.mail.recipient_ids",
    "mail.message.partner_ids",
    "mail.scheduled.message.partner_ids",
    "product.product.stock_notification_partner_ids",
    "res.partner.category.partner_ids",
    "res.partner.interest_ids",
    "res.partner.meeting_ids",
    "sale.order.customer_member_id",
)
# A customer's login and what belongs to it.
LOGINS = (
    "auth_totp.device.user_id",
    "gamification.badge.user.user_id",
    "gamification.goal.user_id",
    "gamification.karma.tracking.user_id",
    "mail.presence.user_id",
    "res.users.apikeys.user_id",
    "res.users.settings.user_id",
)
# Lines by the way they are stored, and no part of the document they name.
NO_LINES = (
    "account.analytic.line.move_line_id",
    "customer.attribution.point.program_id",
    "mail.activity.plan.department_id",
    "product.document.ir_attachment_id",
    "quotation.document.ir_attachment_id",
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
            **dict.fromkeys(SUBJECTS + LOGINS, SUBJECT),
            "discuss.channel.livechat_customer_partner_ids": SUBJECT,
        }

    @api.model
    def _further_ties(self):
        return [
            *super()._further_ties(),
            ("account.partial.reconcile", "credit_move_id", "account.move.line", "id"),
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
