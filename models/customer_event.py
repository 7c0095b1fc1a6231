# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo import api, fields, models
from odoo.tools import SQL

STORED = (
    "partner_id",
    "partner_code",
    "kind",
    "old_value",
    "new_value",
    "reason",
    "companions",
    "company_id",
)


class CustomerEvent(models.Model):
    """What was changed about a customer: old, new, who, when and why.

    Written by verbs through `_log`, read by those who may, edited by nobody: there is
    no access right to create, change or delete a row.
    """

    _name = "customer.event"
    _description = "Change of a customer"
    _order = "date desc, id desc"
    _check_company_domain = models.check_company_domain_parent_of
    _rec_name = "kind"

    # cascade: what was known about a deleted customer goes with them; that they were
    # deleted is a row of its own without the link
    partner_id = fields.Many2one("res.partner", "Customer", ondelete="cascade")
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
            ("account", "Account"),
            ("transaction", "Transaction"),
            ("family", "Family"),
            ("ownership", "Ownership"),
            ("consent", "Consent"),
            ("alert", "Alert"),
            ("company", "Company"),
            ("proposal", "Proposal"),
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
    # {model: ids} of what a status went along with, so that it comes back with it
    companions = fields.Json()
    date = fields.Datetime("When", required=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", "Who", ondelete="set null")
    user_name = fields.Char("Changed by", required=True, help="As it was then.")
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", ondelete="set null"
    )

    _date_idx = models.Index("(date DESC, id DESC)")
    _kind_idx = models.Index("(kind, date DESC, id DESC)")
    _user_date_idx = models.Index("(user_id, date DESC, id DESC)")
    _partner_date_idx = models.Index("(partner_id, date DESC, id DESC)")

    @api.depends("kind")
    def _compute_display_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for event in self:
            event.display_name = labels.get(event.kind)

    @api.model
    def _log(self, rows):
        """Write down what happened to customers, for the user who works here.

        :param rows: list of dicts with `partner_id` (an id, or False for a customer
            who is no more), `kind`, and optionally `old_value`, `new_value`, `reason`,
            `companions`, `partner_code`, `company_id`; a row whose two values are equal
            and that gives no reason is left out
        """
        rows = [
            row
            for row in rows
            if row.get("reason")
            or (row.get("old_value") or "") != (row.get("new_value") or "")
        ]
        if not rows:
            return self.browse()
        known = self._known_of({row["partner_id"] for row in rows})
        for row in rows:
            # a kind nobody declared is an error, as in `create`
            self._fields["kind"].convert_to_cache(row["kind"], self)
        return self._insert(
            [{**known.get(row["partner_id"], {}), **row} for row in rows]
        )

    @api.model
    def _known_of(self, partner_ids):
        """{partner id: what is kept of the customer beside the link}."""
        # sudo: the log is written whatever its writer may read
        partners = self.env["res.partner"].sudo().browse(filter(None, partner_ids))
        return {
            partner.id: {
                "partner_code": partner.ref or None,
                "company_id": partner.company_id.id or None,
            }
            for partner in partners
        }

    @api.model
    def _insert(self, rows):
        """Store any number of rows in one statement.

        In SQL since the log has no access right to create a row, so that nobody can
        tidy it up, and since `create` inserts a hundred at a time.
        """
        user = self.env.user
        found = self.env.execute_query(
            SQL(
                """
                INSERT INTO customer_event (
                       partner_id, partner_code, kind, old_value, new_value, reason,
                       companions, company_id, date, user_id, user_name,
                       create_uid, create_date, write_uid, write_date)
                SELECT partner_id, partner_code, kind, old_value, new_value,
                       reason, companions, company_id, %(now)s, %(uid)s, %(name)s,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM jsonb_to_recordset(%(rows)s::jsonb) AS t (
                       partner_id int, partner_code varchar, kind varchar,
                       old_value text, new_value text, reason varchar,
                       companions jsonb, company_id int)
             RETURNING id
                """,
                now=fields.Datetime.now(),
                uid=user.id,
                name=user.name,
                rows=json.dumps(
                    [{key: row.get(key) or None for key in STORED} for row in rows]
                ),
            )
        )
        self.env["res.partner"].invalidate_model(["customer_event_ids"], flush=False)
        return self.browse(event_id for (event_id,) in found)
