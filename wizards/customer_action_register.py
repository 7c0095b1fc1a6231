# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import mute_logger

from ..models.account_move_line import SOLD_IN


class CustomerActionRegister(models.TransientModel):
    """Register customer actions from the lines of a posted invoice."""

    _name = "customer.action.register"
    _description = "Register customer actions from an invoice"

    invoice_id = fields.Many2one(
        "account.move", required=True, readonly=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="invoice_id.partner_id", string="Customer")
    company_id = fields.Many2one(related="invoice_id.company_id")
    registered_count = fields.Integer(compute="_compute_registered_count")
    line_ids = fields.One2many(
        "customer.action.register.line",
        "wizard_id",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
    )

    @api.depends("invoice_id")
    def _compute_line_ids(self):
        Type = self.env["customer.action.type"]
        for wizard in self:
            invoice = wizard.invoice_id
            fallback = Type.search(
                Type._check_company_domain(invoice.company_id), limit=1
            )
            wizard.line_ids = [Command.clear()] + [
                Command.create(wizard.line_ids._proposal(line, fallback))
                for line in invoice._lines_without_customer_action()
            ]

    @api.depends("invoice_id")
    def _compute_registered_count(self):
        for wizard in self:
            wizard.registered_count = wizard.invoice_id.customer_action_count

    def action_register(self):
        """Create an action for each line chosen and open what was created."""
        self.ensure_one()
        self.env["res.users"]._check_function("action_change")
        lines = self.line_ids.filtered("is_chosen")
        self._check_lines(lines)
        try:
            with mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                actions = self.env["customer.action"].create(
                    [line._action_vals() for line in lines]
                )
                self.env.flush_all()
        except UniqueViolation as error:
            # Another user registered the same line while this window was open.
            raise UserError(self._taken_sentence()) from error
        return self._open(actions)

    def _check_lines(self, lines):
        invoice = self.invoice_id
        invoice.check_access("read")
        if invoice.move_type not in SOLD_IN or invoice.state != "posted":
            raise UserError(
                self.env._(
                    "Customer actions are registered from a posted customer invoice."
                )
            )
        if not lines:
            raise UserError(self.env._("Choose at least one line to register."))
        wrong = lines.filtered(lambda line: line.invoice_line_id.move_id != invoice)
        if wrong or len(lines.invoice_line_id) != len(lines):
            raise UserError(
                self.env._("Each line to register is another line of %s.", invoice.name)
            )
        nameless = lines.filtered(lambda line: not (line.name or "").strip())
        if nameless:
            raise UserError(self.env._("Each customer action needs a description."))
        typeless = lines.filtered(lambda line: not line.type_id)
        if typeless:
            raise UserError(self.env._("Choose a type for %s.", typeless[0].name))
        if lines.invoice_line_id - invoice._lines_without_customer_action():
            raise UserError(self._taken_sentence())

    def _taken_sentence(self):
        return self.env._(
            "A line of %s was registered in the meantime. Close this window and open "
            "it again: each line has one customer action.",
            self.invoice_id.name,
        )

    def _open(self, actions):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_action_action_list"
        )
        action = dict(action, domain=[("id", "in", actions.ids)], context={})
        if len(actions) == 1:
            action.update(views=[[False, "form"]], res_id=actions.id)
        return action
