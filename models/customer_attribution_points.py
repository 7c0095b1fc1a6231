# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import float_round

from .sale_order_loyalty import FULL_POINTS, POINTS, at_rate

QUIET = {"loyalty_no_mail": True, "tracking_disable": True}


class PointsMove(NamedTuple):
    """What happens to the points that an order gives in one programme."""

    order: models.BaseModel
    program: models.BaseModel
    card: models.BaseModel  # who has them now, empty when nobody got them
    taken: float
    given: float


class CustomerAttribution(models.Model):
    """The points of a sale go with it, once.

    What the order gave to the other customer's card goes to this one's, at this one's
    loyalty rate; what nobody got since nobody was named is given now. The cards, the
    lines of their history and the entry of the order are core's, so that cancelling the
    order takes the points from whoever has them. An invoice takes the points of an
    order along when it is the only one of it: points are an order's, not a part's.
    """

    _inherit = "customer.attribution"

    def _give_points(self):
        for row in self:
            document = row._document()
            owner = row.contact_id or row.partner_id
            self.env["customer.attribution.point"].create(
                [
                    row._move_points(move, owner)
                    for move in self._points_moves(document, owner)
                ]
            )

    @api.model
    def _points_moves(self, document, owner):
        """Return the `PointsMove`s that come with a document for a customer."""
        moves = []
        for order in self._points_orders(document):
            if self._has_moved_points(order):
                continue
            held = self._points_given(order)
            moves += self._moves_of_given(order, held, owner)
            missing = self._points_programs(order) - self.env["loyalty.program"].union(
                *(card.program_id for card, _points in held)
            )
            moves += self._moves_of_missing(order, missing, owner)
        return moves

    @api.model
    def _points_orders(self, document):
        """Return the orders whose points go with a document."""
        if document._name == "sale.order":
            return list(document)
        if document._name != "account.move":
            return []
        orders = document.invoice_line_ids.sale_line_ids.order_id
        return [
            order
            for order in orders
            if order.state == "sale"
            and not order.invoice_ids.filtered(
                lambda move: (
                    move != document
                    and move.move_type != "out_refund"
                    and move.state == "posted"
                )
            )
        ]

    @api.model
    def _has_moved_points(self, order):
        return bool(
            self.env["customer.attribution.point"].search_count(
                [
                    ("order_model", "=", order._name),
                    ("order_id", "=", order.id),
                    ("attribution_id.state", "=", "active"),
                ],
                limit=1,
            )
        )

    @api.model
    def _points_given(self, order):
        """Return [(card, points)] of loyalty programmes that got points of an order."""
        return [
            (entry.coupon_id, entry.points)
            for entry in order.coupon_point_ids
            if entry.coupon_id.program_type == "loyalty" and entry.points > 0
        ]

    @api.model
    def _points_programs(self, order):
        """Return the programmes that would have given points for an order then."""
        day = fields.Datetime.context_timestamp(self, order.date_order).date()
        programs = self.env["loyalty.program"].search(
            self._points_channel(order)
            & Domain("program_type", "=", "loyalty")
            & order.company_id._in_reach()
        )
        return programs.filtered(
            lambda program: (
                fields.Datetime.context_timestamp(self, program.create_date).date()
                <= day
                and (not program.date_from or program.date_from <= day)
                and (not program.date_to or program.date_to >= day)
                and (
                    not program.pricelist_ids
                    or order.pricelist_id in program.pricelist_ids
                )
            )
        )

    @api.model
    def _points_channel(self, order):
        return Domain("sale_ok", "=", True)

    @api.model
    def _points_worth(self, order, programs):
        """Return {programme: points} at the full rate, for a customer of a name."""
        found = order.with_context(**{FULL_POINTS: True})._program_check_compute_points(
            programs
        )
        return {program: sum(each.get("points", [])) for program, each in found.items()}

    @api.model
    def _factor(self, partner, order):
        partner = partner.with_company(order.company_id)
        return partner._loyalty_factors().get(partner.id, 1.0)

    @api.model
    def _moves_of_given(self, order, held, owner):
        moves = []
        factor = self._factor(owner, order)
        for card, points in held:
            theirs = card.partner_id.commercial_partner_id
            if theirs == owner.commercial_partner_id:
                continue
            before = self._factor(card.partner_id, order) if theirs else 1.0
            worth = float_round(points / before, POINTS) if before else points
            given = at_rate(worth, factor)
            moves.append(PointsMove(order, card.program_id, card, points, given))
        return moves

    @api.model
    def _moves_of_missing(self, order, programs, owner):
        if not programs:
            return []
        factor = self._factor(owner, order)
        nobody = self.env["loyalty.card"]
        return [
            PointsMove(order, program, nobody, 0.0, at_rate(points, factor))
            for program, points in self._points_worth(order, programs).items()
            if at_rate(points, factor) > 0
        ]

    @api.model
    def _card_for(self, program, owner):
        """Return the customer's card of a programme, a new one when they have none."""
        cards = self.env["loyalty.card"].with_context(**QUIET)
        mine = cards.search(
            [
                ("program_id", "=", program.id),
                (
                    "partner_id.commercial_partner_id",
                    "=",
                    owner.commercial_partner_id.id,
                ),
            ]
        )
        own = mine.filtered(lambda card: card.partner_id == owner)
        return (own or mine)[:1] or cards.create(
            {"program_id": program.id, "partner_id": owner.id, "points": 0}
        )

    def _move_points(self, move, owner):
        """Move them, and return the values of the row that remembers it."""
        card = self._card_for(move.program, owner)
        to_name = self._name_of(card.partner_id)
        from_name = self._name_of(move.card.partner_id) if move.card else ""
        self._book_points(
            move.order, move.card, -move.taken, self.env._("tracked to %s", to_name)
        )
        origin = from_name or self.env._("an anonymous sale")
        self._book_points(
            move.order, card, move.given, self.env._("tracked from %s", origin)
        )
        self._move_entry(move.order, move.card, card, move.given)
        return {
            "attribution_id": self.id,
            "program_id": move.program.id,
            "program_name": move.program.name,
            "order_model": move.order._name,
            "order_id": move.order.id,
            "from_card_id": move.card.id,
            "from_name": from_name,
            "taken": move.taken,
            "to_card_id": card.id,
            "to_name": to_name,
            "given": move.given,
        }

    @api.model
    def _book_points(self, order, card, points, text):
        """Change a card and write the line of its history, as core does."""
        if not card or not points:
            return
        card.with_context(**QUIET).points += points
        self.env["loyalty.history"].create(
            {
                "card_id": card.id,
                "order_model": order._name,
                "order_id": order.id,
                "description": self.env._(
                    "%(document)s %(what)s", document=order.display_name, what=text
                ),
                "issued": max(points, 0.0),
                "used": max(-points, 0.0),
            }
        )

    @api.model
    def _move_entry(self, order, card, other, points):
        """Let the order know whose points to take back when it is cancelled."""
        if order._name != "sale.order":
            return
        entries = order.coupon_point_ids
        entry = card and entries.filtered(lambda e: e.coupon_id == card)
        if not other:
            entry.unlink()
        elif entry:
            entry.write({"coupon_id": other.id, "points": points})
        else:
            entries.create(
                {"order_id": order.id, "coupon_id": other.id, "points": points}
            )

    def _take_points_back(self):
        """Give each card what the attribution took, and take what it gave."""
        for point in self.point_ids:
            order = self.env.get(point.order_model)
            order = order is not None and order.browse(point.order_id).exists()
            if not order or not self._still_has_points(point, order):
                continue  # cancelled since: core took them back
            text = self.env._("tracking undone")
            self._book_points(order, point.to_card_id, -point.given, text)
            self._book_points(order, point.from_card_id, point.taken, text)
            self._move_entry(order, point.to_card_id, point.from_card_id, point.taken)

    @api.model
    def _still_has_points(self, point, order):
        if order._name != "sale.order":
            return True
        card = point.to_card_id
        return order.state == "sale" and (
            not card or card in order.coupon_point_ids.coupon_id
        )
