# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CalendarEvent(models.Model):
    """The vehicle or animal that comes to an appointment."""

    _name = "calendar.event"
    _inherit = ["calendar.event", "customer.asset.choice"]
    _asset_field = "customer_asset_id"

    customer_asset_id = fields.Many2one(
        "customer.asset",
        "Vehicle, animal or equipment",
        copy=True,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _asset_customers(self):
        return self.customer_partner_id

    @api.constrains("customer_asset_id", "customer_partner_id")
    def _check_customer_asset_owner(self):
        self.filtered("customer_asset_id")._check_asset_owner()

    @api.constrains("customer_asset_id")
    def _check_customer_asset_offered(self):
        self.filtered("customer_asset_id")._check_asset_offered()

    @api.onchange("customer_asset_id")
    def _onchange_customer_asset_id(self):
        if self.customer_asset_id and not self.customer_partner_id:
            self.customer_partner_id = self.customer_asset_id.partner_id

    @api.onchange("customer_partner_id")
    def _onchange_customer_of_asset(self):
        asset, customer = self.customer_asset_id, self.customer_partner_id
        if asset and not asset._owned_by(customer._origin):
            self.customer_asset_id = False

    @api.model
    def _check_customer_fields(self, vals_list):
        """What comes is for those who may change appointments, by RPC too."""
        result = super()._check_customer_fields(vals_list)
        if not self.env.su and any("customer_asset_id" in vals for vals in vals_list):
            self.env["res.users"]._check_function("appointment_change")
        return result

    @api.model
    def _book_appointment(self, values):
        """:param values: optionally with asset: what the customer brings"""
        event = super()._book_appointment(values)
        if values.get("asset"):
            event.customer_asset_id = values["asset"]
        return event

    def _customer_what(self):
        """Return what it is about, and which vehicle or animal comes, in one line."""
        # sudo: the customer reads the name of their own
        asset = self.sudo().customer_asset_id
        return " – ".join(text for text in (self.name, asset._short_text()) if text)

    @api.model
    def _sheet_rows(self, events):
        rows = super()._sheet_rows(events)
        if self.env["res.users"]._has_function("asset_see"):
            for event in events:
                rows[event.id]["asset"] = event.customer_asset_id._short_text()
        return rows

    def action_customer_book_next(self):
        action = super().action_customer_book_next()
        asset = self.customer_asset_id
        if asset.is_offered:
            action["context"]["default_asset_id"] = asset.id
        return action
