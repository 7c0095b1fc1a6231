# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json
import re
from collections import namedtuple
from contextlib import contextmanager
from xmlrpc.client import Fault

from odoo import fields
from odoo.service.model import call_kw
from odoo.tests import HttpCase, new_test_user
from odoo.tools import SQL, mute_logger
from odoo.tools.misc import file_open

from .common import CustomerCommon
from .common_methods import METHODS

MODEL = re.compile(r"^\| `(customer\.[\w.]+)` \|(.*)\|$", flags=re.MULTILINE)
METHOD = re.compile(r"^\| `([\w.]+)` \| ([^|]+) \| ((?:`\w+` ?)+) \|$", re.MULTILINE)
NAME = re.compile(r"`(\w+)`")
OPERATIONS = ("read", "write", "create", "unlink")
# Rows of companies; with *above* a branch has those of headquarters as well.
CLOSED = (
    "company",
    "company or shared",
    "company or above",
    "company, above or shared",
)
OWN = ("own, company", "own, company or above")
KINDS = {*CLOSED, *OWN, "own", "all companies", "–"}
# What XML-RPC says instead of AccessError.
ACCESS_FAULT = 4
# Models of others whose rows belong to a company here.
OTHERS = ("res.partner", "sale.order")
ACCESS = "odoo.exceptions.AccessError"
VALIDATION = "odoo.exceptions.ValidationError"
USER = "odoo.exceptions.UserError"
Policy = namedtuple("Policy", [*OPERATIONS, "rows"])
MUTED = (
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_rule",
    "odoo.http",
    "odoo.models.unlink",
    "odoo.sql_db",
)
# What the columns of a row must be beside what the model itself demands.
EXTRA = {
    "account.move.line": {"display_type": "line_note"},
    "customer.consent": {"partner_id": ...},
    "customer.duplicate": {"partner_id": ..., "other_id": ...},
    "customer.maintenance": {"group_id": ...},
    "customer.planned.hold": {"date": "2099-01-01"},
    "customer.waiting": {"partner_id": ...},
}


def policies():
    """{model: Policy} of the table for people; a cell is a set of functions."""
    with file_open("customer_care/docs/security-matrix.md") as file:
        rows = MODEL.findall(file.read())
    found = {}
    for model, text in rows:
        *cells, kind = (cell.strip() for cell in text.split("|"))
        if kind in KINDS and len(cells) == len(OPERATIONS):
            found[model] = Policy(*(set(NAME.findall(cell)) for cell in cells), kind)
    return found


def methods():
    """{model: {method: functions}} of the table for people, as `METHODS` has it."""
    with file_open("customer_care/docs/security-matrix.md") as file:
        rows = METHOD.findall(file.read())
    found = {}
    for model, cell, names in rows:
        needed = tuple(NAME.findall(cell))
        row = found.setdefault(model, {})
        row.update(dict.fromkeys(NAME.findall(names), needed))
    return found


def methods_tested():
    return {
        model: {
            name: (needed,) if isinstance(needed, str) else needed or ()
            for name, needed in row.items()
        }
        for model, row in METHODS.items()
    }


