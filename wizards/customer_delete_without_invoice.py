# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command, Domain
from odoo.tools import format_date

from ..models.customer_no_business import OPERATION, YEARS
from ..models.customer_operation_no_business import AT_ONCE, SHOWN
from ..tools.window import form_window


class CustomerDeleteWithoutInvoice(models.TransientModel):
    """Delete customers with no invoices: what counts, who would go, then do it."""

    _name = "customer.delete.without.invoice"
    _description = "Delete customers with no invoices"

    before = fields.Date(
        "Entered before",
        required=True,
        default=lambda self: (
            fields.Date.context_today(self) - relativedelta(years=YEARS)
        ),
        help="Who was entered later may still become a customer, and stays.",
    )
    mode = fields.Selection(
        [
            ("deactivate", "Deactivate: out of business, and it can be undone"),
            ("delete", "Delete for good: it cannot be undone"),
        ],
        "What happens",
        required=True,
        default="deactivate",
    )
    quotations = fields.Boolean(
        "Old quotations hold nobody",
        help="Customers go, too, whose only business is unconfirmed or cancelled"
        " quotations older than the day. They are marked.",
    )
    inactive = fields.Boolean("Those who are deactivated already, too")
    kind_ids = fields.One2many(
        "customer.delete.without.invoice.kind", "wizard_id", "What counts as business"
    )
    state = fields.Selection(
        [("criteria", "Criteria"), ("preview", "Preview")],
        default="criteria",
        required=True,
    )
    operation_id = fields.Many2one("customer.operation", ondelete="cascade")
    asked_count = fields.Integer("Customers looked at", readonly=True)
    go_count = fields.Integer("Customers without business", readonly=True)
    old_count = fields.Integer("With old quotations only", readonly=True)
    refused_count = fields.Integer("Referred to by something else", readonly=True)
    line_ids = fields.One2many(
        "customer.delete.without.invoice.line", "wizard_id", readonly=True
    )
    is_background = fields.Boolean(compute="_compute_is_background")
    is_sure = fields.Boolean("I know that this is final")

    @api.depends("state")
    def _compute_display_name(self):
        for wizard in self:
            wizard.display_name = self.env._("Delete customers with no invoices")

    @api.depends("go_count")
    def _compute_is_background(self):
        for wizard in self:
            wizard.is_background = wizard.go_count > AT_ONCE

    @api.onchange("before", "mode", "quotations", "inactive", "kind_ids")
    def _onchange_criteria(self):
        """Other criteria: what was shown is not true any more."""
        self.state = "criteria"
        self.operation_id = False
        self.is_sure = False

    @api.model
    def action_open(self):
        """Open the page with every kind of business that there is."""
        self.env["res.users"]._check_function("no_business")
        kinds = self.env["customer.no.business"]._business_kinds()
        wizard = self.create(
            {
                "kind_ids": [
                    Command.create({"key": kind.key, "name": kind.label})
                    for kind in kinds
                    if kind.is_asked and kind.places
                ]
            }
        )
        return form_window(
            self._name, wizard.id, name=self.env._("Delete customers with no invoices")
        )

    def _criteria(self):
        """Return what was chosen, or say what is wrong with it."""
        self.ensure_one()
        if not self.before:
            raise UserError(
                self.env._("Choose the day before which they were entered.")
            )
        if self.before > fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "%s is in the future: choose a day that is over.",
                    format_date(self.env, self.before),
                )
            )
        if self.mode == "delete":
            self.env["res.users"]._check_function("customer_delete")
        return {
            "before": fields.Date.to_string(self.before),
            "off": self.kind_ids.filtered(lambda kind: not kind.is_counted).mapped(
                "key"
            ),
            "quotations": self.quotations,
            "inactive": self.inactive,
            "delete": self.mode == "delete",
        }

    def action_preview(self):
        """Look for them; nothing is changed."""
        self.env["res.users"]._check_function("no_business")
        criteria = self._criteria()
        operation = self.env["customer.operation"]._rehearse_no_business(criteria)
        preview = operation.preview
        for kind in self.kind_ids:
            kind.stay_count = preview["stay"].get(kind.key, 0) + (
                preview["stay"].get("old_quotation", 0)
                if kind.key == "quotation" and not self.quotations
                else 0
            )
        self.write(
            {
                "state": "preview",
                "operation_id": operation.id,
                "asked_count": preview["asked"],
                "go_count": operation.pair_count,
                "old_count": preview["old"],
                "refused_count": len(preview["refused"]),
                "line_ids": [Command.clear(), *self._lines(operation)],
                "is_sure": False,
            }
        )

    def _lines(self, operation):
        """The first of those who are refused, then of those who would go."""
        refused = list(operation.preview["refused"].items())[:SHOWN]
        rows = self.env["customer.no.business"].with_context(
            **{OPERATION: operation.id}
        )
        old = rows.browse(operation.request["customers"][:SHOWN])
        marked = {row.id for row in old if row.fate == "old"}
        return [
            *(
                Command.create({"partner_id": int(key), "note": words, "stays": True})
                for key, words in refused
            ),
            *(
                Command.create(
                    {
                        "partner_id": key,
                        "note": self.env._("Old quotations only")
                        if key in marked
                        else "",
                    }
                )
                for key in operation.request["customers"][:SHOWN]
            ),
        ]

    def action_show_free(self):
        """Show all who have no business that counts."""
        return self._show(
            self.env._("Customers without business"), Domain("fate", "!=", "stays")
        )

    def action_show_staying(self):
        """Show all who stay, with the reasons."""
        return self._show(
            self.env._("Customers who stay"), Domain("fate", "=", "stays")
        )

    def _show(self, name, domain):
        self.env["res.users"]._check_function("no_business")
        self._check_previewed()
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "customer.no.business",
            "views": [(False, "list")],
            "domain": list(domain),
            "context": {OPERATION: self.operation_id.id},
        }

    def _check_previewed(self):
        self.ensure_one()
        if self.state != "preview" or not self.operation_id:
            raise UserError(self.env._("Look at the preview first."))

    def action_run(self):
        """Do it, at once or in the background."""
        self.env["res.users"]._check_function("no_business")
        self._check_previewed()
        if self.mode == "delete":
            self.env["res.users"]._check_function("customer_delete")
            if not self.is_sure:
                raise UserError(
                    self.env._(
                        "Deleting is final. Tick that you know it, or deactivate them"
                        " instead."
                    )
                )
        else:
            self.env["res.users"]._check_function("customer_status")
        # sudo: the log is the program's; the functions were checked
        operation = self.operation_id.sudo()
        operation._run_no_business()
        return operation._open()


class CustomerDeleteWithoutInvoiceKind(models.TransientModel):
    _name = "customer.delete.without.invoice.kind"
    _description = "Kind of business that counts"

    wizard_id = fields.Many2one(
        "customer.delete.without.invoice", required=True, ondelete="cascade"
    )
    key = fields.Char(readonly=True)
    name = fields.Char("Who has", readonly=True)
    is_counted = fields.Boolean("Counts", default=True)
    stay_count = fields.Integer("Customers who have any", readonly=True)


class CustomerDeleteWithoutInvoiceLine(models.TransientModel):
    _name = "customer.delete.without.invoice.line"
    _description = "Customer without business"

    wizard_id = fields.Many2one(
        "customer.delete.without.invoice", required=True, ondelete="cascade"
    )
    partner_id = fields.Many2one("res.partner", "Customer", ondelete="cascade")
    stays = fields.Boolean(readonly=True)
    note = fields.Char("Remark", readonly=True)
