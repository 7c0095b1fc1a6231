# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from typing import NamedTuple

from odoo import api, models
from odoo.fields import Domain

from ..tools.calendar_dates import day_after
from .account_move_line import SOLD_IN
from .customer_number_text import number_text

MOST = 20
CENT = 0.005


class Wanted(NamedTuple):
    """What is known of a sale that somebody looks for."""

    number: str
    date_from: object
    date_to: object
    amount: float
    till: int  # id of the till, 0 for any place
    is_anonymous: bool


class CustomerAttribution(models.Model):
    """Find a sale by its number, date, amount or till.

    A number that fits exactly is meant; only without one, numbers that contain it are
    proposed. What is found without a number is found once: by its invoice, when it has
    one.
    """

    _inherit = "customer.attribution"

    @api.model
    def _find(self, wanted):
        """Return the sales that fit, the newest first.

        :return: (list of `SaleFacts`, whether there are more than `MOST`)
        """
        numbers = ["=ilike", "ilike"] if wanted.number else [""]
        for operator in numbers:
            documents = self._find_documents(wanted, operator)
            if documents:
                break
        # sudo: who may track transactions need not be allowed to open books and tills
        found = [self.sudo()._facts(document) for document in documents]
        found.sort(key=lambda facts: (facts.day, facts.document.id), reverse=True)
        return found[:MOST], len(found) > MOST

    @api.model
    def _find_documents(self, wanted, operator):
        documents = []
        for name, method in self._find_methods().items():
            # sudo: as above, in the companies selected
            model = self.env[name].sudo()
            domain = getattr(self, method)(wanted, operator)
            domain &= Domain("company_id", "in", self.env.companies.ids)
            if wanted.is_anonymous:
                domain &= Domain("partner_id", "=", False)
            documents += model.search(domain, order="id desc", limit=MOST + 1)
        return documents

    @api.model
    def _find_methods(self):
        """Return {model: name of the method that returns the domain of what fits}."""
        methods = {"account.move": "_find_moves", "sale.order": "_find_orders"}
        if "pos.order" in self.env:
            methods["pos.order"] = "_find_tills"
        return methods

    @api.model
    def _find_number(self, wanted, operator, names):
        if not wanted.number:
            return Domain.TRUE
        text = wanted.number.replace("\\", r"\\").replace("%", r"\%")
        text = text.replace("_", r"\_")
        if operator == "ilike":  # the ORM adds the wildcards and escapes nothing
            return Domain.OR(Domain(name, "ilike", text) for name in names)
        return Domain.OR(Domain(name, "=ilike", text) for name in names)

    @api.model
    def _find_amount(self, wanted):
        if not wanted.amount:
            return Domain.TRUE
        return Domain("amount_total", ">=", wanted.amount - CENT) & Domain(
            "amount_total", "<=", wanted.amount + CENT
        )

    @api.model
    def _find_days(self, wanted, name):
        """Return the condition of both days, of a date or a point in time."""
        domain = Domain.TRUE
        if wanted.date_from:
            domain &= Domain(name, ">=", wanted.date_from)
        if wanted.date_to:
            domain &= Domain(name, "<", day_after(wanted.date_to))
        return domain

    @api.model
    def _find_moves(self, wanted, operator):
        if wanted.till:
            return Domain.FALSE
        kinds = (*SOLD_IN, "out_refund") if wanted.number else SOLD_IN
        return (
            self._find_number(wanted, operator, ["name", "ref", "payment_reference"])
            & self._find_days(wanted, "date")
            & self._find_amount(wanted)
            & Domain("move_type", "in", kinds)
            & Domain("state", "=", "posted")
        )

    @api.model
    def _find_orders(self, wanted, operator):
        if wanted.till:
            return Domain.FALSE
        return (
            self._find_number(wanted, operator, ["name", "client_order_ref"])
            & self._find_days(wanted, "date_order")
            & self._find_amount(wanted)
            & Domain("state", "=", "sale")
            & (
                Domain.TRUE
                if wanted.number
                else Domain("invoice_status", "!=", "invoiced")
            )
        )

    @api.model
    def _find_tills(self, wanted, operator):
        domain = (
            self._find_number(wanted, operator, ["pos_reference", "name", "uuid"])
            & self._find_days(wanted, "date_order")
            & self._find_amount(wanted)
            & Domain("state", "in", ("paid", "done"))
        )
        if wanted.till:
            domain &= Domain("config_id", "=", wanted.till)
        if not wanted.number:
            domain &= Domain("account_move", "=", False)
            domain &= Domain("amount_total", ">=", 0)
        return domain

    @api.model
    def _found_row(self, facts, customer):
        """Return the values of a line of the dialog."""
        # sudo: whom it counts for may be a customer whom the user does not see
        attributions = self.sudo()
        return {
            "res_model": facts.document._name,
            "res_id": facts.document.id,
            "name": facts.name,
            "day": facts.day,
            "place": facts.seller,
            "customer": self._name_of(facts.customer),
            "amount": facts.amount,
            "currency_id": facts.currency.id,
            "obstacle": (customer and attributions._obstacle(facts, customer)) or False,
        }

    @api.model
    def _preview(self, facts, customer):
        """Say in words what tracking does."""
        lines = [
            self.env._(
                "%(document)s will count for %(customer)s; before: %(previous)s.",
                document=facts.name,
                customer=customer.commercial_partner_id.display_name,
                previous=self._name_of(facts.customer),
            )
        ]
        # sudo: points are shown to whoever may move them
        for move in self.sudo()._points_moves(facts.document, customer):
            if move.card:
                lines.append(
                    self.env._(
                        "%(program)s: %(taken)s points leave the card of %(previous)s,"
                        " %(given)s come to theirs.",
                        program=move.program.name,
                        taken=number_text(self.env, move.taken),
                        previous=self._name_of(move.card.partner_id),
                        given=number_text(self.env, move.given),
                    )
                )
            else:
                lines.append(
                    self.env._(
                        "%(program)s: %(given)s points come to their card.",
                        program=move.program.name,
                        given=number_text(self.env, move.given),
                    )
                )
        return "\n".join(lines)
