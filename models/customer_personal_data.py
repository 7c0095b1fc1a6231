# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from odoo import api, models
from odoo.tools import SQL

# Rows read at a time: what a batch holds is all that is in memory.
BATCH = 1000

# How the names of models begin, and the group of what nobody reviewed.
LIKELY = {
    "res.partner": "identity",
    "res.partner.bank": "contact",
    "customer.phone": "contact",
    "customer.family": "family",
    "customer.consent": "consents",
    "customer.suppression": "consents",
    "customer.action": "actions",
    "customer.note": "notes",
    "customer.message": "messages",
    "customer.sms": "messages",
    "customer.data": "requests",
    "customer.asset": "vehicles",
    "customer.event": "identity",
    "customer.measurement": "identity",
    "mail.": "messages",
    "sms.": "messages",
    "calendar.": "appointments",
    "customer.waiting": "appointments",
    "sale.": "documents",
    "account.": "documents",
    "account.payment": "payments",
    "payment.": "payments",
    "purchase.": "documents",
    "stock.": "documents",
    "repair.": "documents",
    "pos.": "documents",
    "loyalty.": "loyalty",
    "mailing.": "marketing",
    "event.": "marketing",
    "survey.": "marketing",
    "website.": "marketing",
    "crm.": "marketing",
    "ir.attachment": "files",
}


@dataclass
class DataScope:
    """Whose data are told, in which words, and what was found to be another's.

    ``subjects``: ids of the customer, of merged sources and addresses; ``companies``:
    whose rows; ``rows``: {model: query} of the rows about them; ``withheld``:
    {(model, reason): count}; ``names``, ``people``, ``texts``: what was looked up once;
    ``pattern``: finds the names of others who have to do with them.
    """

    partners: models.BaseModel
    subjects: frozenset
    companies: tuple
    provided_only: bool = False
    rows: dict = field(default_factory=dict)
    withheld: Counter = field(default_factory=Counter)
    names: dict = field(default_factory=dict)
    people: dict = field(default_factory=dict)
    texts: dict = field(default_factory=dict)
    pattern: object = None


@dataclass(frozen=True)
class DataColumn:
    """A column people read: `export` is provided, observed or derived."""

    name: str
    label: str
    type: str
    export: str
    choices: tuple = ()


@dataclass
class DataTable:
    """The rows of one place: as many as `count` says, read when they are asked for."""

    model: str
    title: str
    group: str
    columns: list
    count: int
    rows: Callable[[int | None], Iterator[list[dict]]]


