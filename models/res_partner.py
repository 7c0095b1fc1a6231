# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class ResPartner(models.Model):
    """What Customer Care adds to the contact: relations, counts and ways in."""

    _inherit = "res.partner"

    customer_action_ids = fields.One2many(
        "customer.action",
        "partner_id",
        copy=False,
        groups="customer_care.function_action_see",
    )
    customer_action_count = fields.Integer(
        compute="_compute_customer_action_count",
        groups="customer_care.function_action_see",
    )
    customer_message_ids = fields.One2many(
        "customer.message",
        "partner_id",
        copy=False,
        groups="customer_care.function_message_see",
    )
    customer_message_count = fields.Integer(
        compute="_compute_customer_message_count",
        groups="customer_care.function_message_see",
    )
    customer_event_ids = fields.One2many(
        "customer.event",
        "partner_id",
        copy=False,
        groups="customer_care.function_event_see",
    )
    customer_event_count = fields.Integer(
        compute="_compute_customer_event_count",
        groups="customer_care.function_event_see",
    )

    @api.model
    def _functions_to_write(self):
        """Return {field name: function}: what writing a field of ours needs.

        Parts add their fields by extending this; the form shows the field read-only,
        and import, RPC and mass edit are refused.
        """
        return {}

    def _has_field_access(self, field, operation):
        if operation == "write" and not self.env.su:
            function = self._functions_to_write().get(field.name)
            if function and not self.env["res.users"]._has_function(function):
                return False
        return super()._has_field_access(field, operation)

    def _compute_customer_action_count(self):
        self._count_by_partner("customer.action", "customer_action_count")

    def _compute_customer_message_count(self):
        self._count_by_partner("customer.message", "customer_message_count")

    def _compute_customer_event_count(self):
        self._count_by_partner("customer.event", "customer_event_count")

    def _count_by_partner(self, model, name):
        """Set the field ``name`` to the number of rows of ``model``, in one query."""
        counts = dict(
            self.env[model]._read_group(
                [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
            )
        )
        for partner in self:
            partner[name] = counts.get(partner._origin, 0)

    @api.model
    def action_customers(self):
        """Open the list of customers; who is one is asked at each opening."""
        self.env["res.users"]._check_function("customer_see")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.res_partner_action_customers_window"
        )
        return dict(action, domain=self.get_customer_domain())

    @api.model
    def get_customer_domain(self):
        """Return who is a customer as a plain domain, for the web client."""
        return list(self._customer_domain())

    def action_open_customer_actions(self):
        return self._open_customer_rows("customer_care.customer_action_action_list")

    def action_open_customer_messages(self):
        return self._open_customer_rows("customer_care.customer_message_action")

    def action_open_customer_events(self):
        self.env["res.users"]._check_function("event_see")
        return self._open_customer_rows(
            "customer_care.customer_event_action", hide_customer=True
        )

    def _open_customer_rows(self, xml_id, **context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return dict(
            action,
            domain=[("partner_id", "=", self.id)],
            context={"default_partner_id": self.id, **context},
        )
