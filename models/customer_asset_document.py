# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Command


class CustomerAssetDocument(models.AbstractModel):
    """An order or an invoice for one vehicle, animal or piece of equipment, or several.

    The header names one; every line that sells something carries it itself, so that
    whatever is asked of a vehicle is asked of lines. A line may name another one.
    """

    _name = "customer.asset.document"
    _description = "Document for a Vehicle, Animal or Equipment"
    _inherit = ["customer.asset.choice"]
    _asset_field = "customer_asset_id"
    _asset_line_field = ""

    customer_asset_id = fields.Many2one(
        "customer.asset",
        "Vehicle, animal or equipment",
        copy=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Its lines are for it, unless a line names another one.",
    )
    customer_asset_kind = fields.Selection(related="customer_asset_id.kind")
    customer_asset_owner_ids = fields.Many2many(
        "res.partner", compute="_compute_customer_asset_owner_ids", compute_sudo=True
    )
    carried_asset_id = fields.Many2one(
        "customer.asset",
        compute="_compute_carried_asset_id",
        readonly=False,
        help="In a form: what the lines carry before the header names another one.",
    )

    @api.depends("partner_id", "customer_member_id")
    def _compute_customer_asset_owner_ids(self):
        for document in self:
            owners = document._asset_customers()._origin.commercial_partner_id
            document.customer_asset_owner_ids = owners

    def _compute_carried_asset_id(self):
        for document in self:
            document.carried_asset_id = document._origin.customer_asset_id

    def _asset_customers(self):
        """Who buys; on the account of a family's head the member, too."""
        return self.partner_id | self.customer_member_id

    # -- from the header to the lines ----------------------------------------

    def _asset_lines(self):
        """Return the lines that sell something."""
        return self[self._asset_line_field]

    @api.onchange("customer_asset_id")
    def _onchange_customer_asset_id(self):
        """Fill the owner in, and give the lines what the header names."""
        asset = self.customer_asset_id
        if asset and not self.partner_id:
            # sudo: whose it is, whatever of the customer may be read
            self.partner_id = asset.sudo().partner_id
        before = self.carried_asset_id
        for line in self._asset_lines():
            if not line.customer_asset_id or line.customer_asset_id == before:
                line.customer_asset_id = asset
        self.carried_asset_id = asset
        if not asset or asset.kind == "animal":
            self.customer_reading = 0.0

    @api.onchange("partner_id")
    def _onchange_partner_of_asset(self):
        """Another customer's document is not for this vehicle."""
        if not self.partner_id:
            return
        customers = self._asset_customers()._origin
        for record in (self, *self._asset_lines()):
            asset = record.customer_asset_id.sudo()  # sudo: as above
            # sudo: as above
            if asset and not asset._owned_by(customers.sudo()):
                record.customer_asset_id = False
        self.carried_asset_id = self.customer_asset_id
        if not self.customer_asset_id:
            self.customer_reading = 0.0

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_owner(vals) for vals in vals_list])

    @api.model
    def _with_owner(self, vals):
        """Return the values with the owner as the customer, if none is named."""
        asset_id = vals.get("customer_asset_id")
        is_named = "partner_id" in vals or self.env.context.get("default_partner_id")
        if not asset_id or is_named:
            return vals
        # sudo: as above
        asset = self.env["customer.asset"].sudo().browse(asset_id)
        return {**vals, "partner_id": asset.partner_id.id}

    def write(self, vals):
        if "customer_asset_id" not in vals:
            return super().write(vals)
        carrying = self._lines_carrying() - self._lines_that_chose(vals)
        result = super().write(vals)
        self._carry_asset(carrying)
        return result

    def _lines_carrying(self):
        """Return the lines that name what the header does, or nothing."""
        return self._asset_lines().filtered(
            lambda line: (
                not line.customer_asset_id
                or line.customer_asset_id
                == line[line._asset_document_field].customer_asset_id
            )
        )

    def _carry_asset(self, lines):
        """Give these lines, of those there are still, what the header names now."""
        lines &= self._asset_lines()
        for asset, documents in self.grouped("customer_asset_id").items():
            others = (lines & documents._asset_lines()).filtered(
                lambda line, asset=asset: line.customer_asset_id != asset
            )
            if others:
                others.customer_asset_id = asset

    def _lines_that_chose(self, vals):
        """Return the lines whose own choice is written together with it."""
        lines = self[self._asset_line_field]
        return lines.browse(
            command[1]
            for name in self._line_names()
            for command in vals.get(name) or []
            if command[0] == Command.UPDATE and "customer_asset_id" in command[2]
        )

    @api.model
    def _line_names(self):
        """Return the fields that lines may be written by."""
        return [self._asset_line_field]

    def _copy_without_lost_assets(self, vals_list, default):
        """A duplicate is new business: it names only what is still offered."""
        if self._keeps_assets_in_copy(default or {}):
            return vals_list
        lines = self[self._asset_line_field]
        # sudo: whoever copies need not see vehicles
        assets = (self.customer_asset_id | lines.customer_asset_id).sudo()
        offered = assets.filtered_domain(assets._offered_domain())
        for document, vals in zip(self, vals_list, strict=True):
            partner = self.env["res.partner"].browse((default or {}).get("partner_id"))
            # sudo: whose it is counts, whoever may see them
            customers = (partner or document._asset_customers()).sudo()
            kept = offered.filtered(lambda asset, own=customers: asset._owned_by(own))
            self._forget_assets(vals, (assets - kept).ids)
        return vals_list

    @api.model
    def _keeps_assets_in_copy(self, default):
        """Whether what is copied is about the same sale."""
        return False

    @api.model
    def _forget_assets(self, vals, lost_ids):
        if vals.get("customer_asset_id") in lost_ids:
            vals["customer_asset_id"] = False
        for name in self._line_names():
            for command in vals.get(name) or []:
                is_new = command[0] == Command.CREATE
                if is_new and command[2].get("customer_asset_id") in lost_ids:
                    command[2]["customer_asset_id"] = False

    # -- what is refused ------------------------------------------------------

    @api.constrains("customer_asset_id", "partner_id", "customer_member_id")
    def _check_customer_asset_owner(self):
        self.filtered("customer_asset_id")._check_asset_owner()

    @api.constrains("customer_asset_id")
    def _check_customer_asset_offered(self):
        self.filtered("customer_asset_id")._check_asset_offered()


