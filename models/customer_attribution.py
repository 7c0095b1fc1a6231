# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount, format_date

from ..tools.window import dialog, form_window


class CustomerAttribution(models.Model):
    """A sale that counts for another customer than the one in the books, or for one
    where the books have none.

    What a customer bought (`customer.turnover` and all that reads it) follows it; the
    document, its entries and what is owed stay as they are. Credit notes of the sale go
    with it. It is taken back by `_undo` and never deleted, and nobody has the right to
    write one by hand: it says who did it, when and why.
    """

    _name = "customer.attribution"
    _description = "Tracked transaction"
    _order = "id desc"

    name = fields.Char("Number", required=True, help="As it was called then.")
    res_model = fields.Char("Document model", required=True)
    res_id = fields.Many2oneReference(
        "Document ID", model_field="res_model", required=True
    )
    day = fields.Date("Sold on")
    amount = fields.Monetary(help="Of the document, with taxes.")
    currency_id = fields.Many2one("res.currency", required=True)
    # restrict: with the customer gone, the sale would count for the wrong one again
    partner_id = fields.Many2one(
        "res.partner", "Counts for", required=True, ondelete="restrict"
    )
    contact_id = fields.Many2one(
        "res.partner", index="btree_not_null", ondelete="set null"
    )
    previous_id = fields.Many2one(
        "res.partner", "Instead of", index="btree_not_null", ondelete="set null"
    )
    previous_name = fields.Char("Before", required=True, help="As it was then.")
    reason = fields.Char(required=True)
    state = fields.Selection(
        [("active", "Counts"), ("undone", "Undone")], required=True, default="active"
    )
    date = fields.Datetime(
        "Tracked on", required=True, default=lambda self: fields.Datetime.now()
    )
    user_id = fields.Many2one(
        "res.users", "By", ondelete="set null", default=lambda self: self.env.uid
    )
    user_name = fields.Char(
        "Tracked by",
        required=True,
        default=lambda self: self.env.user.name,
        help="As it was then.",
    )
    undone_on = fields.Datetime("Undone on")
    undone_by = fields.Char("Undone by")
    undone_reason = fields.Char("Why undone")
    point_ids = fields.One2many("customer.attribution.point", "attribution_id")
    company_id = fields.Many2one("res.company", required=True, index=True)

    _document_unique = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'active'",
        lambda env, diag: env._(
            "Somebody else has tracked this transaction just now. Search again."
        ),
    )
    _partner_idx = models.Index("(partner_id) WHERE state = 'active'")

    @api.model
    def _attribute(self, documents, customer, reason):
        """Let these sales count for this customer, and say why.

        :param documents: list of records, each checked: nothing is done when one of
            them cannot be attributed
        :param customer: a customer or one of their contact persons
        :return: the attributions
        """
        self.env["res.users"]._check_function("track_transaction")
        reason = self._checked_reason(reason)
        self._check_companies()
        self._check_customer(customer)
        # sudo: who may track transactions need not be allowed to open books and tills
        attributions = rows = self.sudo().browse()
        for document in documents:
            # sudo: as above
            facts = attributions._facts(document.sudo())
            # sudo: as above
            if obstacle := attributions._obstacle(facts, customer.sudo()):
                raise UserError(obstacle)
            rows |= attributions._note(facts, customer, reason)
        if not rows:
            raise UserError(self.env._("Choose at least one transaction."))
        rows._changed()
        rows._give_points()
        rows._log()
        return rows.sudo(self.env.su)

    @api.model
    def _check_companies(self):
        """Refuse companies that are none of the user's: sudo() would not ask."""
        return self.env.companies

    @api.model
    def _checked_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Please say why: the reason is kept."))
        return reason.strip()

    @api.model
    def _check_customer(self, customer):
        if len(customer) != 1:
            raise UserError(self.env._("Choose the customer whose purchase it is."))
        customer.check_access("read")
        self.env["customer.action"]._check_customers(
            customer | customer.commercial_partner_id
        )

    @api.model
    def _note(self, facts, customer, reason):
        owner = customer.commercial_partner_id
        return self.create(
            {
                "name": facts.name,
                "res_model": facts.document._name,
                "res_id": facts.document.id,
                "day": facts.day,
                "amount": facts.amount,
                "currency_id": facts.currency.id,
                "partner_id": owner.id,
                "contact_id": customer.id if customer != owner else False,
                "previous_id": facts.customer.id,
                "previous_name": self._name_of(facts.customer),
                "reason": reason,
                "company_id": facts.company.id,
            }
        )

    @api.model
    def _name_of(self, partner):
        return partner.display_name or self.env._("Anonymous")

    def action_undo(self):
        """Ask why, and take it back."""
        self.env["res.users"]._check_function("track_transaction")
        self.check_access("read")
        self._check_active()
        return dialog(
            "customer.attribution.undo",
            self.env._("Undo"),
            context={
                "default_attribution_ids": self.ids,
                "dialog_size": "medium",
            },
        )

    def _undo(self, reason):
        """Let the sales count again for whom the books say, with their points."""
        self.env["res.users"]._check_function("track_transaction")
        self.check_access("read")
        reason = self._checked_reason(reason)
        self._check_active()
        # sudo: nobody may write one by hand
        rows = self.sudo()
        rows._check_undo_order()
        rows._take_points_back()
        rows.write(
            {
                "state": "undone",
                "undone_on": fields.Datetime.now(),
                "undone_by": self.env.user.name,
                "undone_reason": reason,
            }
        )
        rows._changed()
        rows._log()

    def _check_active(self):
        if not self:
            raise UserError(self.env._("Choose at least one transaction."))
        # sudo: the sentence is owed also to whoever may not see all of it
        for row in self.sudo():
            if row.state == "undone":
                raise UserError(
                    self.env._(
                        "The tracking of %(document)s was undone already, by %(user)s.",
                        document=row.name,
                        user=row.undone_by,
                    )
                )

    def _log(self):
        """Write down for both customers what became of the sale."""
        events = []
        for row in self:
            old, new = row.previous_id, row.partner_id
            if row.state == "undone":
                old, new = new, old
            common = {
                "kind": "transaction",
                "old_value": self._event_text(row, old),
                "new_value": self._event_text(row, new),
                "reason": row.undone_reason or row.reason,
                "company_id": row.company_id.id,
            }
            events += [{**common, "partner_id": partner.id} for partner in (old | new)]
        self.env["customer.event"]._log(events)

    @api.model
    def _event_text(self, row, partner):
        return self.env._(
            "%(document)s, %(amount)s of %(date)s: %(customer)s",
            document=row.name,
            amount=format_amount(self.env, row.amount, row.currency_id),
            date=format_date(self.env, row.day),
            customer=self._name_of(partner),
        )

    def action_open_document(self):
        """Open what was sold, for whoever may read it."""
        self.ensure_one()
        self.check_access("read")
        document = self._document()
        if not document:
            raise UserError(self.env._("%s is not there any more.", self.name))
        document.check_access("read")
        return form_window(self.res_model, self.res_id, name=self.name)

    def _document(self):
        """Return the document, nothing when it is not there any more."""
        self.ensure_one()
        if self.res_model not in self.env:
            return None
        return self.env[self.res_model].browse(self.res_id).exists()
