"""The day of a clerk, call by call, with ours or in core."""

import random
import time
from collections import Counter
from dataclasses import dataclass, field

from . import card_data as data
from .webclient import view

# How often each call is made among a hundred.
MIX = {
    "open a customer": 25,
    "page of customers": 8,
    "find a customer": 20,
    "change a customer": 10,
    "new customer": 5,
    "new order": 5,
    "Actions Center": 12,
    "counters of the Center": 3,
    "new action": 4,
    "new note": 4,
    "record a consent": 2,
    "add to a shared customer": 2,
}
PAIRED = ("open a customer", "page of customers", "find a customer")
PAIRED += ("change a customer", "new customer", "new order")
THINK = 4  # seconds on average between two calls of a clerk
SHARED = data.FIRST + 9_001  # the customer to whom all add numbers


@dataclass
class Requests:
    """What the web client of one database asks for."""

    form: object
    page: object
    center: object = None
    purpose: int = 0
    type: int = 0
    product: int = 0


def requests_of(side, login, is_ours):
    """Derive the requests from the views as this user gets them."""
    with side.as_user(login).env() as env:
        product = env["product.product"].search([("sale_ok", "=", True)], limit=1)
        found = Requests(
            form=view(env, "res.partner", "form"),
            page=view(env, "res.partner", "list"),
            product=product.id,
        )
        if is_ours:
            center = env.ref("customer_care.customer_action_view_list_center")
            found.center = view(env, "customer.action", "list", center.id)
            found.type = env["customer.action.type"].search([], limit=1).id
        return found


@dataclass
class Ledger:
    """What one clerk was told is done: the database must have it afterwards."""

    cities: dict = field(default_factory=dict)  # {customer: city last written}
    created: list = field(default_factory=list)  # names of customers
    counts: Counter = field(default_factory=Counter)


class Day:
    """One clerk's calls on a server; the clerk's customers are nobody else's."""

    def __init__(self, number, clerk, asked, clerks, customers):
        self.random = random.Random(number)
        self.number = number
        self.clerks, self.customers = clerks, customers
        self.clerk, self.asked = clerk, asked
        self.ledger = Ledger()
        self.times = {}
        self.errors = []

    def step(self):
        """Think, then make a call; core opens a customer for what is ours alone."""
        time.sleep(self.random.expovariate(1 / THINK))
        label = self.random.choices(list(MIX), MIX.values())[0]
        if not self.asked.center and label not in PAIRED:
            label = "open a customer"
        work = getattr(self, f"_{label.lower().replace(' ', '_')}")
        try:
            seconds = work(self.clerk, self.asked, self.ledger, self._own())
        except Exception as error:
            self.errors.append(f"{label}: {str(error)[-300:]}")
        else:
            self.times.setdefault(label, []).append(seconds)

    def _own(self):
        """One of this clerk's customers; nobody else writes to it."""
        slots = self.customers // self.clerks - 500
        return (
            data.FIRST
            + 2_000
            + self.random.randrange(slots) * self.clerks
            + (self.number)
        )

    def _name(self, number):
        self.ledger.counts["names"] += 1
        return f"Load {self.number} {self.ledger.counts['names']} {number}"

    # Calls: each returns the seconds the clerk waited

    def _open_a_customer(self, clerk, asked, _ledger, number):
        (record,), seconds = clerk.call(
            "res.partner", "web_read", [number], specification=asked.form.specification
        )
        if record["id"] != number:
            raise ValueError("another customer came")
        return seconds

    def _page_of_customers(self, clerk, asked, _ledger, number):
        answer, seconds = clerk.call(
            "res.partner",
            "web_search_read",
            [["id", ">=", number]],
            specification=asked.page.specification,
            limit=80,
            order="id",
            count_limit=10_001,
        )
        if not answer["records"]:
            raise ValueError("an empty page")
        return seconds

    def _find_a_customer(self, clerk, _asked, _ledger, number):
        email = f"c{number - data.FIRST}@example.com"
        answer, seconds = clerk.call("res.partner", "name_search", email)
        if number not in [row[0] for row in answer]:
            raise ValueError(f"{email}: {answer}")
        return seconds

    def _change_a_customer(self, clerk, _asked, ledger, number):
        city = f"City {self.random.randrange(10**9)}"
        _answer, seconds = clerk.call("res.partner", "write", [number], {"city": city})
        ledger.cities[number] = city
        return seconds

    def _new_customer(self, clerk, _asked, ledger, number):
        name = self._name(number)
        values = {"name": name, "email": f"new.{name.replace(' ', '.')}@example.com"}
        _answer, seconds = clerk.call("res.partner", "create", [values])
        ledger.created.append(name)
        return seconds

    def _new_order(self, clerk, asked, ledger, number):
        lines = [[0, 0, {"product_id": asked.product, "product_uom_qty": 2}]]
        values = {"partner_id": number, "order_line": lines}
        _answer, seconds = clerk.call("sale.order", "create", [values])
        ledger.counts["orders"] += 1
        return seconds

    def _actions_center(self, clerk, asked, _ledger, _number):
        _answer, seconds = clerk.call(
            "customer.action",
            "web_search_read",
            [["timeliness", "=", "due"]],
            specification=asked.center.specification,
            limit=80,
            order=asked.center.order,
            count_limit=10_001,
        )
        return seconds

    def _counters_of_the_center(self, clerk, _asked, _ledger, _number):
        _answer, seconds = clerk.call("customer.action", "get_center_counters")
        return seconds

    def _new_action(self, clerk, asked, ledger, number):
        values = {"name": "Load", "partner_id": number, "type_id": asked.type}
        _answer, seconds = clerk.call("customer.action", "create", [values])
        ledger.counts["actions"] += 1
        return seconds

    def _new_note(self, clerk, _asked, ledger, number):
        values = {"name": "Load", "partner_id": number, "is_complete": True}
        _answer, seconds = clerk.call("customer.note", "create", [values])
        ledger.counts["notes"] += 1
        return seconds

    def _record_a_consent(self, clerk, _asked, ledger, number):
        """Two calls, as the dialog makes them; the second one writes the log."""
        values = {"partner_id": number, "channel": "email", "given": True}
        (dialog,), waited = clerk.call("customer.consent.change", "create", [values])
        _answer, seconds = clerk.call(
            "customer.consent.change", "action_record", dialog
        )
        ledger.counts["consents"] += 1
        return waited + seconds

    def _add_to_a_shared_customer(self, clerk, _asked, ledger, _number):
        digits = f"22 {self.random.randrange(8_000_000, 8_999_999)}"
        values = {"partner_id": SHARED, "number": digits, "type": "home"}
        _answer, seconds = clerk.call("customer.phone", "create", [values])
        ledger.counts["shared"] += 1
        return seconds
