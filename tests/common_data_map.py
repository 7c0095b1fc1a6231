# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo.tools import SQL

from odoo.addons.customer_care.tools.data_place import (
    BLANK,
    EXPORTS,
    FATES,
    GROUPS,
    KEEP,
    KINDS,
    WITHHELD,
)

from .common import CustomerCommon


class DataMapCommon(CustomerCommon):
    """What is found about a customer, and the map of all that is installed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.map = cls.env["customer.data.map"]
        cls.customer = cls._make_customer()
        cls.other = cls._make_customer(
            name="Jan Nowak", email="jan@example.net", phone="+48 602 222 222"
        )

    def _found(self, partners=None):
        """Return {model: ids} of what is about the customer; no empty ones."""
        queries = self.map._person_rows(self.customer if partners is None else partners)
        found = {
            model: {
                row[0]
                for row in self.env.execute_query(SQL("SELECT * FROM %s x", query))
            }
            for model, query in queries.items()
        }
        return {model: ids for model, ids in found.items() if ids}

    def _check_found(self, record, partners=None):
        self.assertIn(record.id, self._found(partners).get(record._name, ()), record)

    def _check_not_found(self, record, partners=None):
        self.assertNotIn(record.id, self._found(partners).get(record._name, ()), record)

    def _held(self, **values):
        """Return {model: ids} of rows that hold a key."""
        queries = self.map._person_key_rows(
            {kind: [value] for kind, value in values.items()}
        )
        return {
            model: {
                row[0]
                for row in self.env.execute_query(SQL("SELECT * FROM %s x", query))
            }
            for model, query in queries.items()
        }

    # -- claims about the map of all that is installed ---------------------------------

    def _check_reviewed(self, columns, models):
        """Every column and reference was looked at; there are at least so many."""
        places = self.map._places()
        self.assertGreater(len(places), columns)
        self.assertGreater(len(self.map._person_models()), models)
        self.assertFalse([place.name for place in places if not place.is_reviewed])
        roles = self.map._tie_roles()
        self.assertFalse(
            sorted({tie.name for tie in self.map._ties_to_people()} - set(roles))
        )

    def _check_places_are_sound(self):
        for place in self.map._places():
            field = self.env[place.model]._fields[place.field]
            with self.subTest(place=place.name):
                self.assertIn(place.kind, KINDS)
                self.assertIn(place.anonymise, FATES)
                self.assertIn(place.export, EXPORTS)
                self.assertIn(place.group, (*GROUPS, ""))
                self.assertEqual(place.anonymise == KEEP, bool(place.reason))
                self.assertEqual(place.export == WITHHELD, bool(place.withheld))
                self.assertEqual(place.table, self.env[place.model]._table)
                if place.column:
                    self.assertIn(place.column, self.map._columns_of(place.table))
                if place.anonymise == BLANK:
                    self.assertFalse(field.required)
                for reason in filter(None, (place.reason, place.withheld)):
                    self.assertIn(reason, self.map._sentences())
                if place.retention:
                    self.assertIn(place.retention, self.map._retention_names())

    def _check_every_word_has_a_place(self):
        """Compared with the registry, without the map's own way of finding them."""
        names = {place.name for place in self.map._places()}
        missing = [
            str(field)
            for model in self.env.registry.values()
            if not model._abstract and not model._transient
            if model._table in self.map._tables()
            for field in model._fields.values()
            if field.store
            and field.type in ("char", "text", "html", "json", "properties", "binary")
            and f"{model._name}.{field.name}" not in names
        ]
        self.assertGreater(len(names), 500)
        self.assertFalse(missing)

    def _check_people_have_a_group(self):
        """No model that can be about a person passes for a setting."""
        people = set(self.map._person_models())
        settings = {place.model for place in self.map._places() if not place.group}
        self.assertGreater(len(settings), 50)
        self.assertFalse(people & settings)