class CustomerPersonalData(models.AbstractModel):
    """All that is kept about a customer, place by place as the data map knows it.

    Read with sudo: whoever may hand the data over gets all of them, whatever they may
    see in their daily work. Everything that leaves goes through here, so that paper,
    files and the customer's own page tell the same.
    """

    _name = "customer.personal.data"
    _description = "Personal data of a customer"

    @api.model
    def _scope(self, partners, provided_only=False):
        """Return what a report on these customers has to know.

        :param provided_only: what they may take along (Art. 20): not what we concluded
        """
        # sudo: see the class; the language of the person whose data they are
        partners = partners.sudo().with_context(
            active_test=False, lang=partners[:1].lang or self.env.lang
        )
        # sudo: the map is the program's
        map_ = self.env["customer.data.map"].sudo()
        # sudo: which companies the user works in
        scope = DataScope(
            partners,
            frozenset(map_._subjects(partners).ids),
            tuple(self.env.user.sudo()._get_company_ids()),
            provided_only,
            map_._person_rows(partners),
        )
        scope.pattern = self._names_of_others(scope)
        return scope

    @api.model
    def _tables(self, scope):
        """Yield a DataTable of every place of the map, those without a row too."""
        self.env.flush_all()
        places = self._places_by_model()
        for model in sorted(places, key=lambda name: self._rank(places[name], name)):
            table = self._table_of(scope, model, places[model], scope.rows.get(model))
            # a place of which nothing is handed over is among what is withheld
            if table.columns or not table.count:
                yield table

    @api.model
    def _places_by_model(self):
        """Return {model: its places} of what can be about a person."""
        places = {}
        # sudo: the map is the program's
        for place in self.env["customer.data.map"].sudo()._places():
            if place.group and place.model in self.env:
                places.setdefault(place.model, []).append(place)
        return places

    @api.model
    def _rank(self, places, model):
        keys = list(self._groups())
        group = self._group_of(places)
        return keys.index(group), model != "res.partner", model

    @api.model
    def _group_of(self, places):
        """The group of a table: that of most of its columns, as the map has them.

        The map says "technical" of what nobody reviewed: an addon's table is told with
        what it is most like.
        """
        known = self._groups()
        found = Counter(p.group for p in places if p.group in known)
        found.pop("technical", None)
        if found:
            return found.most_common(1)[0][0]
        model = places[0].model
        likely = [key for key, group in LIKELY.items() if model.startswith(key)]
        return LIKELY[max(likely, key=len)] if likely else "technical"

    @api.model
    def _table_of(self, scope, model, places, query):
        records = self.env[model].with_env(scope.partners.env)
        count = 0
        if query is not None:
            query = self._own_rows(scope, records, query)
            ((count,),) = self.env.execute_query(
                SQL("SELECT count(*) FROM (%s) rows", query)
            )
        columns = self._columns(scope, records, places, count)

        def rows(limit=None):
            if count:
                yield from self._read(scope, records, columns, query, limit)

        title = self.env["ir.model"].with_env(scope.partners.env)._get(model).name
        group = self._group_of(places)
        return DataTable(model, title or model, group, columns, count, rows)

    @api.model
    def _own_rows(self, scope, records, query):
        """Leave out rows of other people and companies; say how many they were."""
        table = SQL.identifier(records._table)
        conditions = []
        if self._stored(records, "company_id") and records._name != "res.partner":
            companies = self._told_companies(scope, records)
            mine = SQL("(company_id IS NULL OR company_id = ANY(%s))", companies)
            conditions.append((self.env._("Rows of another company: ask it."), mine))
        name = self._one_person_rows().get(records._name)
        if name and self._stored(records, name):
            own = SQL(
                "(%(column)s IS NULL OR %(column)s IN %(subjects)s)",
                column=SQL.identifier(name),
                subjects=tuple(scope.subjects) or (0,),
            )
            conditions.append((self.env._("They are about other people."), own))
        base = SQL("SELECT id FROM %s WHERE id IN (%s)", table, query)
        for reason, condition in conditions:
            ((count,),) = self.env.execute_query(
                SQL(
                    "SELECT count(*) FROM (%s AND NOT %s) others",
                    base,
                    condition,
                )
            )
            if count:
                scope.withheld[records._name, reason] = count
            base = SQL("%s AND %s", base, condition)
        return base

    @api.model
    def _told_companies(self, scope, records):
        """Return the ids of whose rows are told: facts also those of headquarters."""
        companies = self.env["res.company"].browse(scope.companies)
        is_fact = (
            type(records)._check_company_domain is models.check_company_domain_parent_of
        )
        return (companies._with_parents() if is_fact else companies).ids

    @api.model
    def _stored(self, records, name):
        field = records._fields.get(name)
        return bool(field and field.store and field.column_type)

    @api.model
    def _told(self, table, limit):
        """Return a table with its rows as {label: value}, what is empty left out."""
        labels = {column.name: column.label for column in table.columns}
        return {
            "model": table.model,
            "title": table.title,
            "count": table.count,
            "columns": self._legend(table.columns),
            "rows": [
                {
                    "id": row["id"],
                    **{
                        label: row[name]
                        for name, label in labels.items()
                        if row[name] not in (None, "", [])
                    },
                }
                for rows in table.rows(limit)
                for row in rows
            ],
        }
