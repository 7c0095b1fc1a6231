# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.models import BaseModel
from odoo.tools import SQL, Query

# Of these a stored field is what they are called.
NAMES = {"res.partner": "complete_name", "res.users": "name"}
KINDS = frozenset(
    (
        "char",
        "text",
        "integer",
        "float",
        "monetary",
        "boolean",
        "date",
        "datetime",
        "selection",
        "many2one",
    )
)


class NotInDatabase(Exception):
    """A column's values are known to Python alone."""


class CustomerSearchRun(models.Model):
    """The rows of a run as one query, for files of a million of them.

    Only columns that PostgreSQL knows by itself have one: stored fields, also of linked
    records, and the names of links. Rights are the same as for reading the records:
    access to model and field is asked, and the runner's record rules are conditions of
    the joins, so that what he may not see is empty.
    """

    _inherit = "customer.search.run"

    def _query_of_rows(self, columns):
        """Return (query, [SQL of a value]) for columns, or None where Python reads.

        The frozen list is the table `recipient`; a value has the type of its field,
        selections and links are words.

        :param columns: as of `_columns()`
        """
        model = self._row_model()
        recipients = SQL.identifier("customer_search_recipient")
        query = Query(self.env, "recipient", recipients)
        query.add_join(
            "JOIN", "shown", model._table, SQL("shown.id = recipient.row_id")
        )
        try:
            if seen := self._rule_condition(model, "shown"):
                query.add_where(seen)
            values = [
                self._value_sql(model, column["path"], query) for column in columns
            ]
        except NotInDatabase:
            return None
        self.env.flush_all()
        query.add_where(SQL("recipient.run_id = %s", self.id))
        return query, values

    def _rule_condition(self, model, alias):
        """Return the runner's record rules on a table, as SQL; None without any."""
        model.check_access("read")
        if self.env.su:
            return None
        # sudo: the rules are the program's to read
        domain = self.env["ir.rule"]._compute_domain(model._name, "read")
        # sudo: as above
        domain = domain.optimize_full(model.sudo())
        if domain.is_true():
            return None
        query = Query(self.env, alias, SQL.identifier(model._table))
        # sudo: as above
        condition = domain._to_sql(model.sudo(), alias, query)
        if query._joins:
            raise NotInDatabase(model._name)
        return condition

    def _value_sql(self, model, path, query):
        """Return the SQL of a value, joining what its path goes through."""
        *links, name = path.split(".")
        alias = "shown"
        for link in links:
            model, alias = self._join_link(model, alias, link, query)
        field = model._fields.get(name)
        if field is None or field.type not in KINDS:
            raise NotInDatabase(path)
        if field.type == "many2one":
            return self._link_name(model, alias, field, query)
        value = self._column_sql(model, alias, field, query)
        if field.type == "selection":
            return self._selection_words(field, value)
        return value

    def _column_sql(self, model, alias, field, query):
        if not (field.store or field.related):
            raise NotInDatabase(str(field))
        try:
            return model._field_to_sql(alias, field.name, query)
        except ValueError as error:
            raise NotInDatabase(str(field)) from error

    def _join_link(self, model, alias, name, query):
        """Join the record a link leads to, as far as the runner may see it."""
        field = model._fields.get(name)
        if field is None or field.type != "many2one" or not field.store:
            raise NotInDatabase(name)
        comodel = self.env[field.comodel_name]
        coalias = query.make_alias(alias, name)
        condition = SQL(
            "%s = %s",
            model._field_to_sql(alias, name, query),
            SQL.identifier(coalias, "id"),
        )
        if seen := self._rule_condition(comodel, coalias):
            condition = SQL("%s AND (%s)", condition, seen)
        query.add_join("LEFT JOIN", coalias, comodel._table, condition)
        return comodel, coalias

    def _link_name(self, model, alias, field, query):
        """Return what the record of a link is called; whoever sees it sees its name."""
        # sudo: as Odoo does, which shows the names of all links
        comodel = self.env[field.comodel_name].sudo()
        name = NAMES.get(comodel._name, comodel._rec_name)
        plain = type(comodel)._compute_display_name is BaseModel._compute_display_name
        if not name or not (plain or comodel._name in NAMES):
            raise NotInDatabase(str(field))
        coalias = query.make_alias(alias, f"{field.name}_name")
        query.add_join(
            "LEFT JOIN",
            coalias,
            comodel._table,
            SQL(
                "%s = %s",
                self._column_sql(model, alias, field, query),
                SQL.identifier(coalias, "id"),
            ),
        )
        shown = comodel._fields[name]
        if shown.type != "char":
            raise NotInDatabase(str(field))
        return self._column_sql(comodel, coalias, shown, query)

    def _selection_words(self, field, value):
        words = dict(field._description_selection(self.env))
        if not words:
            return value
        return SQL(
            "CASE %s %s END",
            value,
            SQL(" ").join(
                SQL("WHEN %s THEN %s", key, label) for key, label in words.items()
            ),
        )
