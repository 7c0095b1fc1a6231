# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

LISTS = {
    "customer.action": "customer_care.customer_action_action_list",
    "customer.note": "customer_care.customer_note_action",
    "calendar.event": "customer_care.customer_appointment_action_list",
    "customer.message": "customer_care.customer_message_action",
}


class CustomerAsset(models.Model):
    """Where a vehicle, an animal or equipment is named: counted for its form."""

    _inherit = "customer.asset"

    order_count = fields.Integer("Quotations and orders", compute="_compute_places")
    customer_action_count = fields.Integer(compute="_compute_places")
    customer_note_count = fields.Integer(compute="_compute_places")
    appointment_count = fields.Integer(compute="_compute_places")
    customer_message_count = fields.Integer(compute="_compute_places")

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_places(self):
        orders = self._order_ids()
        actions = self._counts("customer.action", "asset_id")
        notes = self._counts("customer.note", "asset_id")
        events = self._counts("calendar.event", "customer_asset_id")
        messages = self._message_ids()
        for asset in self:
            key = asset._origin.id
            asset.order_count = len(orders.get(key, ()))
            asset.customer_action_count = actions.get(key, 0)
            asset.customer_note_count = notes.get(key, 0)
            asset.appointment_count = events.get(key, 0)
            asset.customer_message_count = len(messages.get(key, ()))

    def _counts(self, model, name):
        """Return {id: how many name it}, nothing for who may not see such records."""
        records = self.env[model].with_context(active_test=False)
        if not records.has_access("read"):
            return {}
        if model == "calendar.event":
            records = records.sudo()  # sudo: figures, whatever privacy one has
        groups = records._read_group(
            [(name, "in", self._origin.ids)], [name], ["__count"]
        )
        return {asset.id: count for asset, count in groups}

    def _order_ids(self):
        """Return {id: ids of the orders that name it in the header or on a line}."""
        orders = self.env["sale.order"]
        if not orders.has_access("read"):
            return {}
        found = {}
        for records, key in (
            (orders, "id"),
            (self.env["sale.order.line"], "order_id"),
        ):
            groups = records._read_group(
                [("customer_asset_id", "in", self._origin.ids)],
                ["customer_asset_id"],
                [f"{key}:array_agg"],
            )
            for asset, ids in groups:
                found.setdefault(asset.id, set()).update(ids)
        return found

    def _message_ids(self):
        """Return {id: ids of the messages about what names it, or about itself}."""
        messages = self.env["customer.message"]
        if not messages.has_access("read"):
            return {}
        about = self._message_sources()
        rows = messages._read_group(
            [("source", "in", list(about))], ["source"], ["id:array_agg"]
        )
        found = {}
        for source, ids in rows:
            found.setdefault(about[source], set()).update(ids)
        return found

    def _message_sources(self):
        """Return {source of a message: id of the vehicle it is about}."""
        about = {f"{self._name},{key}": key for key in self._origin.ids}
        for model, name in (
            ("customer.action", "asset_id"),
            ("customer.note", "asset_id"),
            ("calendar.event", "customer_asset_id"),
            ("account.move", "customer_asset_id"),
            ("sale.order", "customer_asset_id"),
        ):
            # sudo: which messages are shown is decided by the rules of messages
            records = self.env[model].sudo().with_context(active_test=False)
            for row in records.search_fetch([(name, "in", self._origin.ids)], [name]):
                about[f"{model},{row.id}"] = row[name].id
        return about

    # -- buttons ---------------------------------------------------------------

    def action_open_orders(self):
        self.env["res.users"]._check_function("asset_see")
        self.check_access("read")
        ids = set().union(*self._order_ids().values())
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Quotations and orders"),
            "res_model": "sale.order",
            "view_mode": "list,form",
            "domain": [("id", "in", list(ids))],
        }

    def action_open_customer_actions(self):
        return self._open_places("action_see", "customer.action", "asset_id")

    def action_open_notes(self):
        return self._open_places("note_see", "customer.note", "asset_id")

    def action_open_appointments(self):
        return self._open_places(
            "appointment_see", "calendar.event", "customer_asset_id"
        )

    def action_open_messages(self):
        ids = set().union(*self._message_ids().values())
        action = self._open_places("message_see", "customer.message", "id")
        return {**action, "domain": [("id", "in", list(ids))]}

    def _open_places(self, function, model, name):
        """Open the list of a model with what names these."""
        self.env["res.users"]._check_function("asset_see", function)
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(LISTS[model])
        context = {"active_test": False}
        if len(self) == 1 and name != "id":
            context[f"default_{name}"] = self.id
            context["default_partner_id"] = self.partner_id.id
        domain = [(name, "in", self.ids)]
        return {**action, "domain": domain, "context": context}
