# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Indexes of links to customers that the core leaves without one.

PostgreSQL asks each of these tables whenever a customer is deleted, and we do when we
look for who has no business: without an index that is all their rows, each time.
"""

from odoo import models


class AccountMove(models.Model):
    _inherit = "account.move"

    _care_commercial_partner_idx = models.Index(
        "(commercial_partner_id) WHERE commercial_partner_id IS NOT NULL"
    )
    _care_partner_shipping_idx = models.Index(
        "(partner_shipping_id) WHERE partner_shipping_id IS NOT NULL"
    )


class AccountPayment(models.Model):
    _inherit = "account.payment"

    _care_partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")


class AccountBankStatementLine(models.Model):
    _inherit = "account.bank.statement.line"

    _care_partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")


class AccountAnalyticLine(models.Model):
    _inherit = "account.analytic.line"

    _care_partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")


class CalendarAttendee(models.Model):
    _inherit = "calendar.attendee"

    _care_partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")


class PaymentTransaction(models.Model):
    _inherit = "payment.transaction"

    _care_partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")


class SmsSms(models.Model):
    _inherit = "sms.sms"

    _care_partner_idx = models.Index("(partner_id) WHERE partner_id IS NOT NULL")
