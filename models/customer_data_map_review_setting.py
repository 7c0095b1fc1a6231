# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Models that are no place for a customer, as somebody decided on them."""

from odoo import api, models

from ..tools.data_place import KEEP
from ..tools.data_review import EMPLOYMENT, SETTING, STAFF, TECHNICAL, Review, gone

# What the company sets up, sells and counts. Words about a customer that somebody
# typed here nevertheless are found by *What do we hold* and by the last look of
# *Anonymise*.
SETTINGS = """
    account.account account.account.tag account.analytic.applicability
    account.analytic.distribution.model account.analytic.plan account.bank.statement
    account.cash.rounding account.fiscal.position account.group account.incoterms
    account.journal account.journal.group account.lock_exception
    account.payment.method account.payment.method.line account.payment.term
    account.payment.term.line account.reconcile.model account.reconcile.model.line
    account.report account.report.column account.report.expression
    account.report.external.value account.report.line account.tax account.tax.group
    barcode.nomenclature barcode.rule
    base_import.mapping
    calendar.alarm calendar.event.type calendar.recurrence
    chatbot.script chatbot.script.answer chatbot.script.step
    crm.iap.lead.industry crm.iap.lead.mining.request crm.iap.lead.role
    crm.iap.lead.seniority crm.lead.scoring.frequency crm.lost.reason
    crm.recurring.plan crm.stage crm.tag crm.team crm.team.member
    customer.import customer.action.type customer.asset.breed customer.asset.checklist
    customer.asset.checklist.point customer.asset.species customer.brand
    customer.consent.check customer.consent.purpose customer.consent.seal
    customer.consent.wording customer.interest customer.job
    customer.maintenance customer.measurement.type
    customer.note.mood customer.note.outcome customer.page.visit customer.stop.word
    data_recycle.model data_recycle.record
    decimal.precision
    delivery.carrier delivery.zip.prefix
    digest.digest digest.tip
    discuss.gif.favorite
    event.event event.event.ticket event.lead.rule event.question
    event.question.answer event.stage event.tag event.tag.category event.type
    event.type.ticket
    fetchmail.server
    fleet.service.type fleet.vehicle fleet.vehicle.log.contract fleet.vehicle.model
    fleet.vehicle.model.brand fleet.vehicle.model.category fleet.vehicle.state
    fleet.vehicle.tag
    gamification.badge gamification.challenge gamification.goal.definition
    gamification.karma.rank
    html_editor.converter.test html_editor.converter.test.sub
    iap.account iap.service
    im_livechat.channel im_livechat.channel.rule im_livechat.conversation.tag
    im_livechat.expertise
    ir.actions.act_url ir.actions.act_window ir.actions.act_window_close
    ir.actions.actions ir.actions.client ir.actions.report ir.actions.server
    ir.actions.server.history ir.actions.todo ir.asset ir.config_parameter ir.cron
    ir.default ir.embedded.actions ir.exports ir.exports.line ir.filters ir.logging
    ir.mail_server ir.model ir.model.access ir.model.constraint ir.model.fields
    ir.model.fields.selection ir.model.relation ir.module.category ir.module.module
    ir.module.module.dependency ir.module.module.exclusion ir.profile ir.rule
    ir.sequence ir.ui.menu ir.ui.view ir.ui.view.custom
    link.tracker link.tracker.code
    loyalty.program loyalty.reward loyalty.rule
    mail.activity.plan mail.activity.plan.template mail.activity.type mail.alias
    mail.alias.domain mail.canned.response mail.ice.server mail.message.subtype
    mail.template
    mailing.filter mailing.list mailing.mailing mailing.subscription.optout
    maintenance.equipment maintenance.equipment.category maintenance.request
    maintenance.stage maintenance.team
    onboarding.onboarding onboarding.onboarding.step
    payment.method payment.provider
    pos.bill pos.category pos.config pos.note pos.payment.method pos.preset
    pos.printer pos.session
    product.attribute product.attribute.category product.attribute.value
    product.category product.combo product.feed product.image product.pricelist
    product.product product.public.category product.removal product.ribbon
    product.supplierinfo product.tag product.template product.uom product.value
    project.project.stage project.role project.tags project.task.type project.update
    repair.tags
    report.layout report.paperformat
    res.bank res.company res.country res.country.group res.country.state
    res.currency res.groups res.groups.privilege res.lang res.partner.category
    res.partner.grade res.partner.industry res.role
    resource.calendar resource.calendar.attendance resource.calendar.leaves
    resource.resource
    sale.order.template sale.order.template.line sale.pdf.form.field
    slide.answer slide.channel slide.channel.tag slide.channel.tag.group slide.embed
    slide.question slide.slide slide.slide.resource slide.tag
    sms.template
    spreadsheet.dashboard spreadsheet.dashboard.group spreadsheet.dashboard.share
    stock.location stock.lot stock.package stock.package.history stock.package.type
    stock.picking.type stock.reference stock.route stock.rule stock.scrap.reason.tag
    stock.storage.category stock.warehouse stock.warehouse.orderpoint
    survey.question survey.question.answer survey.survey
    theme.ir.asset theme.ir.attachment theme.ir.ui.view theme.website.menu
    theme.website.page
    uom.uom
    utm.campaign utm.medium utm.source utm.stage utm.tag
    web_tour.tour web_tour.tour.step
    website website.base.unit website.checkout.step website.configurator.feature
    website.controller.page website.event.menu website.menu website.page
    website.rewrite website.route website.snippet.filter
""".split()
# Files of colleagues.
EMPLOYEES = """
    hr.employee hr.employee.location hr.employee.skill hr.resume.line
    hr.contract.type hr.department hr.departure.reason hr.employee.category hr.job
    hr.leave hr.leave.accrual.plan hr.leave.allocation hr.leave.mandatory.day
    hr.leave.type hr.payroll.structure.type hr.resume.line.type hr.skill
    hr.skill.level hr.skill.type hr.version hr.work.location resource.resource
    resource.calendar.leaves
""".split()
# No link leads to these, the name, the e-mail address or the number does.
REVIEWS = {
    "bus.bus": gone("technical", withheld=TECHNICAL),
    "customer.consent.import.job": Review(
        "consents", blank="lines problems", technical="channel", keep="name"
    ),
    "customer.family": Review("family", mask="name"),
    "customer.operation": Review(
        "technical",
        blank="request preview shown error",
        keep="reason",
        technical="model",
    ),
    "customer.security.log": Review("technical", row=KEEP, reason=STAFF),
    "mail.blacklist": gone("consents"),
    "mail.gateway.allowed": Review(
        "technical", row=KEEP, reason=SETTING, withheld=TECHNICAL
    ),
    "mail.guest": Review(
        "messages",
        mask="name",
        blank="image_1920 image_1024 image_512 image_256 image_128 email",
        secret="access_token",
    ),
    "mail.link.preview": Review("technical", row=KEEP, reason=TECHNICAL),
    "mailing.contact": gone("marketing"),
    "phone.blacklist": gone("consents"),
    "privacy.log": Review("requests", row=KEEP, reason=TECHNICAL),
}


class CustomerDataMap(models.AbstractModel):
    """Models that no reference to a customer leads to."""

    _inherit = "customer.data.map"

    @api.model
    def _place_reviews(self):
        return {
            **super()._place_reviews(),
            **dict.fromkeys(
                SETTINGS, Review("", row=KEEP, reason=SETTING, withheld=SETTING)
            ),
            **dict.fromkeys(
                EMPLOYEES, Review("", row=KEEP, reason=EMPLOYMENT, withheld=EMPLOYMENT)
            ),
            **REVIEWS,
        }
