# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CustomerPhoneShared(models.Model):
    """Numbers that several customers have: a family, a switchboard, or a mistake.

    Nothing is changed here: whose number it is only a person can say.
    """

    _name = "customer.phone.shared"
    _description = "Number of several customers"
    _auto = False
    _order = "customer_count desc, id"
    _rec_name = "number_e164"

    number_e164 = fields.Char("Number", readonly=True)
    customer_count = fields.Integer("Customers", readonly=True)
    is_family = fields.Boolean("One family", readonly=True)
    partner_ids = fields.Many2many(
        "res.partner", string="Whose", compute="_compute_partner_ids"
    )

    @property
    def _table_query(self):
        """A company and its contact persons count once, inactive customers do not.

        Which numbers stand there twice is read from their index alone; customers are
        looked at for those only.
        """
        phones = self.env["customer.phone"]
        phones.flush_model()
        self.env["res.partner"].flush_model()
        return SQL(
            """
            SELECT min(c.id) AS id, c.number_e164,
                   count(DISTINCT p.commercial_partner_id)::int AS customer_count,
                   count(DISTINCT coalesce(p.family_id, -p.id)) = 1 AS is_family
              FROM customer_phone c
              JOIN res_partner p ON p.id = c.partner_id
             WHERE c.number_e164 IN (
                   SELECT number_e164 FROM customer_phone WHERE number_e164 IS NOT NULL
                    GROUP BY number_e164 HAVING count(*) > 1)
               AND c.number_e164 <> '' AND p.active AND %s
          GROUP BY c.number_e164
            HAVING count(DISTINCT p.commercial_partner_id) > 1
            """,
            phones._double_scope(),
        )

    @api.depends("number_e164")
    def _compute_partner_ids(self):
        # sudo: the rows are found for everybody, the record rules judge the customers
        rows = (
            self.env["customer.phone"]
            .sudo()
            .search_fetch(
                [("number_e164", "in", self.mapped("number_e164"))],
                ["partner_id", "number_e164"],
            )
        )
        seen = self.env["res.partner"].search([("id", "in", rows.partner_id.ids)])
        found = rows.grouped("number_e164")
        for shared in self:
            owners = found.get(shared.number_e164, rows.browse()).partner_id
            shared.partner_ids = seen & owners

    def action_make_family(self):
        """Open the dialog with all customers who have this number."""
        self.env["res.users"]._check_function("phone_clean")
        self.env["res.users"]._check_function("family_change")
        self.ensure_one()
        customers = self.partner_ids.filtered(lambda p: not p.is_company)
        if len(customers) < 2:
            raise UserError(
                self.env._("A family needs two persons: companies are not members.")
            )
        return self.env["customer.family.add"]._open(
            default_partner_id=customers[0].id,
            default_relative_ids=customers[1:].ids,
        )
