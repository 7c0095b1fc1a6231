# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerAccountRelease(models.TransientModel):
    """Let one document pass over the limit, and say why.

    For this document and what it comes to now: when it grows, it is asked about again.
    """

    _name = "customer.account.release"
    _description = "Release a sale over the limit"
    _inherit = ["customer.required.mixin"]

    res_model = fields.Char(required=True)
    res_id = fields.Integer(required=True)
    sentence = fields.Text("What stands against it", compute="_compute_sentence")
    reason = fields.Char(required=True)

    @api.depends("res_model", "res_id")
    def _compute_sentence(self):
        for wizard in self:
            document = wizard._document()
            verdict = document._account_verdicts().get(document, {})
            wizard.sentence = verdict.get("sentence", False)

    def _document(self):
        """Return the order or invoice, for whoever may read it."""
        self.ensure_one()
        model = self.env.get(self.res_model or "")
        if not isinstance(model, self.env.registry["customer.account.document"]):
            raise UserError(self.env._("Only orders and invoices can be released."))
        document = model.browse(self.res_id).exists()
        if not document:
            raise UserError(self.env._("The document is not there any more."))
        document.check_access("read")
        return document

    def action_release(self):
        """Note the release; the document can be confirmed then."""
        self.ensure_one()
        self.env["res.users"]._check_function("account_release")
        document = self._document()
        verdict = document._account_verdicts().get(document, {})
        if verdict.get("kind") != "limit":
            raise UserError(
                verdict.get("sentence")
                or self.env._("Nothing stands against it: it can be confirmed.")
            )
        note = {**verdict, "kind": "release", "document": document}
        note.pop("excess")
        self.env["customer.account.exception"]._note([{**note, "reason": self.reason}])
        self._log(document, verdict)
        return {"type": "ir.actions.act_window_close"}

    def _log(self, document, verdict):
        account = self.env["customer.account"].with_company(document.company_id)
        self.env["customer.event"]._log(
            [
                {
                    "partner_id": verdict["partner_id"],
                    "kind": "account",
                    "new_value": self.env._(
                        "%(document)s released over the limit: %(amount)s,"
                        " %(excess)s over it",
                        document=document.display_name,
                        amount=account._money(verdict["amount"]),
                        excess=account._money(verdict["excess"]),
                    ),
                    "reason": self.reason,
                    "company_id": document.company_id.id,
                }
            ]
        )
        # sudo: the note is the program's
        document.sudo()._message_log(
            body=self.env._(
                "%(sentence)s Released: %(reason)s",
                sentence=verdict["sentence"],
                reason=self.reason,
            ),
            author_id=self.env.user.partner_id.id,
        )
