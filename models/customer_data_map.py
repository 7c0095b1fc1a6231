# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict
from dataclasses import replace
from itertools import chain

from odoo import api, models, tools
from odoo.tools import SQL

from ..tools import data_link
from ..tools.data_link import Link
from ..tools.sql_keys import checks, unique_keys


class CustomerDataMap(models.AbstractModel):
    """Where the database refers to a record, and what becomes of it.

    Every place is found in the registry and in the database, none is listed by hand: a
    list goes stale with the next addon. What is declared is only the policy of a place,
    by `_link_policies`; a place nobody reviewed is moved by a merge, never skipped.
    """

    _name = "customer.data.map"
    _description = "Map of what refers to a customer"

    @api.model
    @tools.ormcache("model")
    def _links(self, model):
        """Return the places that refer to records of a model, as a tuple of Link.

        Rows of wizards are left out, they end with their dialog.
        """
        found = {}
        for discover in self._link_discoveries():
            for link in getattr(self, discover)(model):
                found.setdefault((link.table, link.column, link.kind), link)
        policies = self._link_policies(model)
        return tuple(
            replace(link, policy=policies[link.name], is_reviewed=True)
            if link.name in policies
            else link
            for link in sorted(found.values(), key=lambda link: link.name)
        )

    @api.model
    def _link_discoveries(self):
        """The names of the methods that find places."""
        return [
            "_links_many2many",
            "_links_many2one",
            "_links_foreign_key",
            "_links_res_id",
            "_links_reference",
            "_links_company_dependent",
            "_links_property",
            "_links_setting",
        ]

    @api.model
    def _link_policies(self, model):
        """Return {name of a place: policy}; other addons add theirs by `super()`.

        move: the reference is given to the survivor; where a unique index forbids
        two, the source's row stays on the source. keep: it stays on the source.
        block: a source that has such a row is not merged. own: a step of the merge
        treats it (see `customer.operation._merge_steps`).
        """
        return {}

    @api.model
    @tools.ormcache("table", "column", cache="stable")
    def _rules_of(self, table, column):
        """Return what PostgreSQL demands of a column: (unique indexes, checks)."""
        cr = self.env.cr
        return tuple(unique_keys(cr, table, column)), tuple(checks(cr, table, column))

    @api.model
    @tools.ormcache("table", cache="stable")
    def _columns_of(self, table):
        """Return the names of the columns of a table."""
        return tuple(tools.sql.table_columns(self.env.cr, table))

    # -- finding them ----------------------------------------------------------------

    @api.model
    @tools.ormcache(cache="stable")
    def _tables(self):
        """Return the names of the real tables: no views."""
        return frozenset(
            name
            for (name,) in self.env.execute_query(
                SQL(
                    "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
                    " AND relnamespace = current_schema::regnamespace"
                )
            )
        )

    @api.model
    @tools.ormcache(cache="stable")
    def _fields_by_type(self):
        """Return {type: ((model, stored field), ...)} of the models with a table."""
        tables = self._tables()
        result = defaultdict(list)
        for model in self.env.registry.values():
            if model._abstract or model._transient or model._table not in tables:
                continue
            for field in model._fields.values():
                if field.store:
                    result[field.type].append((model, field))
        return {kind: tuple(pairs) for kind, pairs in result.items()}

    @api.model
    def _stored_fields(self, *types):
        """Iterate over the stored fields of these types of models that have a table."""
        fields = self._fields_by_type()
        return chain.from_iterable(fields.get(kind, ()) for kind in types)

    @api.model
    def _place(self, kind, owner, field, **values):
        """Return the place of a field that has a column of its own."""
        return Link(
            kind,
            owner._table,
            field.name,
            model=owner._name,
            field=field.name,
            **values,
        )

    @api.model
    def _links_many2one(self, model):
        for owner, field in self._stored_fields("many2one"):
            if field.comodel_name == model and not field.company_dependent:
                yield self._place(data_link.MANY2ONE, owner, field)

    @api.model
    def _links_many2many(self, model):
        # a table that is a model's own is found by its many2one fields
        owned = {each._table for each in self.env.registry.values()}
        for owner, field in self._stored_fields("many2many"):
            if field.relation not in self._tables() or field.relation in owned:
                continue
            ends = []
            if field.comodel_name == model:
                ends.append((field.column2, field.column1))
            if owner._name == model:
                ends.append((field.column1, field.column2))
            other = self.env.registry.get(field.comodel_name)
            if other is None or other._transient:
                continue
            for column, key in ends:
                yield Link(
                    data_link.MANY2MANY,
                    field.relation,
                    column,
                    key=key,
                    model=owner._name,
                    field=field.name,
                )

    @api.model
    def _links_foreign_key(self, model):
        """What PostgreSQL knows and no field above: tables of addons' own SQL."""
        known = {
            (link.table, link.column)
            for discover in ("_links_many2one", "_links_many2many")
            for link in getattr(self, discover)(model)
        }
        transient = self._transient_tables()
        for table, column in self.env.execute_query(
            SQL(
                """
                SELECT rel.relname, att.attname
                  FROM pg_constraint con
                  JOIN pg_class rel ON rel.oid = con.conrelid
                  JOIN pg_attribute att
                    ON att.attrelid = con.conrelid AND att.attnum = con.conkey[1]
                 WHERE con.contype = 'f' AND array_length(con.conkey, 1) = 1
                   AND con.confrelid = %s::regclass
                """,
                self.env[model]._table,
            )
        ):
            if (table, column) in known or table in transient:
                continue
            key = self._key_of(table, column)
            kind = data_link.MANY2ONE if key == "id" else data_link.MANY2MANY
            yield Link(kind, table, column, key=key)

    @api.model
    def _key_of(self, table, column):
        """Return the column that names a row: `id`, or the one beside `column`."""
        columns = [name for name in self._columns_of(table) if name != column]
        return "id" if "id" in columns or not columns else columns[0]

    @api.model
    def _transient_tables(self):
        """Tables of wizards, their many2many tables included."""
        result = set()
        for model in self.env.registry.values():
            if model._transient:
                result.add(model._table)
            for field in model._fields.values():
                if field.type != "many2many" or not field.store:
                    continue
                other = self.env.registry.get(field.comodel_name)
                if model._transient or (other is not None and other._transient):
                    result.add(field.relation)
        return result

    @api.model
    def _links_res_id(self, model):
        """A number beside the name of a model."""
        for owner, field in self._stored_fields("many2one_reference"):
            beside = owner._fields[field.model_field]
            if beside.store:
                yield self._place(
                    data_link.RES_ID, owner, field, model_column=beside.name
                )
        for name, (id_field, model_field) in self._undeclared_res_ids().items():
            if name in self.env:
                yield Link(
                    data_link.RES_ID,
                    self.env[name]._table,
                    id_field,
                    model=name,
                    field=id_field,
                    model_column=model_field,
                )

    @api.model
    def _undeclared_res_ids(self):
        """Pairs that Odoo keeps as a plain number: {model: (number, model's name)}."""
        return {"rating.rating": ("parent_res_id", "parent_res_model")}

    @api.model
    def _links_reference(self, model):
        for owner, field in self._stored_fields("reference"):
            yield self._place(data_link.REFERENCE, owner, field)

    @api.model
    def _links_company_dependent(self, model):
        for owner, field in self._stored_fields("many2one"):
            if field.comodel_name == model and field.company_dependent:
                yield self._place(data_link.COMPANY_DEPENDENT, owner, field)

    @api.model
    def _links_property(self, model):
        """Properties: what each of them refers to is said by its definition."""
        for owner, field in self._stored_fields("properties"):
            yield self._place(data_link.PROPERTY, owner, field)

    @api.model
    def _links_setting(self, model):
        """Defaults of users and saved filters."""
        yield Link(
            data_link.DEFAULT,
            "ir_default",
            "json_value",
            model="ir.default",
            field="json_value",
        )
        yield Link(
            data_link.FILTER, "ir_filters", "domain", model="ir.filters", field="domain"
        )
