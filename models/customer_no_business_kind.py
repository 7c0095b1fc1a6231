# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain

from .res_partner_blockers import OURS

RECEIPTS = ("out_receipt", "in_receipt")
UNCONFIRMED = ("draft", "sent", "cancel")
OVER = ("done", "refused", "withdrawn")


class Kind(NamedTuple):
    """A kind of business. ``places``: [(model, columns, Domain)]; ``is_asked``: whether
    the user can leave it out."""

    key: str
    label: str
    places: list
    is_asked: bool = True


class CustomerNoBusiness(models.AbstractModel):
    """What counts as business with a customer.

    `_business_kinds` is where a part adds what shows that a customer is one. Whatever
    else of other addons names a customer counts as `other`: it is found in the
    registry, as what stands in the way of deleting is.
    """

    _name = "customer.no.business.kind"
    _description = "What counts as business"

    @api.model
    def _business_kinds(self):
        """Return the kinds in the order in which they are named; models may be absent.

        All links of a document count, the one of a delivery address too.
        """
        return [
            *self._booked_kinds(),
            *self._sold_kinds(),
            *self._cared_for_kinds(),
            Kind("login", self.env._("a login"), self._all_of("res.users")),
            Kind(
                "active_login", self.env._("a login that works"), self._logins(), False
            ),
            Kind(
                "request",
                self.env._("an open request about data"),
                self._requests(),
                False,
            ),
            Kind("other", self.env._("other documents"), [], False),
        ]

    @api.model
    def _booked_kinds(self):
        """What the books know."""
        documents = Domain("move_type", "not in", ("entry", *RECEIPTS))
        bookings = Domain("move_id.move_type", "=", "entry")
        return [
            Kind(
                "invoice",
                self.env._("invoices"),
                self._all_of("account.move", documents),
            ),
            Kind(
                "receipt",
                self.env._("receipts"),
                self._all_of("account.move", Domain("move_type", "in", RECEIPTS)),
            ),
            Kind(
                "payment",
                self.env._("payments or bookings"),
                [
                    *self._all_of("account.payment"),
                    *self._all_of("account.bank.statement.line"),
                    *self._all_of("account.move.line", bookings),
                    *self._all_of("payment.transaction"),
                ],
            ),
        ]

    @api.model
    def _sold_kinds(self):
        """What was ordered or sold, and what may become a sale."""
        no_layaway = Domain("is_layaway", "=", False)
        unconfirmed = no_layaway & Domain("state", "in", UNCONFIRMED)
        confirmed = no_layaway & Domain("state", "not in", UNCONFIRMED)
        return [
            Kind("order", self.env._("orders"), self._all_of("sale.order", confirmed)),
            Kind(
                "layaway",
                self.env._("lay-aways"),
                self._all_of("sale.order", Domain("is_layaway", "=", True)),
            ),
            Kind(
                "quotation",
                self.env._("quotations"),
                self._all_of("sale.order", unconfirmed),
            ),
            Kind("pos", self.env._("point-of-sale orders"), self._all_of("pos.order")),
            Kind(
                "tracked",
                self.env._("tracked sales"),
                self._all_of("customer.attribution"),
            ),
        ]

    @api.model
    def _cared_for_kinds(self):
        """What was promised, said and given."""
        points = Domain("points", "!=", 0) | Domain("history_ids", "!=", False)
        return [
            Kind(
                "action",
                self.env._("customer actions"),
                self._all_of("customer.action"),
            ),
            Kind("note", self.env._("notes"), self._all_of("customer.note")),
            Kind(
                "appointment",
                self.env._("appointments"),
                [
                    *self._all_of("calendar.event"),
                    *self._all_of("calendar.attendee"),
                    *self._all_of("customer.waiting"),
                ],
            ),
            Kind("points", self.env._("points"), self._all_of("loyalty.card", points)),
        ]

    @api.model
    def _all_of(self, model, domain=Domain.TRUE):
        """Return the places of a model: its stored links to a contact."""
        if model not in self.env:
            return []
        names = self.env["res.partner"]._deletion_links().get(model)
        if names is None:
            names = [
                field.name
                for field in self.env[model]._fields.values()
                if field.type == "many2one"
                and field.comodel_name == "res.partner"
                and field.store
                and not field.related
            ]
        return [(model, names, domain)]

    @api.model
    def _logins(self):
        return [("res.users", ["partner_id"], Domain("active", "=", True))]

    @api.model
    def _requests(self):
        places = self._all_of("customer.data.request")
        return [
            (model, names, Domain("state", "not in", OVER))
            for model, names, _domain in places
        ]

    @api.model
    def _kinds_asked(self, criteria):
        """Return the kinds that count, the places of `other` filled in.

        :param criteria: see `customer.no.business`
        """
        off = criteria.get("off") or ()
        kinds = self._business_kinds()
        counted = [kind for kind in kinds if not (kind.is_asked and kind.key in off)]
        covered = {
            model
            for kind in (counted if criteria.get("delete") else kinds)
            for model, _names, _domain in kind.places
            if kind.is_asked
        }
        others = self._other_places(covered, criteria.get("delete"))
        return [
            *(kind for kind in counted if kind.key not in ("other", "quotation")),
            *self._quotation_kinds(counted, criteria),
            *(kind._replace(places=others) for kind in counted if kind.key == "other"),
        ]

    @api.model
    def _quotation_kinds(self, counted, criteria):
        """Quotations older than the date are a kind of their own: it may be let go."""
        before = fields.Datetime.to_datetime(criteria["before"])
        old = Domain("date_order", "<", before) & Domain("create_date", "<", before)
        for kind in counted:
            if kind.key == "quotation":
                recent, past = (
                    [(model, names, domain & part) for model, names, domain in places]
                    for places, part in ((kind.places, ~old), (kind.places, old))
                )
                label = self.env._("old quotations")
                yield kind._replace(places=recent)
                yield kind._replace(key="old_quotation", label=label, places=past)

    @api.model
    def _other_places(self, covered, is_delete):
        """Return the places of what else names a customer.

        What is ours goes with the customer, or stands in the way of deleting only.
        """
        partners = self.env["res.partner"]
        domains = partners._deletion_domains()
        return [
            (model, names, domains.get(model, Domain.TRUE))
            for model, names in partners._deletion_links().items()
            if model not in covered and (is_delete or not model.startswith(OURS))
        ]
