# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.calendar_dates import local_to_utc
from ..tools.serial_numbers import Item, join_serials, match_returns, split_serials
from .customer_action_dates import NOON
from .customer_action_invoice import QUIET

SOLD_IN = ("out_invoice", "out_receipt")


class AccountMoveLine(models.Model):
    """Invoice lines name what was sold, and customer actions come from them."""

    _inherit = "account.move.line"

    serial_number = fields.Char(
        "Serial number / identifier",
        index="trigram",
        # Another sale is another piece; a reversal keeps it, see below.
        copy=False,
        help="Of the goods or the service sold; several are separated by commas.",
    )

    def write(self, vals):
        if "serial_number" in vals and not self.env.su:
            self._check_serial_number_open(vals["serial_number"])
        return super().write(vals)

    def _check_serial_number_open(self, value):
        """Refuse a change on a posted document: the customer has it on paper."""
        changed = self.filtered(
            lambda line: (
                line.parent_state == "posted"
                and (line.serial_number or "") != (value or "")
            )
        )
        if changed:
            raise UserError(
                self.env._(
                    "%s is posted and was handed out with its serial numbers. Correct "
                    "the customer action, or reset the document to draft first.",
                    changed[0].move_id.name,
                )
            )

    def unlink(self):
        products = self.filtered(lambda line: line.display_type == "product")
        # sudo: whoever may delete a line need not be allowed to see actions.
        actions = (
            self.env["customer.action"].sudo().with_context(active_test=False, **QUIET)
        )
        actions = actions.search([("invoice_line_id", "in", products.ids)])
        for invoice, mine in actions.grouped("invoice_id").items():
            mine._detach_from_lines(
                self.env._(
                    "Its line was deleted from the invoice %s.", invoice.display_name
                )
            )
        return super().unlink()

    def _copy_data_extend_business_fields(self, values):
        # A reversal is about the very same pieces; that is how it finds its line.
        values["serial_number"] = self.serial_number
        return super()._copy_data_extend_business_fields(values)

    def _get_child_lines(self):
        """Name the serial number also where a section collapses its prices."""
        rows = super()._get_child_lines()
        lines = self.move_id.invoice_line_ids.filtered(
            lambda line: (
                line.serial_number
                and self in (line.parent_id | line.parent_id.parent_id)
            )
        ).sorted("sequence")
        serials = defaultdict(list)
        for line in lines:
            serials[line.name, line.quantity, line.price_subtotal].append(
                line.serial_number
            )
        for row in rows:
            waiting = serials[row["name"], row["quantity"], row["price_subtotal"]]
            if row["display_type"] == "product" and waiting:
                row["serial_number"] = waiting.pop(0)
        return rows

    def _fill_serial_numbers(self):
        """Take serial numbers from the lots delivered, where nobody typed one."""
        if "move_ids" not in self.env["sale.order.line"]._fields:
            return
        # sudo: who posts invoices need not have rights in sales or the warehouse.
        for line in self.sudo():
            if line._is_sold() and not line.serial_number and line.sale_line_ids:
                names = line.sale_line_ids[0]._serials_to_invoice(line.quantity)
                if names:
                    line.serial_number = join_serials(names)

    # -- Customer actions ---------------------------------------------------

    def _is_sold(self):
        """Whether this line sells something to a customer."""
        return self.display_type == "product" and self.quantity > 0

    def _create_customer_actions(self):
        """Create the actions that the products of these posted lines ask for."""
        lines = self.filtered(
            lambda line: (
                line.move_id.state == "posted"
                and line._is_sold()
                and line._automatic_action_type()
            )
        )
        if not lines:
            return self.env["customer.action"]
        actions = self.env["customer.action"].with_context(**QUIET)
        for company, mine in lines.grouped("company_id").items():
            # The reminder is a day, and that of the company's calendar.
            actions |= actions.with_context(
                tz=company.partner_id.tz or str(self.env.tz)
            ).create(
                [
                    dict(
                        line._customer_action_vals(line._automatic_action_type()),
                        is_automatic=True,
                    )
                    for line in mine
                ]
            )
        actions._message_log_batch(
            bodies={
                action.id: self.env._("Created by posting %s.", action.invoice_id.name)
                for action in actions
            }
        )
        return actions

    def _automatic_action_type(self):
        """Return the type of the action that posting this line creates, if any.

        None for a customer with whom no new business is done, for a type of another
        company, and for a debit note, which sells nothing: posting goes on without.
        """
        action_type = self.product_id.action_type_id
        return action_type if self._may_have(action_type) else action_type.browse()

    def _may_have(self, action_type):
        """Whether the customer of this line can be given an action of that type."""
        invoice = self.move_id
        partner = invoice.partner_id
        companies = invoice.company_id._with_parents()
        return bool(
            action_type.active
            and not ("debit_origin_id" in invoice._fields and invoice.debit_origin_id)
            and action_type.company_id <= companies
            and partner.active
            and not partner.is_forgotten
            and partner.company_id <= companies
            and partner.commercial_partner_id == invoice.commercial_partner_id
        )

    def _keeps_customer_action(self, action):
        """Whether an action that was suspended still belongs to this line."""
        if not self._is_sold():
            return False
        return not action.is_automatic or bool(self._automatic_action_type())

    def _customer_action_vals(self, action_type):
        """Return the values of an action of ``action_type`` for this line."""
        self.ensure_one()
        invoice = self.move_id
        day = invoice.invoice_date or invoice.date
        tz = invoice.company_id.partner_id.tz or str(self.env.tz)
        end = self.product_id._customer_action_end(action_type, day)
        return {
            "name": self._customer_action_name(),
            "partner_id": invoice.partner_id.id,
            "type_id": action_type.id,
            "product_id": self.product_id.id,
            "quantity": self.quantity,
            "serial_number": self.serial_number,
            "invoice_id": invoice.id,
            "invoice_line_id": self.id,
            "date_start": local_to_utc(day, NOON, tz),
            "date_end": end and local_to_utc(end, NOON, tz),
            "user_id": invoice.invoice_user_id.id,
            "company_id": invoice.company_id.id,
        }

    def _customer_action_name(self):
        text = (self.name or self.product_id.display_name or "").strip()
        return text.splitlines()[0] if text else self.move_id.name

    # -- What came back -----------------------------------------------------

    def _returned_quantities(self):
        """Return {line id: {credit note's line: quantity in the line's unit}}.

        Only posted credit notes count: those that reverse the line's invoice, and
        those of the same sales order that reverse no invoice in particular.
        """
        returned = defaultdict(dict)
        for sold, refunds in self._returns_to_match():
            units = {line.id: line for line in sold | refunds}
            matches = match_returns(
                [line._item() for line in sold], [line._item() for line in refunds]
            )
            for line_id, shares in matches.items():
                for refund_id, quantity in shares:
                    line, refund = units[line_id], units[refund_id]
                    returned[line_id][refund] = line._from_product_unit(quantity)
        return {line.id: returned[line.id] for line in self if line.id in returned}

    def _returns_to_match(self):
        """Yield pairs (lines sold, lines of their posted credit notes)."""
        invoices = self.move_id
        refunds = invoices.search(
            [
                ("reversed_entry_id", "in", invoices.ids),
                ("move_type", "=", "out_refund"),
                ("state", "=", "posted"),
            ],
            order="id",
        )
        for invoice, reversals in refunds.grouped("reversed_entry_id").items():
            yield (
                invoice.invoice_line_ids._products(),
                reversals.invoice_line_ids._products(),
            )
        for order_line in self.sale_line_ids:
            lines = order_line.invoice_lines._products().filtered(
                lambda line: line.parent_state == "posted"
            )
            refunds = lines.filtered(
                lambda line: (
                    line.move_type == "out_refund"
                    and not line.move_id.reversed_entry_id
                )
            )
            if refunds:
                yield lines.filtered(lambda line: line.move_type in SOLD_IN), refunds

    def _products(self):
        return self.filtered(lambda line: line.display_type == "product")

    def _item(self):
        quantity = self.quantity
        if self.product_id and self.product_uom_id:
            quantity = self.product_uom_id._compute_quantity(
                quantity, self.product_id.uom_id, round=False
            )
        return Item(
            self.id,
            self.product_id.id or 0,
            self.name or "",
            frozenset(split_serials(self.serial_number)),
            quantity,
        )

    def _from_product_unit(self, quantity):
        if self.product_id and self.product_uom_id:
            return self.product_id.uom_id._compute_quantity(
                quantity, self.product_uom_id, round=False
            )
        return quantity

    @api.model
    def _customer_action_lines_domain(self, invoice):
        """Return the domain of the lines of an invoice that may have an action."""
        return [
            ("move_id", "=", invoice.id),
            ("display_type", "=", "product"),
            ("quantity", ">", 0),
        ]
