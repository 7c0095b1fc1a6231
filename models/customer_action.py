# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

STATES = [
    ("open", "Open"),
    ("done", "Done"),
    ("expired", "Expired"),
    ("cancelled", "Cancelled"),
]


class CustomerAction(models.Model):
    """Something to do for a customer by a date: a warranty, a registration …"""

    _name = "customer.action"
    _description = "Customer action"
    _inherit = ["customer.required.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_remind, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of
    _unique_keys = [("invoice_line_id",)]
    _rec_names_search = ["name", "serial_number", "partner_id.complete_name"]

    name = fields.Char("Description", required=True, tracking=True, index="trigram")
    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        tracking=True,
        ondelete="restrict",
        check_company=True,
    )
    commercial_partner_id = fields.Many2one(
        related="partner_id.commercial_partner_id", string="Commercial entity"
    )
    partner_phone = fields.Char(related="partner_id.phone")
    partner_email = fields.Char(related="partner_id.email")
    type_id = fields.Many2one(
        "customer.action.type",
        required=True,
        tracking=True,
        ondelete="restrict",
        check_company=True,
        default=lambda self: self.env["customer.action.type"].search([], limit=1),
    )
    color = fields.Integer(related="type_id.color")
    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    quantity = fields.Float(default=1.0, digits="Product Unit")
    serial_number = fields.Char(
        "Serial number / identifier", index="trigram", tracking=True, copy=False
    )
    invoice_id = fields.Many2one(
        "account.move",
        index="btree_not_null",
        domain="[('move_type', 'in', ('out_invoice', 'out_receipt'))]",
        check_company=True,
        ondelete="restrict",
        copy=False,
    )
    invoice_line_id = fields.Many2one(
        "account.move.line",
        domain="[('move_id', '=', invoice_id), ('display_type', '=', 'product')]",
        ondelete="set null",
        copy=False,
    )
    date_start = fields.Datetime(
        "From", required=True, default=lambda self: self._default_noon()
    )
    date_end = fields.Datetime(
        "Expiry",
        compute="_compute_date_end",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    date_remind = fields.Date(
        "Reminder date",
        compute="_compute_date_remind",
        store=True,
        readonly=False,
        precompute=True,
        tracking=True,
    )
    armed_at = fields.Datetime(
        readonly=True,
        copy=False,
        default=fields.Datetime.now,
        help="When the reminder date was last set: steps due before are not sent.",
    )
    state = fields.Selection(
        STATES, required=True, default="open", tracking=True, copy=False
    )
    user_id = fields.Many2one(
        "res.users",
        "Responsible",
        tracking=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        ondelete="set null",
    )
    company_id = fields.Many2one(
        "res.company", default=lambda self: self.env.company, index=True
    )
    active = fields.Boolean(default=True)
    note = fields.Html()
    extension_ids = fields.One2many("customer.action.extension", "action_id")
    extension_count = fields.Integer("Extensions", compute="_compute_extension_count")
    timeliness = fields.Selection(
        [("overdue", "Overdue"), ("due", "Due"), ("later", "Later")],
        compute="_compute_timeliness",
        search="_search_timeliness",
        help="Of an open action's reminder date, against the Actions Center window.",
    )

    # "active IS TRUE" word for word as the ORM asks, else PostgreSQL does not see
    # that these indexes apply.
    _remind_idx = models.Index(
        "(date_remind, id) WHERE state = 'open' AND active IS TRUE"
    )
    _type_remind_idx = models.Index(
        "(type_id, date_remind) WHERE state IN ('open', 'expired') AND active IS TRUE"
    )
    _day_idx = models.Index("(date_remind, id) WHERE active IS TRUE")
    _end_idx = models.Index("(date_end) WHERE state = 'open'")
    _invoice_line_unique = models.UniqueIndex(
        "(invoice_line_id) WHERE invoice_line_id IS NOT NULL",
        "This invoice line has its customer action already.",
    )

    @api.depends("extension_ids")
    def _compute_extension_count(self):
        counts = dict(
            self.env["customer.action.extension"]._read_group(
                [("action_id", "in", self.ids)], ["action_id"], ["__count"]
            )
        )
        for action in self:
            action.extension_count = counts.get(action._origin, 0)

    @api.constrains("date_start", "date_end", "date_remind")
    def _check_dates(self):
        for action in self.filtered("date_end"):
            if action.date_end < action.date_start:
                raise ValidationError(
                    self.env._(
                        "%(action)s expires before it starts. Correct the expiry.",
                        action=action.name,
                    )
                )
            if action.date_remind and action.date_remind > self._local_day(
                action.date_end
            ):
                raise ValidationError(
                    self.env._(
                        "%(action)s would remind on %(remind)s, after its expiry. "
                        "Choose an earlier reminder date.",
                        action=action.name,
                        remind=format_date(self.env, action.date_remind),
                    )
                )

    @api.constrains("quantity")
    def _check_quantity(self):
        if any(action.quantity <= 0 for action in self):
            raise ValidationError(self.env._("The quantity must be more than zero."))

    @api.constrains("partner_id", "invoice_id", "invoice_line_id")
    def _check_invoice(self):
        for action in self:
            # sudo: the sentence is owed also to whoever may not see all of it
            invoice, line = action.sudo().invoice_id, action.sudo().invoice_line_id
            for move in invoice | line.move_id:
                action.partner_id._check_theirs(move, move.commercial_partner_id)
            if invoice and line and line.move_id != invoice:
                raise ValidationError(
                    self.env._("The invoice line does not belong to that invoice.")
                )

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        self._check_customers(actions.partner_id)
        return actions

    def write(self, vals):
        if "partner_id" in vals:
            self._check_customers(self.env["res.partner"].browse(vals["partner_id"]))
        return super().write(vals)

    @api.model
    def _check_customers(self, partners):
        """Refuse customers with whom no new business is done."""
        # sudo: the sentence is owed also to whoever may not see all of it
        for partner in partners.sudo():
            if partner.active and not partner.is_forgotten:
                continue
            reason = (
                self.env._("was merged into another one")
                if partner.merged_into_id
                else self.env._("is forgotten")
                if partner.is_forgotten
                else self.env._("is archived")
            )
            raise UserError(
                self.env._(
                    "%(customer)s %(reason)s. Choose an active customer.",
                    customer=partner.display_name,
                    reason=reason,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_without_function(self):
        self.env["res.users"]._check_function("action_delete")
        self._cancel_reminders(self.env._("The customer action was deleted."))

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for action in self:
            names = (action.name, action.partner_id.display_name)
            action.display_name = " – ".join(filter(None, names))

    @api.onchange("product_id")
    def _onchange_product_id(self):
        if self.product_id and not self.name:
            self.name = self.product_id.display_name

    @api.onchange("invoice_id")
    def _onchange_invoice_id(self):
        if self.invoice_id and not self.partner_id:
            self.partner_id = self.invoice_id.partner_id
