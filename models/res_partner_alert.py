# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """The red lines of customers: looked up set-wise, shown, added."""

    _name = "res.partner"
    _inherit = ["res.partner", "customer.alert.mixin"]

    customer_alert_count = fields.Integer(
        compute="_compute_customer_counts",
        groups="customer_care.function_customer_see",
    )

    @api.model
    def _customer_counts(self):
        return {**super()._customer_counts(), "customer_alert_count": "customer.alert"}

    def _alert_partners(self):
        return self

    def _alert_partner_fields(self):
        return ["commercial_partner_id"]

    def _customer_alerts(self, documents=None):
        """Return the alerts shown today for these customers, in one query.

        An alert of the company is one of its contact persons and addresses. Users who
        may not see customers get nothing.

        :param documents: records of one model; `read_on` then names those on which the
            user has acknowledged the alert
        :return: {partner_id: list of {id, name, kind, date_end, company_id, holder_id,
            holder, read_today, read_on}}, without those who have none
        """
        if not self.ids or not self.env["res.users"]._has_function("customer_see"):
            return {}
        alerts = {}
        for row in self.env.execute_query_dict(self._customer_alerts_query(documents)):
            alerts.setdefault(row.pop("partner_id"), []).append(row)
        return alerts

    def _have_alerts(self, partners):
        """The form counts them with its other rows, so they cost no query."""
        return any(partners.commercial_partner_id.mapped("customer_alert_count"))

    def _customer_alerts_query(self, documents):
        model = self.env["customer.alert"]
        query = model._search(
            model._current_domain() & self.env.companies._in_reach(),
            order="sequence, id",
        )

        def column(name, alias=query.table, model=model):
            return model._field_to_sql(alias, name)

        query.add_join(
            "JOIN",
            "chosen",
            "res_partner",
            SQL(
                "chosen.id = ANY(%s) AND %s IN (chosen.id, %s)",
                self.ids,
                column("partner_id"),
                column("commercial_partner_id", "chosen", self),
            ),
        )
        holder = query.join(query.table, "partner_id", "res_partner", "id", "holder")
        names = ("id", "name", "kind", "date_end", "company_id")
        return query.select(
            SQL("chosen.id AS partner_id"),
            *(SQL("%s AS %s", column(name), SQL.identifier(name)) for name in names),
            SQL("%s AS holder_id", column("partner_id")),
            SQL("%s AS holder", column("complete_name", holder, self)),
            *self._acknowledged_columns(query.table, documents),
        )

    def _acknowledged_columns(self, alert, documents):
        """What the user has acknowledged of the alerts of the table ``alert``."""
        mine = SQL(
            """
              FROM customer_alert_acknowledgement mine
             WHERE mine.alert_id = %s AND mine.user_id = %s AND mine.alert_text = %s
            """,
            SQL.identifier(alert, "id"),
            self.env.uid,
            SQL.identifier(alert, "name"),
        )
        yield SQL(
            "EXISTS(SELECT 1 %s AND mine.date >= %s) AS read_today",
            mine,
            self.env["customer.alert"]._today()[1],
        )
        yield SQL(
            "ARRAY(SELECT mine.res_id %s AND mine.res_model = %s"
            " AND mine.res_id = ANY(%s)) AS read_on",
            mine,
            documents._name if documents else None,
            documents.ids if documents else [],
        )

    def get_customer_alerts(self):
        """Return the red lines of this customer as they are now, for the till.

        :return: the value of `customer_alerts`, a list
        """
        self.ensure_one()
        self.check_access("read")
        self.env["res.users"]._check_function("customer_see")
        return self.customer_alerts or []

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "add_alert",
                "label": self.env._("Add alert"),
                "icon": "fa-exclamation-triangle",
                "sequence": 105,
                "functions": ["alert_change"],
                "method": "action_add_alert",
            },
        ]

    def action_add_alert(self):
        """Ask for the line in a small dialog."""
        self.ensure_one()
        self.env["res.users"]._check_function("alert_change")
        self._refuse_strangers()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_alert_action_add"
        )
        return dict(action, context={"default_partner_id": self.id})

    def action_open_alerts(self):
        """Open this customer's alerts, those of the company included."""
        self.ensure_one()
        self.env["res.users"]._check_function("customer_see")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_alert_action"
        )
        return dict(
            action,
            domain=[("partner_id", "in", (self | self.commercial_partner_id).ids)],
            context={"default_partner_id": self.id, "active_test": False},
        )