class MatrixCase(CustomerCommon, HttpCase):
    """Two companies with a row of each model, users of each kind, and RPC."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = policies()
        cls.home = cls.env.company
        cls.other = cls.env["res.company"].create({"name": "Elsewhere"})
        cls.portal = new_test_user(cls.env, "portal_user", "base.group_portal")
        cls.users = {
            **{f"level {n}": user for n, user in cls.users_by_level.items()},
            "no level": cls.user_no_level,
            "portal": cls.portal,
            "visitor": cls.env.ref("base.public_user"),
        }
        cls.stranger = cls._make_user(
            "stranger",
            "customer_care.level_1",
            company_id=cls.other.id,
            company_ids=cls.other.ids,
        )
        cls.made = {}
        cls.cores = {company: cls._cores(company) for company in cls.home | cls.other}
        for company in cls.home | cls.other:
            for model in cls.policy:
                if cls.env[model]._auto:
                    cls._row(model, company)
        cls.env.invalidate_all()

    @classmethod
    def _cores(cls, company):
        """What our rows refer to in the models of others."""
        env = cls.env(context={**cls.env.context, "allowed_company_ids": company.ids})
        name = f"Somebody of {company.id}"
        email = f"c{company.id}@example.com"
        customer = cls._make_customer(name=name, email=email, company_id=company.id)
        other = cls._make_customer(name=f"{name}, too", company_id=company.id)
        order = env["sale.order"].create(
            {"partner_id": customer.id, "company_id": company.id}
        )
        return {
            "res.company": company.id,
            "res.partner": customer.id,
            "res.partner other": other.id,
            "sale.order": order.id,
            "res.groups": env.ref("base.group_user").id,
            "res.currency": company.currency_id.id,
            "res.users": (cls.user_level_1 if company == cls.home else cls.stranger).id,
        }

    # -- rows --------------------------------------------------------------------------

    @classmethod
    def _row(cls, model, company):
        """Return the id of a row of this company, made behind the model's back.

        By SQL: who may create is asked by the matrix itself, and most of these rows are
        the program's own, which no method makes one by one.
        """
        if model in cls.policy and cls.policy[model].rows == "all companies":
            company = cls.home
        if (model, company) in cls.made:
            return cls.made[model, company]
        if not model.startswith("customer."):
            if (
                core := cls.cores[company].get(model)
                or cls.env[model].search([], limit=1).id
            ):
                return core
        values = cls._values(model, company)
        query = SQL(
            "INSERT INTO %s (%s) VALUES %s RETURNING id",
            SQL.identifier(cls.env[model]._table),
            SQL(", ").join(SQL.identifier(name) for name in values),
            tuple(values.values()),
        )
        cls.env.cr.execute(query)
        cls.made[model, company] = cls.env.cr.fetchone()[0]
        return cls.made[model, company]

    @classmethod
    def _values(cls, model, company):
        cls.env.cr.execute(
            """
            SELECT column_name FROM information_schema.columns
             WHERE table_name = %s AND is_nullable = 'NO' AND column_default IS NULL
            """,
            [cls.env[model]._table],
        )
        needed = {name for (name,) in cls.env.cr.fetchall()} | set(EXTRA.get(model, ()))
        values = {}
        for name, field in cls.env[model]._fields.items():
            if name == "id" or not field.store or not field.column_type:
                continue
            if name in needed or field.required or cls._tells_company(field):
                values[name] = cls._value(model, field, company)
        extra = {k: v for k, v in EXTRA.get(model, {}).items() if v is not ...}
        owner = cls.cores[company]["res.users"]
        logged = {"create_uid": owner} if cls.env[model]._log_access else {}
        return {**values, **extra, **logged}

    @classmethod
    def _tells_company(cls, field):
        return field.name in ("company_id", "company_ref", "active", "user_id") or (
            field.type == "many2one" and field.name in ("partner_id", "head_id")
        )

    @classmethod
    def _value(cls, model, field, company):
        if field.name == "company_ref":
            return company.id
        if field.name in ("other_id", "relative_id"):
            return cls.cores[company]["res.partner other"]
        if field.type == "many2one":
            return cls._row(field.comodel_name, company)
        if field.type in ("char", "text", "html"):
            text = f"{field.name} of {company.id}"
            return json.dumps({"en_US": text}) if field.translate else text
        if field.type == "selection":
            return field.get_values(cls.env)[0]
        if field.type == "boolean":
            return field.name == "active"
        if field.type in ("json", "properties", "properties_definition"):
            return "{}"
        if field.type == "date":
            return fields.Date.context_today(cls.env[model])
        if field.type == "datetime":
            return fields.Datetime.now()
        if field.type == "many2one_reference":
            return cls.cores[company]["res.partner"]
        return company.id

    def _own(self, user):
        """Let rows that are somebody's be this user's, for as long as a savepoint."""
        for model, policy in self.policy.items():
            fields_ = self.env[model]._fields
            names = {"user_id"} if not policy.rows == "own" else {"create_uid"}
            for name in names & set(fields_):
                if self.env[model]._auto and fields_[name].store:
                    self._set_column(model, name, user.id)
        self.env.invalidate_all()

    def _set_column(self, model, name, value):
        query = "UPDATE %s SET %s = %s WHERE id = %s"
        table, column = SQL.identifier(self.env[model]._table), SQL.identifier(name)
        row = self.made[model, self.home]
        self.env.cr.execute(SQL(query, table, column, value, row))

    # -- calls -------------------------------------------------------------------------

    def _call(self, user, model, method, *args):
        """Call a method as all doors do in the end; (result, exception, words)."""
        try:
            result = call_kw(self.env[model].with_user(user), method, args, {})
            self.env.flush_all()
            return result, "", ""
        except Exception as error:
            return None, f"{type(error).__module__}.{type(error).__name__}", str(error)

    def _post(self, user, model, method, *args):
        """The same over HTTP by /jsonrpc."""
        params = [self.env.cr.dbname, user.id, self._password(user)]
        call = {"service": "object", "method": "execute_kw"}
        answer = self.url_open(
            "/jsonrpc",
            json={"params": {**call, "args": [*params, model, method, args]}},
        ).json()
        if error := answer.get("error"):
            return None, error["data"]["name"], error["data"]["message"]
        return answer["result"], "", ""

    def _password(self, user):
        return user.login + "x" * max(0, 8 - len(user.login))

    def _xmlrpc(self, user, model, method, *args):
        try:
            call = self.xmlrpc_object.execute_kw
            result = call(
                self.env.cr.dbname, user.id, self._password(user), model, method, args
            )
            return result, "", ""
        except Fault as error:
            name = ACCESS if error.faultCode == ACCESS_FAULT else str(error.faultCode)
            return None, name, error.faultString

    def _json2(self, key, model, method, **kwargs):
        """The same by /json/2 and a key; the name of the exception, if any."""
        headers = {"Authorization": f"bearer {key}"} if key else {}
        answer = self.url_open(
            f"/json/2/{model}/{method}", json=kwargs, headers=headers
        )
        return "" if answer.status_code == 200 else answer.json().get("name")

    def _lowest(self, functions):
        """The lowest level that has one of these functions at first; 0: nobody."""
        levels = [
            5
            if name == "level_5"
            else self.env.ref(f"customer_care.function_{name}").customer_default_level
            for name in functions
        ]
        return max(levels, default=0)

    def _may(self, who, functions):
        return who.startswith("level") and int(who[-1]) <= self._lowest(functions)

    def _may_write(self, user, model, name):
        field = self.env[model]._fields[name]
        return self.env[model].with_user(user)._has_field_access(field, "write")

    def _write_nothing(self, user, model, row):
        """A value that is there already: what is written says nothing new."""
        for name, field in self.env[model]._fields.items():
            if field.store and field.column_type and field.type in ("char", "boolean"):
                if field.readonly or field.related or field.translate:
                    continue
                if self._may_write(user, model, name):
                    return {name: self.env[model].sudo().browse(row)[name]}
        return {}

    def _create_values(self, user, model, company):
        """What a program might send: the row again, in JSON, under another name."""
        return {
            name: self._plain(self.env[model]._fields[name], value)
            for name, value in self._values(model, company).items()
            if name not in ("create_uid", "user_id", "is_shared")
            if self._may_write(user, model, name)
        }

    def _plain(self, field, value):
        is_text = field.type in ("char", "text", "html") and not field.translate
        if is_text and field.name not in ("res_model", "date"):
            return f"{value} too"
        return str(value) if hasattr(value, "year") else value

    def _dialog_values(self, user, model):
        """A dialog about records of the other company; None if it is about nothing."""
        values = self._create_values(user, model, self.home)
        strange = {}
        for name, field in self.env[model]._fields.items():
            row = field.relational and self._row_if(field.comodel_name, self.other)
            if row and not field.readonly and self._may_write(user, model, name):
                is_one = field.type == "many2one"
                strange[name] = row if is_one else [(6, 0, [row])]
        return {**values, **strange} if strange else None

    def _row_if(self, model, company):
        """The id of the company's row of a model whose rows belong to companies."""
        policy = self.policy.get(model)
        if policy and policy.rows == "all companies" or model == "res.company":
            return False
        return self.made.get((model, company)) or (
            model in OTHERS and self.cores[company].get(model)
        )

    def _tells(self, result):
        """Whether an answer says something that stands in the other company's rows."""
        text = json.dumps(result, default=str)
        return f" of {self.other.id}" in text

    def _trials(self, user, model, company):
        """[(operation, method, arguments)] about the row of a company."""
        row = self.made.get((model, company))
        if row is None:
            return [("read", "search_read", ([], ["id"]))]
        values = self._create_values(user, model, company)
        return [
            ("read", "read", ([row], ["id"])),
            ("read", "search_read", ([("id", "=", row)], ["id"])),
            ("write", "write", ([row], self._write_nothing(user, model, row))),
            ("create", "create", ([values],)),
            ("unlink", "unlink", ([row],)),
        ]

    @contextmanager
    def _nothing_lasts(self):
        savepoint = self.env.cr.savepoint()
        try:
            with mute_logger(*MUTED):
                yield
        finally:
            savepoint.rollback()
            savepoint.close(rollback=False)
            self.env.invalidate_all(flush=False)
