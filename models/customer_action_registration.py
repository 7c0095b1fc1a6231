# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import mute_logger

from ..tools.serial_numbers import join_serials, split_serials
from .customer_action_invoice import QUIET

LONGEST_SERIAL = 64


class CustomerAction(models.Model):
    """An action that its customer registered, by the code on the invoice."""

    _inherit = "customer.action"

    registered_on = fields.Datetime(
        "Registered by the customer on",
        readonly=True,
        copy=False,
        help="By the QR code on the invoice.",
    )

    @api.model
    def _register_row(self, row, serial):
        """Register one line of an invoice for its customer; once.

        :param row: RegistrationRow
        :param serial: serial numbers as typed; not asked where the invoice names them
        """
        line = row.line
        if row.is_done:
            return row.action
        serial = self._check_registered_serial(row, serial)
        vals = {"registered_on": fields.Datetime.now()}
        if not row.action:
            vals = {**line._customer_action_vals(row.type), **vals}
        if serial:
            vals["serial_number"] = serial
        tz = line.company_id.partner_id.tz or str(self.env.tz)
        actions = self.with_context(**QUIET, tz=tz)
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                action = row.action.with_context(**QUIET) or actions.create([vals])
                if row.action:
                    action.write(vals)
                self.env.flush_all()
        except UniqueViolation:
            # a clerk registered the line at the same moment
            return self.search([("invoice_line_id", "=", line.id)])
        action._message_log(body=action._registered_sentence())
        return action

    def _registered_sentence(self):
        lang = self.company_id.partner_id.lang or "en_US"
        return self.with_context(lang=lang).env._(
            "Registered by the customer with the QR code of %s.", self.invoice_id.name
        )

    @api.model
    def _check_registered_serial(self, row, serial):
        """Return the serial numbers typed for a line, or say what is wrong."""
        line = row.line
        if row.action.serial_number or line.serial_number:
            return False
        names = split_serials(serial)
        if any(len(name) > LONGEST_SERIAL for name in names):
            raise UserError(
                self.env._(
                    "A serial number has at most %s characters. Please type the one on"
                    " the product.",
                    LONGEST_SERIAL,
                )
            )
        if len(names) > max(line.quantity, 1):
            raise UserError(
                self.env._(
                    "More serial numbers than pieces. Please type one for each piece."
                )
            )
        if taken := self._taken_serials(line, names):
            raise UserError(
                self.env._(
                    "%s is registered already. Please look at the number on the product"
                    " again, or ask us.",
                    join_serials(taken),
                )
            )
        return join_serials(names)

    @api.model
    def _taken_serials(self, line, names):
        """Return which of these numbers of the same product are registered already."""
        if not names:
            return []
        actions = self.with_context(active_test=False).search(
            Domain("product_id", "=", line.product_id.id)
            & Domain("state", "!=", "cancelled")
            & line.company_id._in_reach()
            & Domain("invoice_line_id", "!=", line.id)
            & Domain.OR(Domain("serial_number", "ilike", name) for name in names)
        )
        known = {
            name.casefold()
            for action in actions
            for name in split_serials(action.serial_number)
        }
        return [name for name in names if name.casefold() in known]
