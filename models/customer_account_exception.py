# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.window import form_window


class CustomerAccountException(models.Model):
    """A sale that the account's rules would have stopped, and why it was not.

    *Released* by a person, for one document and up to its amount; *paid online* and
    *sold at a till* before the program could ask: the money or the goods are taken, so
    they are let through and stay in the list until somebody has looked at them.
    *Posted before* lets an invoice be corrected that was posted and reset to draft.

    Written by the program, read by those who see accounts: nobody has the right to
    create, change or delete a row, so that nobody can release a sale by it.
    """

    _name = "customer.account.exception"
    _description = "Sale let through"
    _order = "id desc"

    kind = fields.Selection(
        [
            ("release", "Released"),
            ("online", "Paid online"),
            ("till", "Sold at a till"),
            ("posted", "Posted before"),
        ],
        "Why it passed",
        required=True,
    )
    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    name = fields.Char("Document", required=True, help="As it was called then.")
    res_model = fields.Char(required=True)
    res_id = fields.Many2oneReference(
        "Document ID", model_field="res_model", required=True
    )
    amount = fields.Monetary(help="Of the document, with taxes.")
    currency_id = fields.Many2one("res.currency", required=True)
    sentence = fields.Text("What stood against it")
    reason = fields.Char(help="Why it was released.")
    date = fields.Datetime(required=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", "By", ondelete="set null", default=lambda self: self.env.uid
    )
    user_name = fields.Char(
        "Done by",
        required=True,
        default=lambda self: self.env.user.name,
        help="As it was then.",
    )
    is_open = fields.Boolean("To look at")
    company_id = fields.Many2one("res.company", required=True, index=True)

    _document_idx = models.Index("(res_model, res_id)")
    _open_idx = models.Index("(company_id, id) WHERE is_open")

    @api.model
    def _note(self, rows):
        """Write rows down; those that no person decided are to be looked at.

        :param rows: list of dicts: `kind`, `document` (a record), `partner_id`,
            `amount`, `currency_id`, `company_id`, and `sentence`, `reason`
        """
        # sudo: nobody may write one by hand, whoever sells causes them
        return self.sudo().create(
            [
                {
                    **{
                        name: value for name, value in row.items() if name != "document"
                    },
                    "name": row["document"].sudo().display_name,
                    "res_model": row["document"]._name,
                    "res_id": row["document"].id,
                    "is_open": row["kind"] in ("online", "till"),
                }
                for row in rows
            ]
        )

    @api.model
    def _allowed(self, documents):
        """Return {(document id, customer id): {kind: highest amount}}."""
        allowed = {}
        # sudo: what was released is released for whoever sells
        for row in self.sudo().search(
            [
                ("res_model", "=", documents._name),
                ("res_id", "in", documents._origin.ids),
                ("kind", "in", ("release", "posted")),
            ]
        ):
            kinds = allowed.setdefault((row.res_id, row.partner_id.id), {})
            kinds[row.kind] = max(row.amount, kinds.get(row.kind, 0.0))
        return allowed

    def action_open_document(self):
        """Open what was sold."""
        self.ensure_one()
        self.check_access("read")
        document = (
            self.env[self.res_model].browse(self.res_id).exists()
            if self.res_model in self.env
            else None
        )
        if not document:
            raise UserError(self.env._("%s is not there any more.", self.name))
        document.check_access("read")
        return form_window(self.res_model, self.res_id)

    def action_seen(self):
        """Take them off the list of those to look at."""
        self.env["res.users"]._check_function("account_change")
        self.check_access("read")
        # sudo: this one mark is all that can be changed
        self.sudo().is_open = False
