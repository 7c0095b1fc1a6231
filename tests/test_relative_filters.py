# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import ast

from lxml import etree

from odoo.tests import TransactionCase, freeze_time, tagged

from .common import CustomerCommon

COMPARED = ("=", "!=", "<", "<=", ">", ">=")


@tagged("post_install", "-at_install")
class TestRelativeFilters(CustomerCommon, TransactionCase):
    """Days of filters are days of the user's clock, east of Greenwich too."""

    def _conditions(self):
        """Yield (view, model, field, value) of every condition in our search views."""
        views = self.env["ir.ui.view"].search(
            [("model_data_id.module", "=", "customer_care"), ("type", "=", "search")]
        )
        actions = self.env["ir.actions.act_window"].search([("domain", "like", "'")])
        mine = actions.filtered(
            lambda a: (a.get_external_id()[a.id] or "").startswith("customer_care.")
        )
        domains = [(a.name, a.res_model, a.domain) for a in mine]
        for view in views:
            arch = etree.fromstring(view.arch)
            domains += [
                (view.name, view.model, node.get("domain"))
                for node in arch.iter("filter")
                if node.get("domain")
            ]
        for name, model, domain in domains:
            for term in ast.walk(ast.parse(domain.strip(), mode="eval")):
                if not (isinstance(term, ast.Tuple) and len(term.elts) == 3):
                    continue
                path, operator, value = (getattr(e, "value", None) for e in term.elts)
                if operator in COMPARED and isinstance(value, str):
                    yield name, model, path, value

    def _field(self, model, path):
        field = None
        for name in path.split("."):
            # inside of "any" it is a field of another model
            field = self.env[model]._fields.get(name) if model in self.env else None
            model = field and field.comodel_name
        return field

    def test_a_day_begins_with_today(self):
        """A time of day would be a day of Greenwich, which is another one at night."""
        checked, wrong = 0, []
        for name, model, path, value in self._conditions():
            field = self._field(model, path)
            if not field or field.type != "date":
                continue
            checked += 1
            if not value.startswith("today"):
                wrong.append(f"{name}: {path} {value}")
        self.assertGreater(checked, 5)
        self.assertFalse(wrong)

    def test_this_month_has_its_first_day_and_no_other(self):
        kind = self.env["customer.measurement.type"].create({"name": "Of the test"})
        customer = self._make_customer()
        with freeze_time("2026-12-15 12:00:00"):
            first, before = self.env["customer.measurement"].create(
                [
                    {
                        "partner_id": customer.id,
                        "type_id": kind.id,
                        "value": 1,
                        "date": day,
                    }
                    for day in ("2026-12-01", "2026-11-30")
                ]
            )
        view = self.env.ref("customer_care.customer_measurement_view_search")
        [node] = etree.fromstring(view.arch).xpath("//filter[@name='this_month']")
        domain = ast.literal_eval(node.get("domain"))
        found = self.env["customer.measurement"].with_context(tz="Europe/Warsaw")
        with freeze_time("2026-12-15 12:00:00"):
            found = found.search([("id", "in", (first + before).ids), *domain])
        self.assertEqual(found, first)
