# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models


class CustomerEvent(models.Model):
    """What was changed about a customer: old, new, who, when and why.

    Written by verbs through `_log`, read by those who may, edited by nobody: there is
    no access right to create, change or delete a row.
    """

    _name = "customer.event"
    _description = "Customer Event"
    _order = "date desc, id desc"
    _rec_name = "kind"

    # cascade: what was known about a deleted customer goes with them; that they were
    # deleted is a row of its own without the link
    partner_id = fields.Many2one(
        "res.partner", "Customer", index="btree_not_null", ondelete="cascade"
    )
    partner_code = fields.Char("Customer code", help="As it was then.")
    kind = fields.Selection(
        [
            ("created", "Created"),
            ("name", "Name"),
            ("address", "Address"),
            ("delivery", "Delivery address"),
            ("phone", "Phone"),
            ("email", "E-mail"),
            ("tax_id", "Tax ID"),
            ("birth_date", "Birth date"),
            ("code", "Customer code"),
            ("rate", "Loyalty rate"),
            ("status", "Status"),
            ("family", "Family"),
            ("ownership", "Ownership"),
            ("consent", "Consent"),
            ("alert", "Alert"),
            ("company", "Company"),
            ("merge", "Merge"),
            ("forget", "Forget"),
            ("reinstate", "Reinstate"),
            ("deleted", "Deleted"),
        ],
        "What",
        required=True,
    )
    old_value = fields.Text("Before")
    new_value = fields.Text("After")
    reason = fields.Char()
    date = fields.Datetime("When", required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", "Who", ondelete="set null")
    user_name = fields.Char("Changed by", required=True, help="As it was then.")
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", ondelete="set null"
    )

    _date_idx = models.Index("(date DESC, id DESC)")

    @api.model
    def _log(self, rows):
        """Write down what happened to customers, for the user who works here.

        :param rows: list of dicts with `partner_id` (an id, or False for a customer
            who is no more), `kind`, and optionally `old_value`, `new_value`, `reason`,
            `partner_code`; a row whose two values are equal and that gives no reason
            is left out
        """
        rows = [
            row
            for row in rows
            if row.get("reason")
            or (row.get("old_value") or "") != (row.get("new_value") or "")
        ]
        # sudo: the log is open to nobody, so that nobody can tidy it up
        partners = (
            self.env["res.partner"]
            .sudo()
            .browse([row["partner_id"] for row in rows if row.get("partner_id")])
        )
        known = {
            partner.id: {
                "partner_code": partner.ref,
                "company_id": partner.company_id.id,
            }
            for partner in partners
        }
        user = self.env.user
        common = {
            "user_id": user.id,
            "user_name": user.name,
            "date": fields.Datetime.now(),
        }
        return self.sudo().create(
            [{**known.get(row["partner_id"], {}), **common, **row} for row in rows]
        )
