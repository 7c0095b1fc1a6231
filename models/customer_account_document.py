# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.window import dialog
from .customer_account import SELLS

SEE = "customer_care.function_account_see"


class CustomerAccountDocument(models.AbstractModel):
    """A document that sells: an order or an invoice, held to the customer's account.

    It is asked when the document reaches the state that sells, whatever brought it
    there: the button, an import, RPC, a scheduled action or our own sudo(), for it is
    a rule of the business and not a right of the user. A customer who confirms a
    quotation on the website is refused too, in words that do not name the reason,
    unless they have paid: then the order passes and is flagged.

    Not asked are credit notes, payments, vendor bills, plain journal entries, and
    invoices of what was ordered before. A document may say more by overriding the
    methods below the line.
    """

    _name = "customer.account.document"
    _description = "Document on account"

    account_warning = fields.Text(compute="_compute_account_warning", groups=SEE)
    account_stop = fields.Selection(
        [
            ("watch", "Watch"),
            ("hold", "On hold"),
            ("closed", "Closed"),
            ("terms", "Pays at once"),
            ("limit", "Over the limit"),
        ],
        compute="_compute_account_warning",
        groups=SEE,
    )
    is_account_flagged = fields.Boolean(
        "To look at: account",
        compute="_compute_is_account_flagged",
        search="_search_is_account_flagged",
        groups=SEE,
        help="Was let through although the customer's account was against it.",
    )

    def _on_account(self):
        """Return those of companies that use accounts."""
        # sudo: a switch of ours
        return self.filtered(
            lambda document: document.company_id.sudo().use_customer_account
        )

    def _account_warnings(self):
        """Set the warning and its kind; for the computes of the documents."""
        verdicts = self._account_verdicts()
        for document in self:
            verdict = verdicts.get(document, {})
            document.account_warning = verdict.get("sentence", False)
            document.account_stop = verdict.get("kind", False)

    def _compute_is_account_flagged(self):
        # sudo: the field is for those who see accounts
        rows = self.env["customer.account.exception"].sudo()
        found = rows.search(self._flag_domain() & Domain("res_id", "in", self.ids))
        flagged = set(found.mapped("res_id"))
        for document in self:
            document.is_account_flagged = document.id in flagged

    @api.model
    def _search_is_account_flagged(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: a flag on documents whose own rules hold
        rows = self.env["customer.account.exception"].sudo().search(self._flag_domain())
        return Domain("id", "in", rows.mapped("res_id"))

    @api.model
    def _flag_domain(self):
        return Domain("res_model", "=", self._name) & Domain("is_open", "=", True)

    def _check_account(self, counted=False):
        """Refuse the sale in a sentence, or return what is to be noted about it.

        :param counted: whether what is owed has these documents already
        :return: rows for `_note_account`
        """
        notes = []
        for document, verdict in self._account_verdicts(counted, lock=True).items():
            kind = verdict["kind"]
            if kind != "watch" and not (kind := document._account_taken()):
                raise UserError(self._account_sentence(verdict))
            notes.append({**verdict, "document": document, "kind": kind})
        return notes

    @api.model
    def _account_sentence(self, verdict):
        """What a customer on the website reads does not tell what we think of them."""
        if self.env.user._is_internal():
            return verdict["sentence"]
        return self.env._(
            "This cannot be confirmed online at present. Please contact us."
        )

    @api.model
    def _note_account(self, notes):
        """Flag what was let through, and say on each document what was to be said."""
        self.env["customer.account.exception"]._note(
            [
                {
                    key: note[key]
                    for key in (
                        "kind",
                        "document",
                        "partner_id",
                        "amount",
                        "sentence",
                        "currency_id",
                        "company_id",
                    )
                }
                for note in notes
                if note["kind"] != "watch"
            ]
        )
        if notes:
            documents = self.browse(note["document"].id for note in notes)
            # sudo: the note is the program's
            documents.sudo()._message_log_batch(
                bodies={note["document"].id: note["sentence"] for note in notes}
            )

    def _account_verdicts(self, counted=False, lock=False):
        """Return {document: verdict} of those that are stopped or warned about.

        A verdict is a dict: `kind` (of `account_stop`), `sentence`, `partner_id`
        of the customer who will owe, `amount` of the document, `excess` over the
        limit, `currency_id`, `company_id`. The number of queries does not depend on
        that of the documents.

        :param lock: make sure that nobody sells to the same customers meanwhile
        """
        verdicts = {}
        for company, documents in self._on_account().grouped("company_id").items():
            verdicts.update(
                documents.with_company(company)._account_verdicts_of_company(
                    counted, lock
                )
            )
        return verdicts

    def _account_verdicts_of_company(self, counted, lock):
        account = self.env["customer.account"]
        news = self._account_news()
        parties = {document: document._account_parties() for document in news}
        known = account._states(
            {partner.id for partners in parties.values() for partner in partners}
        )
        states = {
            document: [known[partner.id] for partner in partners if partner.id in known]
            for document, partners in parties.items()
        }
        allowed = self.env["customer.account.exception"]._allowed(self)
        sums = defaultdict(float)
        for document, new in news.items():
            if states[document] and not document._account_taken():
                sums[states[document][0]["partner_id"]] += max(new, 0.0)
        if lock:
            account._lock(known, sums)
        verdicts = {}
        for document, new in news.items():
            if not states[document]:
                continue
            debtor = states[document][0]["partner_id"]
            total = 0.0 if counted else max(sums[debtor], new)
            kinds = allowed.get((document._origin.id, debtor), {})
            if verdict := document._account_verdict(
                states[document], new, total, kinds
            ):
                verdicts[document] = verdict
        return verdicts

    def _account_verdict(self, states, new, total, allowed):
        """Return the verdict on one document, or False.

        :param states: of the customer who will owe and of the others who buy
        :param new: what the document adds to what is owed
        :param total: what it and the others confirmed with it add, and is not counted
        :param allowed: {kind: amount} of what was released or posted before
        """
        account = self.env["customer.account"]
        amount = self._account_amount()
        enough = amount - self.company_id.currency_id.rounding / 2
        if allowed.get("posted", -1.0) >= enough:
            return False
        debtor = states[0]
        worst = next((s for s in states if s["status"] not in SELLS), debtor)
        kind, sentence = account._refusal(worst, total, self._has_account_terms(new))
        if kind != "terms" and not self._is_account_sale(new):
            return False
        if kind == "limit" and (new <= 0 or allowed.get("release", -1.0) >= enough):
            kind = False
        if not kind and debtor["status"] == "watch":
            kind, sentence = "watch", account._say_watch(debtor)
        return kind and {
            "kind": kind,
            "sentence": sentence,
            "partner_id": debtor["partner_id"],
            "amount": amount,
            "excess": account._excess(debtor, total) if kind == "limit" else 0.0,
            "currency_id": self.company_id.currency_id.id,
            "company_id": self.company_id.id,
        }

    def action_release_account(self):
        """Ask for the reason to sell over the limit."""
        self.ensure_one()
        self.env["res.users"]._check_function("account_release")
        self.check_access("read")
        return dialog(
            "customer.account.release",
            self.env._("Release"),
            context={
                "default_res_model": self._name,
                "default_res_id": self.id,
                "dialog_size": "medium",
            },
        )

    # ----------------------------------------------------------------------------

    def _account_news(self):
        """Return {document: what it adds to what is owed} of those to be asked."""
        raise NotImplementedError

    def _account_parties(self):
        """Return the partners who buy; the first one is who will owe."""
        raise NotImplementedError

    def _account_amount(self):
        """Return the amount of the document in the currency of the company."""
        raise NotImplementedError

    def _has_account_terms(self, new):
        """Whether it is to be paid later than at once."""
        raise NotImplementedError

    def _account_taken(self):
        """Return how it was paid for already (a kind of exception), or False."""
        return False

    def _is_account_sale(self, new):
        """Whether it sells something that was not agreed before."""
        return new > 0
