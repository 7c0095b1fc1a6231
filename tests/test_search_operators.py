# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import CustomerCommon

ORDER = ("=", "!=", "<", "<=", ">", ">=")
SETS = ("in", "not in")
NUMBERS = [(operator, value) for operator in ORDER for value in (0, 30, -1, 10**9)]
NUMBERS += [(operator, value) for operator in SETS for value in ([30], [0, 30], [])]
NOTHING = [("=", False), ("!=", False)]
TEXTS = [(operator, "a") for operator in ("=", "!=", "ilike", "not ilike", "=like")]
# What Odoo's editor of conditions offers for each kind of field.
OFFERED = {
    "boolean": [("=", True), ("!=", True), ("=", False), ("!=", False)],
    "integer": NUMBERS + NOTHING,
    "float": NUMBERS + [("=", 1.5), (">", -0.5)] + NOTHING,
    "monetary": NUMBERS + NOTHING,
    "char": TEXTS + [("in", ["a", "b"]), ("not in", ["a"])] + NOTHING,
    "text": TEXTS + NOTHING,
    "date": [
        *[(operator, "2027-03-01") for operator in ORDER],
        *[(operator, "today -30d") for operator in ("<", ">=")],
        *[(operator, ["2027-03-01"]) for operator in SETS],
        ("=", date(2027, 3, 1)),
        *NOTHING,
    ],
    "datetime": [
        *[(operator, "2027-03-01 10:00:00") for operator in ORDER],
        ("in", ["2027-03-01 10:00:00"]),
        *NOTHING,
    ],
    "many2one": [("=", 1), ("!=", 1), ("in", [1]), ("ilike", "a"), *NOTHING],
    "one2many": [("in", [1]), ("not in", [1]), ("any", []), *NOTHING],
    "many2many": [("in", [1]), ("not in", [1]), ("any", []), *NOTHING],
}


@tagged("post_install", "-at_install")
class TestSearchOperators(CustomerCommon):
    """Whatever the editor of conditions offers can be asked.

    Fields that are looked for by a method of ours answer, or say in a sentence what
    they cannot be asked.
    """

    def _fields(self):
        """Yield (model, field) of what is found by a method of ours."""
        for model in self.env.registry.values():
            if model._abstract or model._transient or not model._auto:
                continue
            for name, field in model._fields.items():
                if field.search and field._module == "customer_care":
                    if not field.store and not field.related:
                        yield self.env[model._name], name, field

    def _fault(self, model, term):
        """Return what is wrong with a condition; a refusal in a sentence is not."""
        try:
            with self.env.cr.savepoint(flush=False):
                model.search([term], limit=1)
        except UserError as error:
            return "" if str(error) else "refused without a word"
        except Exception as error:  # noqa: BLE001 - any of them is a fault
            return repr(error)
        return ""

    def test_every_condition_that_is_offered_can_be_asked(self):
        asked, faults = set(), []
        for model, name, field in self._fields():
            if field.type == "selection":
                keys = field.get_values(self.env)
                offered = [(o, key) for o in ("=", "!=") for key in keys]
                offered += [(o, keys) for o in SETS] + NOTHING
            else:
                offered = OFFERED[field.type]
            asked.add(f"{model._name}.{name}")
            for operator, value in offered:
                fault = self._fault(model, (name, operator, value))
                if fault:
                    faults.append(
                        f"{model._name}: {name} {operator} {value!r}: {fault}"
                    )
        self.assertFalse(faults, "\n".join(faults))
        self.assertGreater(len(asked), 25)
        self.assertLessEqual(
            {
                "res.partner.search_age",
                "res.partner.search_days_since_visit",
                "customer.asset.search_service_in",
            },
            asked,
        )

    def _ours(self):
        """Yield (model, fields) of what lists of our models and fields show."""
        for model in self.env.registry.values():
            if model._abstract or model._transient:
                continue
            names = [
                name
                for name, field in model._fields.items()
                if field._module == "customer_care"
            ]
            if names:
                yield self.env[model._name], self.env[model._name].fields_get(names)

    def test_whatever_can_be_sorted_and_grouped_by_is(self):
        tried, faults = 0, []

        def attempt(what, call):
            nonlocal tried
            tried += 1
            try:
                with self.env.cr.savepoint(flush=False):
                    call()
            except Exception as error:  # noqa: BLE001 - any of them is a fault
                faults.append(f"{what}: {error!r}")

        for model, described in self._ours():
            for name, field in described.items():
                what = f"{model._name}.{name}"
                if field.get("sortable"):
                    attempt(
                        f"{what} sorted",
                        lambda m=model, n=name: m.search(
                            [], order=f"{n} desc", limit=1
                        ),
                    )
                if field.get("groupable"):
                    by = name
                    if field["type"] in ("date", "datetime"):
                        by = f"{name}:month"
                    attempt(
                        f"{what} grouped",
                        lambda m=model, b=by: m.formatted_read_group(
                            [], [b], ["__count"]
                        ),
                    )
                if field.get("aggregator"):
                    total = f"{name}:{field['aggregator']}"
                    attempt(
                        f"{what} {total}",
                        lambda m=model, t=total: m.formatted_read_group([], [], [t]),
                    )
        self.assertFalse(faults, "\n".join(faults))
        self.assertGreater(tried, 500)