class CustomerAssetDocumentLine(models.AbstractModel):
    """A line of such a document: it names the header's, or its own."""

    _name = "customer.asset.document.line"
    _description = "Line for a Vehicle, Animal or Equipment"
    _inherit = ["customer.asset.choice"]
    _asset_field = "customer_asset_id"
    _asset_document_field = ""

    customer_asset_id = fields.Many2one(
        "customer.asset",
        "Vehicle, animal or equipment",
        compute="_compute_customer_asset_id",
        store=True,
        readonly=False,
        precompute=True,
        copy=True,
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )

    def _compute_customer_asset_id(self):
        """A new line is for what the header names; afterwards the header carries it."""
        for line in self:
            document = line[self._asset_document_field]
            line.customer_asset_id = line.customer_asset_id or (
                line._sells_something() and document.customer_asset_id
            )

    def _sells_something(self):
        """Whether what the line is about can be for a vehicle."""
        return not self.display_type

    def _asset_customers(self):
        return self[self._asset_document_field]._asset_customers()

    @api.constrains("customer_asset_id")
    def _check_customer_asset(self):
        lines = self.filtered("customer_asset_id")
        # what the header names was asked about there
        lines = lines.filtered(
            lambda line: (
                line.customer_asset_id
                != line[self._asset_document_field].customer_asset_id
            )
        )
        lines._check_asset_owner()
        lines._check_asset_offered()
