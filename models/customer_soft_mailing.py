# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from lxml import etree

from odoo import api, models


class CustomerSoft(models.AbstractModel):
    """The gate at the end of Odoo's own ways out, whatever addons add to them.

    E-mail and SMS marketing may be absent; they write their statistics in the same
    methods, so ours has to be the outermost.
    """

    _inherit = "customer.soft"

    @api.model
    def _soft_methods(self):
        return [
            *super()._soft_methods(),
            ("mail.compose.message", "_prepare_mail_values", _prepare_mail_values),
            ("sms.composer", "_prepare_mass_sms_values", _prepare_mass_sms_values),
            ("mailing.mailing", "_get_view", _get_view),
        ]


def _prepare_mail_values(origin, composer, res_ids):
    mail_values = origin(composer, res_ids)
    if composer.composition_mode == "mass_mail":
        composer._cancel_refused(mail_values)
    return mail_values


def _prepare_mass_sms_values(origin, composer, records):
    sms_values = origin(composer, records)
    composer._cancel_refused(sms_values, records)
    return sms_values


def _get_view(origin, mailings, view_id=None, view_type="form", **options):
    """Show on a mailing what it is sent for and who will not get it."""
    arch, view = origin(mailings, view_id, view_type, **options)
    place = arch.xpath("//field[@name='subject']") if view_type == "form" else ()
    if place:
        widget = etree.Element("widget", name="customer_mailing_purpose", colspan="2")
        place[0].addnext(widget)
    return arch, view
