# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

SEE = "customer_care.function_asset_see"


class ResPartner(models.Model):
    """Customers whose many vehicles are looked after together.

    Somebody ticks it; who has enough vehicles is proposed, and never marked by itself.
    It belongs to the commercial partner, whose contact persons have no tick of their
    own.
    """

    _inherit = "res.partner"

    is_fleet = fields.Boolean(tracking=True)
    fleet_vehicle_count = fields.Integer(
        "Active vehicles", compute="_compute_fleet_vehicle_count", groups=SEE
    )
    is_fleet_proposed = fields.Boolean(
        "Proposed fleet customer",
        compute="_compute_fleet_vehicle_count",
        search="_search_is_fleet_proposed",
        groups=SEE,
        help="Has as many active vehicles as a fleet, and is not marked as one.",
    )

    _fleet_idx = models.Index("(complete_name, id DESC) WHERE is_fleet IS TRUE")
    _contact_idx = models.Index(
        "(id, commercial_partner_id) WHERE commercial_partner_id <> id"
    )

    @api.model
    def _functions_to_write(self):
        return {**super()._functions_to_write(), "is_fleet": "customer_change"}

    @api.model
    def _event_fields(self):
        return {**super()._event_fields(), "fleet": ["is_fleet"]}

    @api.model
    def _event_text(self, kind, values):
        if kind != "fleet":
            return super()._event_text(kind, values)
        return self.env._("Yes") if values["is_fleet"] else self.env._("No")

    @api.depends("asset_ids.active", "asset_ids.gone", "is_fleet")
    @api.depends_context("uid", "allowed_company_ids")
    def _compute_fleet_vehicle_count(self):
        query = self._fleet_counts(1, self._origin.ids)
        counts = dict(self.env.execute_query(query))
        most = self._fleet_size()
        for partner in self:
            count = counts.get(partner._origin.id, 0)
            partner.fleet_vehicle_count = count
            partner.is_fleet_proposed = count >= most and not partner.is_fleet

    @api.model
    def _search_is_fleet_proposed(self, operator, value):
        if operator != "in":
            return NotImplemented
        enough = self._fleet_counts(self._fleet_size())
        fleets = SQL("(SELECT id FROM (%s) AS fleet)", enough)
        return Domain("id", "in", fleets) & Domain("is_fleet", "=", False)

    @api.model
    def _fleet_size(self):
        # sudo: one number of ours of the company
        return max(self.env.company.sudo().fleet_vehicle_count, 1)

    @api.model
    def _fleet_counts(self, least, ids=None):
        """Return the SELECT of (customer, number of vehicles in use).

        Vehicles of contact persons are their customer's. They are counted by owner
        first: which owners are contacts an index knows, and nobody else is looked up.

        :param least: only of customers with so many
        :param ids: only of these customers
        """
        assets = self.env["customer.asset"]
        domain = assets._offered_domain() & Domain("kind", "=", "vehicle")
        if ids is not None:
            customers = Domain("commercial_partner_id", "in", list(ids))
            domain &= Domain("partner_id", "any!", customers)
        self.flush_model(["commercial_partner_id"])
        vehicles = assets._search(domain)
        vehicles.groupby = owner = SQL.identifier(vehicles.table, "partner_id")
        return SQL(
            """
            SELECT coalesce(contact.commercial_partner_id, owned.id) AS id,
                   sum(owned.count)::int AS count
              FROM (%s) AS owned (id, count)
         LEFT JOIN res_partner contact
                ON contact.id = owned.id AND contact.commercial_partner_id <> contact.id
          GROUP BY 1
            HAVING sum(owned.count) >= %s
            """,
            vehicles.select(owner, SQL("count(*)")),
            least,
        )

    @api.model
    def _customer_operations(self):
        return [
            *super()._customer_operations(),
            {
                "key": "mark_fleet",
                "label": self.env._("Mark as fleet customer"),
                "icon": "fa-truck",
                "sequence": 178,
                "functions": ["asset_see", "customer_change"],
                "method": "action_mark_fleet",
                "shown": lambda customer: customer.is_fleet_proposed,
            },
        ]

    def action_mark_fleet(self):
        """Mark these customers as fleet customers."""
        self.env["res.users"]._check_function("customer_change")
        if contacts := self.filtered(lambda p: p.commercial_partner_id != p):
            raise UserError(
                self.env._(
                    "%s is a contact person or an address. Mark the customer they"
                    " belong to.",
                    contacts._some_names(),
                )
            )
        self._refuse_strangers()
        self.write({"is_fleet": True})
        return True
