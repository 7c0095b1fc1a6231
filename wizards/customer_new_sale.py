# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..tools.window import form_window


class CustomerNewSale(models.TransientModel):
    """Ask what a customer buys and on which document, and open that, filled in.

    Nothing is saved but the question: the document is there when it is saved in its
    own form. Prices are those a quotation would have, which core works out on an order
    that is never stored.
    """

    _name = "customer.new.sale"
    _description = "New sale"
    _inherit = ["customer.alert.mixin", "customer.required.mixin"]

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    currency_id = fields.Many2one("res.currency", compute="_compute_currency_id")
    document = fields.Selection(selection="_select_document", required=True)
    warehouse = fields.Selection(
        selection="_select_warehouse",
        compute="_compute_warehouse",
        store=True,
        readonly=False,
    )
    has_warehouses = fields.Boolean(compute="_compute_places")
    till = fields.Selection(
        selection="_select_till", compute="_compute_till", store=True, readonly=False
    )
    line_ids = fields.One2many(
        "customer.new.sale.line", "wizard_id", "Products and services"
    )
    total = fields.Monetary("Total without tax", compute="_compute_total")
    account_warning = fields.Char(
        compute="_compute_account_warning", groups="customer_care.function_account_see"
    )

    @api.model
    def _select_document(self):
        """Return the documents that the user may create."""
        return self.env["res.partner"]._new_sale_documents()

    @api.model
    def _select_warehouse(self):
        if "warehouse_id" not in self.env["sale.order"]._fields:
            return []
        # sudo: sellers choose one on the order, whatever they may do in it
        found = self.env["stock.warehouse"].sudo()
        found = found.search([("company_id", "in", self.env.companies.ids)])
        return [(str(warehouse.id), warehouse.display_name) for warehouse in found]

    @api.model
    def _select_till(self):
        if "pos.config" not in self.env or not self.env["pos.config"].has_access(
            "read"
        ):
            return []
        tills = self.env["pos.config"].search(
            [("company_id", "in", self.env.companies.ids)]
        )
        return [(str(till.id), till.display_name) for till in tills]

    @api.model
    def default_get(self, fields):
        """Propose the document of the last time, if it may still be created."""
        values = super().default_get(fields)
        if "document" in fields and "document" not in values:
            offered = [key for key, _label in self._select_document()]
            # sudo: the user's own choice
            last = self.env.user.sudo().res_users_settings_id.customer_sale_document
            values["document"] = last if last in offered else next(iter(offered), False)
        return values

    @api.depends("partner_id")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.partner_id._company_at_work()

    @api.depends("document", "partner_id", "company_id")
    def _compute_currency_id(self):
        """A quotation is in the currency of the pricelist, a bill in the company's."""
        for wizard in self:
            order = wizard._virtual_order()
            wizard.currency_id = (
                order.currency_id
                if wizard.document == "quotation"
                else wizard.company_id.currency_id
            )

    @api.depends("company_id")
    def _compute_warehouse(self):
        """The one that core would choose for this user."""
        offered = [key for key, _label in self._select_warehouse()]
        for wizard in self:
            order = wizard._virtual_order() if offered else None
            key = str(order.warehouse_id._origin.id) if offered else False
            wizard.warehouse = key if key in offered else False

    @api.depends("document")
    def _compute_places(self):
        self.has_warehouses = bool(self._select_warehouse())

    @api.depends("document")
    def _compute_till(self):
        """The till that the user has opened, else the first one."""
        offered = [key for key, _label in self._select_till()]
        opened = False
        if offered:
            sessions = self.env["pos.session"].sudo()  # sudo: the user's own
            opened = sessions.search(
                [("user_id", "=", self.env.uid), ("state", "!=", "closed")], limit=1
            ).config_id
        for wizard in self:
            key = str(opened.id) if opened else ""
            wizard.till = key if key in offered else next(iter(offered), False)

    @api.depends("line_ids.quantity", "line_ids.price_unit", "line_ids.discount")
    def _compute_total(self):
        for wizard in self:
            wizard.total = sum(line._amount() for line in wizard.line_ids)

    @api.depends("partner_id", "company_id")
    def _compute_account_warning(self):
        """What will be said when it is confirmed; here it is only shown."""
        for wizard in self:
            account = self.env["customer.account"].with_company(wizard.company_id)
            wizard.account_warning = False
            if not (wizard.partner_id and wizard.company_id.use_customer_account):
                continue
            partner = wizard.partner_id._origin
            state = account._states(partner.ids).get(partner.id)
            if not state:
                continue
            _kind, sentence = account._refusal(state)
            if not sentence and state["status"] == "watch":
                sentence = account._say_watch(state)
            wizard.account_warning = sentence

    def _virtual_order(self, lines=()):
        """Return an order of these lines that is never stored."""
        self.ensure_one()
        # sudo: the price is shown to whoever may sell by an invoice only, too
        orders = self.env["sale.order"].sudo().with_company(self.company_id)
        return orders.new(
            {
                "partner_id": self.partner_id._origin.id,
                "company_id": self.company_id._origin.id,
                "user_id": self.env.uid,
                "order_line": [
                    Command.create(
                        {
                            "product_id": line.product_id._origin.id,
                            "product_uom_qty": line.quantity,
                        }
                    )
                    for line in lines
                ],
            }
        )

    def action_start(self):
        """Open the document with everything filled in."""
        self.ensure_one()
        self.env["res.users"]._check_function("customer_see")
        self.partner_id.check_access("read")
        self.env["customer.action"]._check_customers(
            self.partner_id | self.partner_id.commercial_partner_id
        )
        offered = dict(self._select_document())
        if self.document not in offered:
            raise UserError(self.env._("You may not create this document."))
        self.line_ids._check_quantities()
        settings = self.env["res.users.settings"]._find_or_create_for_user(
            self.env.user
        )
        # sudo: the user's own choice
        settings.sudo().customer_sale_document = self.document
        return getattr(self, f"_open_{self.document}")()

    def _open_quotation(self):
        context = {
            "default_partner_id": self.partner_id.id,
            "default_company_id": self.company_id.id,
            "default_order_line": [
                Command.create(line._order_values()) for line in self.line_ids
            ],
        }
        if self.warehouse:
            context["default_warehouse_id"] = self._checked_warehouse().id
        return form_window(
            "sale.order", name=self.env._("New quotation"), context=context
        )

    def _checked_warehouse(self):
        found = self.env["stock.warehouse"].sudo()  # sudo: as above
        if self.warehouse in dict(self._select_warehouse()):
            found = found.browse(int(self.warehouse))
        if found.company_id != self.company_id:
            raise UserError(
                self.env._("Choose a warehouse of %s.", self.company_id.name)
            )
        return found

    def _open_invoice(self, move_type="out_invoice"):
        return self.env["account.move"]._open_new_invoice(
            self.partner_id,
            self.company_id,
            lines=[line._invoice_values() for line in self.line_ids],
            move_type=move_type,
        )

    def _open_receipt(self):
        return self._open_invoice("out_receipt")

    def _open_till(self):
        """Open the till with the customer chosen; products are rung up there."""
        if self.till not in dict(self._select_till()):
            raise UserError(self.env._("Choose the till."))
        till = self.env["pos.config"].browse(int(self.till))
        action = till.open_ui()
        if action.get("type") == "ir.actions.act_url":
            joint = "&" if "?" in action["url"] else "?"
            action["url"] += f"{joint}customer_care_customer={self.partner_id.id}"
        return action
