# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Command
from odoo.tools import format_date

from .sale_order_settlement import Bundle


class CustomerSoft(models.AbstractModel):
    """Receipts on one invoice stand below a section that names each."""

    _inherit = "customer.soft"

    @api.model
    def _soft_methods(self):
        return [
            *super()._soft_methods(),
            ("pos.order", "_prepare_invoice_lines", _prepare_invoice_lines),
        ]


def _prepare_invoice_lines(origin, receipts, move_type):
    if not Bundle.of(receipts):
        return origin(receipts, move_type)
    lines = []
    for receipt in receipts:
        lines.append(Command.create(_section(receipt)))
        lines += [
            Command.create(_part(line)) for __, __, line in origin(receipt, move_type)
        ]
    return lines


def _section(receipt):
    lang = receipt.partner_id.lang or receipt.env.lang
    receipt = receipt.with_context(lang=lang)
    day = fields.Datetime.context_timestamp(receipt, receipt.date_order).date()
    return {
        "display_type": "line_section",
        "name": receipt.env._(
            "Receipt %(receipt)s of %(date)s",
            receipt=receipt.pos_reference or receipt.name,
            date=format_date(receipt.env, day, lang_code=lang),
        ),
    }


def _part(vals):
    """A section within a receipt, such as a combo, is a part of the receipt's own."""
    if vals.get("display_type") == "line_section":
        return {**vals, "display_type": "line_subsection"}
    return vals
