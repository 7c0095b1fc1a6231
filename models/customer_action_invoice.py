# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import float_compare

from ..tools.serial_numbers import join_serials, split_serials
from .customer_number_text import number_text

# What follows from an invoice is written in a note of its own; tracking each
# field would cost queries for every action.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
}


class CustomerAction(models.Model):
    """Customer actions of invoice lines follow their invoice.

    Cancelled with it and open again with it; the quantity falls with what was
    refunded. All of it is derived from the documents as they are, so the order
    in which they were posted, reset and cancelled does not matter.
    """

    _inherit = "customer.action"

    is_automatic = fields.Boolean(
        "Created by its invoice", readonly=True, copy=False, default=False
    )
    is_suspended = fields.Boolean(
        "Cancelled by its invoice",
        readonly=True,
        copy=False,
        help="It is open again as soon as the invoice line counts again.",
    )
    refunded_quantity = fields.Float(readonly=True, copy=False, digits="Product Unit")

    def write(self, vals):
        result = super().write(vals)
        # Whoever sets the state by hand takes the decision from the invoice.
        if "state" in vals and "is_suspended" not in vals:
            # sudo: whether the invoice cancelled it is the program's
            self.sudo().filtered("is_suspended").is_suspended = False
        return result

    @api.model
    def _sync_invoices(self, invoices):
        """Bring the actions of these invoices' lines in line with them.

        Creates those that the products of posted lines ask for. Set-wise, and
        without a refusal: posting an invoice never fails because of an action.
        """
        # sudo: actions follow an invoice whoever posts it, also at the till, in
        # a cron, and by users who may not see actions at all.
        invoices = invoices.sudo()
        lines = invoices.invoice_line_ids
        # sudo: as above
        known = (
            self.sudo()
            .with_context(active_test=False, **QUIET)
            .search([("invoice_line_id", "in", lines.ids)])
        )
        (lines - known.invoice_line_id)._create_customer_actions()
        known._follow_invoices()

    def _follow_invoices(self):
        """Suspend, reopen and update these actions of invoice lines."""
        returned = self.invoice_line_id._returned_quantities()
        suspended, changes, notes = self.browse(), defaultdict(self.browse), {}
        for action in self:
            refunds = returned.get(action.invoice_line_id.id, {})
            reason = action._reason_to_suspend(refunds)
            if reason and action.state in ("open", "expired"):
                suspended |= action
                notes[action.id] = self.env._(
                    "Cancelled together with its invoice line: %s", reason
                )
            if reason or (
                action.state not in ("open", "expired") and not action.is_suspended
            ):
                continue
            vals, note = action._follow_vals(refunds)
            if vals:
                changes[tuple(sorted(vals.items()))] |= action
            if note:
                notes[action.id] = note
        suspended.write({"state": "cancelled", "is_suspended": True})
        for vals, actions in changes.items():
            actions.write(dict(vals))
        if notes:
            self.browse(notes)._message_log_batch(bodies=notes)

    def _reason_to_suspend(self, refunds):
        """Return why the invoice line of this action does not count, or False."""
        line = self.invoice_line_id
        invoice = line.move_id
        if invoice.state == "draft":
            return self.env._("%s was reset to draft.", invoice.name)
        if invoice.state == "cancel":
            return self.env._("%s was cancelled.", invoice.name)
        rest = self.quantity + self.refunded_quantity - sum(refunds.values())
        if self.is_automatic:
            rest = line.quantity - sum(refunds.values())
        if refunds and (rest <= 0 or not self._differ(rest, 0)):
            return self.env._(
                "it was refunded by %s.",
                join_serials(dict.fromkeys(refund.move_id.name for refund in refunds)),
            )
        if self.is_suspended and not line._keeps_customer_action(self):
            return self.env._("the line sells something else now.")
        return False

    def _follow_vals(self, refunds):
        """Return (changed values, note or False) of an action whose line counts."""
        self.ensure_one()
        refunded = sum(refunds.values())
        quantity = self.quantity + self.refunded_quantity
        vals = {}
        if self.is_suspended:
            vals = self._line_vals()
            quantity = vals.pop("quantity", quantity)
        if self.is_suspended or self._differ(refunded, self.refunded_quantity):
            vals.update(quantity=quantity - refunded, refunded_quantity=refunded)
            vals.update(self._serial_vals(refunds))
        vals = {
            name: value for name, value in vals.items() if self._differs(name, value)
        }
        note = self._follow_note(vals, refunds)
        if self.is_suspended:
            end = vals.get("date_end", self.date_end)
            is_over = end and end < fields.Datetime.now()
            vals.update(state="expired" if is_over else "open", is_suspended=False)
        return vals, note

    @api.model
    def _differ(self, one, other):
        return bool(float_compare(one, other, precision_digits=4))

    def _differs(self, name, value):
        field = self._fields[name]
        if field.type == "float":
            return self._differ(value, self[name])
        return (value or False) != (field.convert_to_write(self[name], self) or False)

    def _follow_note(self, vals, refunds):
        if self.is_suspended:
            return self.env._(
                "Open again: %s counts again.", self.invoice_line_id.move_id.name
            )
        if "quantity" not in vals:
            return False
        if not refunds:
            return self.env._(
                "The refund was taken back: the quantity is %s.",
                number_text(self.env, vals["quantity"]),
            )
        return self.env._(
            "%(refunds)s refunded %(refunded)s: the quantity is now %(quantity)s.",
            refunds=join_serials(
                dict.fromkeys(refund.move_id.name for refund in refunds)
            ),
            refunded=number_text(self.env, sum(refunds.values())),
            quantity=number_text(self.env, vals["quantity"]),
        )

    def _line_vals(self):
        """Return what an action takes over when its invoice is posted again."""
        line = self.invoice_line_id
        vals = line._customer_action_vals(self.type_id)
        if not self.is_automatic:
            moved = (
                self.partner_id.commercial_partner_id
                != line.move_id.commercial_partner_id
            )
            return {"partner_id": vals["partner_id"]} if moved else {}
        taken = {"partner_id", "quantity"} | (
            {"serial_number"} if line.serial_number else set()
        )
        if line.product_id != self.product_id:
            vals = line._customer_action_vals(line.product_id.action_type_id)
            taken |= {"type_id", "name", "product_id", "date_start", "date_end"}
        elif vals["date_start"] != self.date_start:
            taken |= {"date_start", "date_end"}
        if self.extension_ids or not vals["date_end"]:
            # An extension was promised to the customer and outlives the dates.
            vals["date_end"] = self.date_end
        if vals["date_end"] and vals["date_end"] < vals["date_start"]:
            taken -= {"date_start", "date_end"}
        vals = {name: vals[name] for name in taken}
        if "date_start" in taken:
            vals["date_remind"] = self._followed_remind(vals)
        return vals

    def _followed_remind(self, vals):
        """Return the reminder day after the dates of the line, never after the end."""
        action_type = self.type_id.browse(vals.get("type_id", self.type_id.id))
        day = self._moved_remind(action_type, vals["date_start"], vals["date_end"])
        return min(day, self._local_day(vals["date_end"])) if vals["date_end"] else day

    def _serial_vals(self, refunds):
        """Return the serial numbers that are left of the line's."""
        sold = split_serials(self.invoice_line_id.serial_number)
        own = split_serials(self.serial_number)
        if not sold or (not self.is_suspended and not set(own) <= set(sold)):
            return {}
        gone = {
            name for refund in refunds for name in split_serials(refund.serial_number)
        }
        # A credit note that names all of them says nothing about which came back.
        left = [name for name in sold if name not in gone] or sold
        return {"serial_number": join_serials(left)}

    def _detach_from_lines(self, reason):
        """Cancel these actions for good, because their invoice lines are deleted."""
        running = self.filtered(lambda action: action.state in ("open", "expired"))
        running.write({"state": "cancelled"})
        self.write({"invoice_line_id": False, "is_suspended": False})
        self._message_log_batch(bodies=dict.fromkeys(self.ids, reason))

    def _keep_invoice(self, invoices):
        """Keep the invoice that was started from this action, when it is saved."""
        self.ensure_one()
        invoice = invoices.filtered(
            lambda move: (
                move.move_type == "out_invoice"
                and move.commercial_partner_id == self.partner_id.commercial_partner_id
                and (not self.company_id or move.company_id == self.company_id)
            )
        )[:1]
        if not invoice or self.invoice_id:
            return
        self.write(
            {
                "invoice_id": invoice.id,
                "company_id": invoice.company_id.id,
                "invoice_line_id": invoice._line_of_customer_action(self).id,
            }
        )

    def action_new_invoice(self):
        """Start an invoice for this action; saved, the action keeps it."""
        self.ensure_one()
        self.env["res.users"]._check_function("action_change")
        if self.invoice_id:
            raise UserError(
                self.env._(
                    "%(action)s has the invoice %(invoice)s already. "
                    "Take it out first.",
                    action=self.name,
                    # sudo: only its number is said.
                    invoice=self.invoice_id.sudo().display_name,
                )
            )
        self._check_customers(self.partner_id)
        company = self.company_id or self.env.company
        if company not in self.env.companies:
            # sudo: the name of the company above one's own
            name = company.sudo().name
            raise UserError(self.env._("Please select the company %s first.", name))
        line = {
            "product_id": self.product_id.id,
            "quantity": self.quantity,
            "serial_number": self.serial_number,
        }
        return self.env["account.move"]._open_new_invoice(
            self.partner_id,
            company,
            line=line if self.product_id else None,
            invoice_for_customer_action=self.id,
        )
