# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """What Customer Care adds to the contact: relations, counts and ways in."""

    _name = "res.partner"
    _inherit = ["res.partner", "customer.fact.mixin"]

    customer_action_ids = fields.One2many(
        "customer.action",
        "partner_id",
        copy=False,
        groups="customer_care.function_action_see",
    )
    customer_action_count = fields.Integer(
        compute="_compute_customer_counts",
        groups="customer_care.function_action_see",
    )
    customer_message_ids = fields.One2many(
        "customer.message",
        "partner_id",
        copy=False,
        groups="customer_care.function_message_see",
    )
    customer_message_count = fields.Integer(
        compute="_compute_customer_counts",
        groups="customer_care.function_message_see",
    )
    customer_event_ids = fields.One2many(
        "customer.event",
        "partner_id",
        copy=False,
        groups="customer_care.function_event_see",
    )
    customer_event_count = fields.Integer(
        compute="_compute_customer_counts",
        groups="customer_care.function_event_see",
    )

    @api.model
    def _customer_counts(self):
        """Return {count: model} of the buttons; the rows have a `partner_id`."""
        return {
            "customer_action_count": "customer.action",
            "customer_message_count": "customer.message",
            "customer_event_count": "customer.event",
        }

    @api.depends_context("uid", "allowed_company_ids")
    def _compute_customer_counts(self):
        """Rows the user may see of each customer: all the counts in one query.

        Those of contact persons and addresses are their customer's; they have no count
        of their own.
        """
        found = {}
        if queries := self._count_queries():
            for name, partner_id, count in self.env.execute_query(
                SQL(" UNION ALL ").join(queries)
            ):
                found[name, partner_id] = count
        for partner in self:
            for name in self._customer_counts():
                partner[name] = found.get((name, partner._origin.id), 0)

    def _count_queries(self):
        queries = []
        for name, model in self._customer_counts().items():
            rows = self.env[model]
            if self.ids and rows.has_access("read"):
                query = rows._search([])
                link = query.join(
                    query.table, "partner_id", "res_partner", "id", "partner_id"
                )
                query.groupby = self._field_to_sql(link, "commercial_partner_id", query)
                query.add_where(SQL("%s IN %s", query.groupby, tuple(self.ids)))
                queries.append(query.select(SQL("%s", name), query.groupby, "count(*)"))
        return queries

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

    def _people(self):
        """Return the customer with their contact persons and addresses."""
        if self.commercial_partner_id != self:
            return self
        return self.with_context(active_test=False).search(
            [("commercial_partner_id", "=", self.id)]
        )

    def _open_customer_rows(self, xml_id, **context):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(xml_id)
        return dict(
            action,
            domain=[("partner_id", "in", self._people().ids)],
            context={"default_partner_id": self.id, **context},
        )
