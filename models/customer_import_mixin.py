# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from dataclasses import dataclass, field

from odoo import api, models
from odoo.tools import SQL

from .base_import_import import FIRST_ROW

PLAN = "customer_import_plan"
MOST_PROBLEMS = 10


@dataclass(eq=False)
class Plan:
    """A piece of a file on its way in; the rows are counted from 0.

    values: what was found for a row beside its columns, {row: {field: value}};
    counts: what became of the rows;
    soft: rows of whom the record says more than they do: they fill what is empty;
    read: what was read of rows already, {what they say: what it means}.
    """

    model: str
    first: int
    values: dict = field(default_factory=dict)
    soft: set = field(default_factory=set)
    read: dict = field(default_factory=dict)
    problems: list = field(default_factory=list)
    counts: dict = field(
        default_factory=lambda: {"new": 0, "changed": 0, "unchanged": 0}
    )

    def refuse(self, row, sentence):
        number = self.first + row
        self.problems.append(
            {
                "type": "error",
                "message": sentence,
                "record": number,
                "rows": {"from": row, "to": row},
                "customer_row": number,
            }
        )

    @property
    def is_enough(self):
        return len(self.problems) >= MOST_PROBLEMS


class CustomerImportMixin(models.AbstractModel):
    """Records that come from older systems, through Odoo's import.

    Who and what a row is about is looked up for all rows of a piece at once. A record
    that is there already is found by what it is, not by a number of Odoo's: the same
    file again changes nothing. An empty cell says nothing and empties nothing. One
    wrong row, and nothing of the piece is imported; each says its row and what to do.
    """

    _name = "customer.import.mixin"
    _description = "Import from older systems"

    # -- what a model says of itself ---------------------------------------------------

    @api.model
    def _import_columns(self):
        """Return the `ImportColumn`s of the model, in the order of the template."""
        return []

    @api.model
    def _import_is_ours(self):
        """Whether this call is a file that a person imports."""
        return bool(self.env.context.get("import_file"))

    @api.model
    def _check_import(self):
        """Importing is a function; raises AccessError."""
        self.env["res.users"]._check_function("data_import")

    @api.model
    def _import_resolve(self, plan, table):
        """Read the columns that are no fields, for all rows at once.

        :param table: {name of the column: [text of each row]}, own columns only
        """

    @api.model
    def _import_existing(self, plan, datas):
        """Return {place in ``datas``: id of the record that is there already}."""
        return {}

    @api.model
    def _import_keys(self, values):
        """Return by what a row of a file is found among the earlier ones."""
        return []

    @api.model
    def _import_marks(self, values):
        """Return by what later rows find this one."""
        return self._import_keys(values)

    # -- the way in --------------------------------------------------------------------

    @api.model
    def load(self, fields, data):
        if not self._import_is_ours():
            return super().load(fields, data)
        self._check_import()
        self._take_import_turn()
        plan = Plan(self._name, self.env.context.get(FIRST_ROW, 1))
        fields, data = self._import_take_columns(plan, fields, data)
        savepoint = self.env.cr.savepoint()
        self._import_use_indexes()
        planned = self.with_context(**{PLAN: plan})
        result = super(CustomerImportMixin, planned).load(fields, data)
        if plan.problems:
            savepoint.rollback()
            self.pool.reset_changes()
            messages = sorted(plan.problems, key=lambda each: each["customer_row"])
            result.update(ids=False, messages=[*result["messages"], *messages])
        savepoint.close(rollback=False)
        self.env.cr.execute(SQL("RESET enable_seqscan"))
        return {**result, "customer_counts": plan.counts}

    @api.model
    def _import_use_indexes(self):
        """Look up by indexes what rows refer to, however small the tables were.

        PostgreSQL plans the checks of foreign keys once per connection: in a database
        that was empty then, each check reads all that was imported since.
        """
        self.env.cr.execute(SQL("SET LOCAL enable_seqscan = off"))
        self.env.cr.execute(SQL("DISCARD PLANS"))

    @api.model
    def _take_import_turn(self):
        """Two people who import the same kind take turns, and the second one finds
        what the first one made.

        Under REPEATABLE READ waiting alone is not enough: the second would not see it.
        Changing a row that the first one changed makes Odoo repeat the second request.
        """
        self.env.cr.execute(
            SQL(
                "UPDATE customer_import SET last_on = timezone('UTC', now()),"
                " last_user_id = %s WHERE model = %s",
                self.env.uid,
                self._name,
            )
        )
        self.env["customer.import"].invalidate_model(["last_on", "last_user_id"])

    @api.model
    def _import_take_columns(self, plan, fields, data):
        """Take out the columns that core cannot read; return the others."""
        own = {column.name for column in self._import_columns() if column.is_own}
        taken = [place for place, name in enumerate(fields) if name in own]
        limit = self.env.context.get("_import_limit") or len(data)
        table = {
            fields[place]: [str(row[place] or "").strip() for row in data[:limit]]
            for place in taken
        }
        self._import_resolve(plan, table)
        kept = [place for place in range(len(fields)) if place not in set(taken)]
        return (
            [fields[place] for place in kept],
            [[row[place] for place in kept] for row in data],
        )

    @api.model
    def _load_records(self, data_list, update=False):
        plan = self.env.context.get(PLAN)
        if not plan or plan.model != self._name:
            return super()._load_records(data_list, update)
        if plan.problems:
            return self.browse()
        for data in data_list:
            row = data["info"]["rows"]["from"]
            values = dict(data["values"])
            for name, value in plan.values.get(row, {}).items():
                is_list = isinstance(value, list)
                values[name] = [*(values.get(name) or []), *value] if is_list else value
            # core writes False for an empty cell; here it says nothing
            data["values"] = {
                name: value
                for name, value in values.items()
                if value is not False and value is not None
            }
            data["row"] = row
        # whoever names a record by its External ID means just that one
        ours = [data for data in data_list if not data.get("xml_id")]
        self._import_assign(plan, ours)
        if not plan.problems:
            self._import_store(plan, data_list, update)
        records = [data["record"].id for data in data_list if data.get("record")]
        return self.browse(records)

    @api.model
    def _import_create(self, datas, update):
        """Core's way, past ours."""
        # pylint: disable-next=super-method-mismatch
        return super()._load_records(datas, update)

    @api.model
    def _import_assign(self, plan, datas):
        """Say of each row whether it is a record that is there, or an earlier row."""
        existing = self._import_existing(plan, datas)
        earlier = {}
        for place, data in enumerate(datas):
            known = data["values"].pop("id", None) or existing.get(place)
            data["known"] = known
            if data["row"] in plan.soft:
                continue
            own = [("id", known)] if known else []
            keys = own or self._import_keys(data["values"])
            first = next((earlier[key] for key in keys if key in earlier), data)
            for key in own or self._import_marks(data["values"]):
                earlier.setdefault(key, first)
            if first is not data:
                self._import_fold(plan, first, data)

    @api.model
    def _import_fold(self, plan, first, data):
        """Let two rows be one record, unless they contradict each other."""
        for name, value in data["values"].items():
            old = first["values"].get(name)
            if self._fields[name].type in ("one2many", "many2many"):
                value = [
                    *(old or []),
                    *(each for each in value if each not in (old or [])),
                ]
            elif old not in (None, value):
                plan.refuse(
                    data["row"],
                    self.env._(
                        'Row %(first)s is about the same record, but "%(column)s"'
                        " differs there (%(old)s, here %(new)s). Make one row of them.",
                        first=plan.first + first["row"],
                        column=self._fields[name]._description_string(self.env),
                        old=self._import_text(name, old),
                        new=self._import_text(name, value),
                    ),
                )
                return
            first["values"][name] = value
        data["first"] = first

    @api.model
    def _import_text(self, name, value):
        field = self._fields[name]
        if field.type == "many2one":
            # sudo: the name of what the row or the card says itself
            return self.env[field.comodel_name].sudo().browse(value).display_name
        return str(value)
