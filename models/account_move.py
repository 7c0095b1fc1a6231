# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Command

from ..tools.window import dialog
from .account_move_line import SOLD_IN
from .customer_action_invoice import QUIET


class AccountMove(models.Model):
    """Invoices create customer actions, and take theirs along."""

    _inherit = "account.move"

    customer_action_count = fields.Integer(compute="_compute_customer_action_count")

    def _compute_customer_action_count(self):
        Action = self.env["customer.action"]
        counts = {}
        if Action.has_access("read"):
            counts = dict(
                Action._read_group(
                    [("invoice_id", "in", self.ids)], ["invoice_id"], ["__count"]
                )
            )
        for move in self:
            move.customer_action_count = counts.get(move._origin, 0)

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        action_id = self.env.context.get("invoice_for_customer_action")
        if action_id:
            self.env["customer.action"].browse(action_id).exists()._keep_invoice(moves)
        return moves

    def write(self, vals):
        if "state" not in vals:
            return super().write(vals)
        # Every way to post, reset or cancel passes here, a localisation's too.
        changed = self.filtered(
            lambda move: (
                move.state != vals["state"]
                and move.move_type in (*SOLD_IN, "out_refund")
            )
        )
        result = super().write(vals)
        if changed:
            self.env["customer.action"]._sync_invoices(changed._sold_invoices())
        return result

    def unlink(self):
        self._let_go_of_customer_actions()
        return super().unlink()

    def _post(self, soft=True):
        today = fields.Date.context_today(self)
        self.filtered(
            lambda move: (
                move.move_type in SOLD_IN
                and move.state == "draft"
                and not (soft and move.date > today)
            )
        ).invoice_line_ids._fill_serial_numbers()
        return super()._post(soft=soft)

    def _sold_invoices(self):
        """Return the customer invoices among these, and those these refund."""
        # sudo: what an invoice refunds matters whoever posts it.
        moves = self.sudo()
        refunds = moves.filtered(lambda move: move.move_type == "out_refund")
        origins = refunds.reversed_entry_id | (
            refunds.filtered(
                lambda move: not move.reversed_entry_id
            ).invoice_line_ids.sale_line_ids.invoice_lines.move_id
        )
        return (moves | origins).filtered(lambda move: move.move_type in SOLD_IN)

    def _let_go_of_customer_actions(self):
        """Keep the actions of invoices that are deleted, and say why they changed."""
        # sudo: whoever may delete an invoice need not be allowed to see actions.
        actions = (
            self.env["customer.action"].sudo().with_context(active_test=False, **QUIET)
        )
        actions = actions.search([("invoice_id", "in", self.ids)])
        for invoice, mine in actions.grouped("invoice_id").items():
            reason = self.env._("The invoice %s was deleted.", invoice.display_name)
            of_lines = mine.filtered("invoice_line_id")
            of_lines._detach_from_lines(reason)
            (mine - of_lines)._message_log_batch(
                bodies=dict.fromkeys((mine - of_lines).ids, reason)
            )
        actions.write({"invoice_id": False})

    def _line_of_customer_action(self, action):
        """Return the line that sells what ``action`` is about, when there is one.

        The action then is the one of that line, and posting creates no second.
        """
        lines = self.invoice_line_ids.filtered(
            lambda line: (
                line._is_sold()
                and line.product_id == action.product_id
                and line.product_id.action_type_id == action.type_id
            )
        )
        return lines if len(lines) == 1 else lines.browse()

    @api.model
    def _open_new_invoice(
        self, partner, company, line=None, lines=(), move_type="out_invoice", **context
    ):
        """Return the action that opens a new customer invoice, nothing saved yet.

        :param line: values of its first line
        :param lines: values of several
        :param move_type: ``out_invoice`` or ``out_receipt``
        """
        if not self.env.user.has_group("account.group_account_invoice"):
            raise AccessError(
                self.env._(
                    "You may not write invoices. Ask an administrator for the access "
                    "right Invoicing in Accounting."
                )
            )
        context.update(
            default_move_type=move_type,
            default_partner_id=partner.id,
            # Core prices a default line before it knows the company otherwise.
            default_company_id=company.id,
        )
        lines = [line] if line else lines
        if lines:
            context["default_invoice_line_ids"] = self._default_lines(
                partner, company, lines, move_type
            )
        names = {
            "out_invoice": self.env._("New invoice"),
            "out_receipt": self.env._("New receipt"),
        }
        return {
            "type": "ir.actions.act_window",
            "name": names[move_type],
            "res_model": self._name,
            "views": [[self.env.ref("account.view_move_form").id, "form"]],
            "context": context,
        }

    @api.model
    def _default_lines(self, partner, company, lines, move_type):
        """Return ``lines`` with names, prices and taxes of an invoice of the customer.

        A form works out default lines before it knows the fiscal position, and
        would tax them wrongly.
        """
        invoice = self.with_company(company).new(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "company_id": company.id,
                "invoice_line_ids": [Command.create(line) for line in lines],
            }
        )
        return [
            Command.create(
                {
                    **line,
                    "name": new_line.name,
                    "price_unit": new_line.price_unit,
                    "tax_ids": [Command.set(new_line.tax_ids._origin.ids)],
                }
            )
            for line, new_line in zip(lines, invoice.invoice_line_ids, strict=True)
        ]

    def action_register_customer_actions(self):
        """Open the proposal of one customer action for each line sold."""
        self.ensure_one()
        self.env["res.users"]._check_function("action_change")
        if self.move_type not in SOLD_IN or self.state != "posted":
            raise UserError(
                self.env._(
                    "Customer actions are registered from a posted customer invoice."
                )
            )
        if not self._lines_without_customer_action():
            raise UserError(
                self.env._(
                    "Every line of %s has its customer action already.", self.name
                )
            )
        return dialog(
            "customer.action.register",
            self.env._("Register action"),
            context={"default_invoice_id": self.id},
        )

    def _lines_without_customer_action(self):
        """Return the lines sold that have no action yet, not even a closed one."""
        Line = self.env["account.move.line"]
        lines = Line.search(
            Line._customer_action_lines_domain(self), order="sequence, id"
        )
        # sudo: an action the user may not see occupies its line all the same.
        taken = self.env["customer.action"].sudo().with_context(active_test=False)
        return (
            lines - taken.search([("invoice_line_id", "in", lines.ids)]).invoice_line_id
        )

    def action_open_customer_actions(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_action_action_list"
        )
        return dict(
            action,
            domain=[("invoice_id", "=", self.id)],
            context={
                "default_invoice_id": self.id,
                "default_partner_id": self.partner_id.id,
            },
        )
