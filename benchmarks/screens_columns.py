"""What each column of a copied row of `screens_world` has."""

from dataclasses import dataclass, field

from psycopg2 import sql

# Rows that still wait for something.
OPEN = {
    "calendar.event": "s.start > now() at time zone 'utc'",
    "customer.action": "s.state = 'open'",
    "customer.follow.up.entry": "s.state = 'running'",
    "customer.message": "s.state = 'planned'",
    "customer.note": "s.follow_up_state = 'open'",
    "customer.planned.expected": "true",
}
# Days that are to come, also of rows that wait for nothing.
COMING = {("customer.consent", "valid_until")}
# Texts that name something, with what another table calls the same.
NUMBERED = {
    "address_hash",
    "chip",
    "chip_key",
    "cycle_key",
    "log_uid",
    "message_id",
    "move_name",
    "payment_reference",
    "plate",
    "plate_key",
    "point_hash",
    "ref",
    "serial_number",
    "subject_uid",
    "uid",
    "vin",
    "vin_key",
}
NUMBERED_IN = {
    ("account.move", "name"),
    ("sale.order", "name"),
    ("loyalty.card", "code"),
}
NUMBERED_IN |= {("customer.alias", "value"), ("customer.message", "occurrence_key")}
PHONES = {"phone", "phone_sanitized", "number_e164", "digits", "mobile"}
MAILS = {"email", "email_normalized", "email_from"}
KEPT = {"birth_date", "write_date"}
# Columns that are ids without saying so.
ROWS = {
    ("customer.search.recipient", "row_id"): "res.partner",
    ("customer.operation.line", "source_id"): "res.partner",
    ("customer.operation.line", "survivor_id"): "res.partner",
}
SYLLABLES = (
    "kow nov lis wis zaj dab woj kam les maj paw kro gor wal sta bar urb sik mal ost"
    " bor cie dom fil gaj hal jar kal lew mik nie olk pie rog sob tom uch wit zie zar"
).split()
ENDINGS = "ski cki czyk ak ek iak owicz ewski al ura in un".split()


@dataclass
class Table:
    """A table that is copied: the n-th copy of a row has the id ``id + n * stride``."""

    model: object
    share: int = 1
    stride: int = 0
    condition: str = "true"
    columns: dict = field(default_factory=dict)

    @property
    def name(self):
        return self.model._table


def copy_rows(env, tables, table, copies):
    columns = {"id": f"s.id + n * {table.stride}"}
    unique = _unique(env.cr, table.name)
    for name, kind, nullable in _columns(env.cr, table.name):
        if name != "id":
            columns[name] = (
                _link(tables, table, name, nullable)
                or _text(table, name, kind, unique)
                or _time(table, name, kind)
                or f's."{name}"'
            )
    insert_rows(env.cr, table.name, columns, table.condition, copies, table.share)


def insert_rows(cr, name, columns, condition, copies, share):
    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    cr.execute(
        sql.SQL(
            "INSERT INTO {} ({}) SELECT {} FROM {} s,"
            " generate_series({}, {}, {}) n WHERE {}"
        ).format(
            sql.Identifier(name),
            names,
            sql.SQL(", ".join(columns.values())),
            sql.Identifier(name),
            *map(sql.Literal, (share, copies, share)),
            sql.SQL(condition),
        )
    )


def _columns(cr, table):
    cr.execute(
        "SELECT column_name, udt_name, is_nullable = 'YES'"
        " FROM information_schema.columns"
        " WHERE table_schema = current_schema AND table_name = %s"
        " AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return cr.fetchall()


def _unique(cr, table):
    """Columns that an index wants to be unique, alone or with others."""
    cr.execute(
        """
        SELECT a.attname
          FROM pg_index i
          JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
         WHERE i.indrelid = %s::regclass AND i.indisunique AND NOT i.indisprimary
        """,
        [table],
    )
    return {name for (name,) in cr.fetchall()}


def _link(tables, table, name, nullable):
    """A reference to a row that is copied too goes to the same copy of it."""
    found = table.model._fields.get(name)
    plain = ROWS.get((table.model._name, name))
    if plain in tables:
        return _moved(table, tables[plain], f"s.{name}", nullable)
    if not found:
        return None
    if found.type == "many2one" and found.comodel_name in tables:
        return _moved(table, tables[found.comodel_name], f"s.{name}", nullable)
    if found.type == "many2one_reference":
        cases = [
            f"WHEN '{other}' THEN {_moved(table, target, f's.{name}', nullable)}"
            for other, target in tables.items()
        ]
        return f"CASE s.{found.model_field} {' '.join(cases)} ELSE s.{name} END"
    if found.type == "reference":
        number = f"split_part(s.{name}, ',', 2)::int"
        cases = [
            f"WHEN '{other}' THEN '{other},' ||"
            f" {_moved(table, target, number, nullable)}"
            for other, target in tables.items()
        ]
        return f"CASE split_part(s.{name}, ',', 1) {' '.join(cases)} ELSE s.{name} END"
    return None


def _moved(table, target, value, nullable):
    """The id of the copy; a copy without that table refers to the last one before."""
    moved = shifted(target, value)
    if nullable and table.share % target.share:
        moved = f"CASE WHEN mod(n, {target.share}) = 0 THEN {moved} END"
    return f"({moved})"


def shifted(target, value):
    copy = f"(n - mod(n, {target.share}))" if target.share > 1 else "n"
    moved = f"{value} + {copy} * {target.stride}"
    if target.condition != "true":
        there = target.condition.replace("s.id", value)
        moved = f"CASE WHEN {there} THEN {moved} ELSE {value} END"
    return moved


def _text(table, name, kind, unique):
    if (table.model._name, name) == ("customer.message", "state"):
        return (
            "CASE WHEN s.state = 'claimed' AND mod(n, 50) > 0 THEN 'sent'"
            " ELSE s.state END"
        )
    if kind not in ("varchar", "text"):
        return None
    model, column = table.model._name, f's."{name}"'
    if model == "res.partner" and name in PEOPLE:
        return PEOPLE[name]
    if name in PHONES:
        return PHONE.format(column)
    if name == "number" and model == "customer.phone":
        return f"coalesce({PHONE.format('s.number_e164')}, {column})"
    if name in MAILS:
        return f"replace({column}, '@', n || '@')"
    found = table.model._fields.get(name)
    if found and found.type in ("selection", "reference"):
        return None
    if name in NUMBERED or (model, name) in NUMBERED_IN or name in unique - SHARED:
        return f"{column} || '-' || n"
    return None


SHARED = {"channel", "res_model", "kind", "state", "lang"}
# The last seven digits of a number are another's.
PHONE = (
    "CASE WHEN right({0}, 7) ~ '^[0-9]{{7}}$' THEN left({0}, -7) ||"
    " lpad(mod(right({0}, 7)::bigint + n * 104729::bigint, 10000000)::text, 7, '0')"
    " ELSE {0} END"
)


def _pick(words, number):
    return f"(ARRAY{list(words)!r})[1 + ({number})::int % {len(words)}]"


def _surname(number):
    syllables = (f"{number}", f"{number} / {len(SYLLABLES)}")
    words = [_pick(SYLLABLES, each) for each in syllables]
    return f"initcap({words[0]} || {words[1]} || {_pick(ENDINGS, f'{number} / 7')})"


_NAME = f"split_part(s.name, ' ', 1) || ' ' || {_surname('(n * 31 + s.id)')}"
PEOPLE = {
    "name": f"CASE WHEN s.name <> '' THEN {_NAME} ELSE s.name END",
    "complete_name": (
        f"CASE WHEN s.parent_id IS NULL AND s.name <> '' THEN {_NAME}"
        f" ELSE s.complete_name || ' ' || {_surname('(n * 31 + s.parent_id)')} END"
    ),
    "street": "s.street || '/' || mod(n, 300)",
    "city": (
        "CASE WHEN mod(n, 5) = 0 THEN s.city"
        f" ELSE initcap({_pick(SYLLABLES, 'n * 7')} || {_pick(SYLLABLES, 'n / 5')}) END"
    ),
    "phone": f"coalesce({PHONE.format('s.phone_sanitized')}, s.phone)",
}


def _time(table, name, kind):
    if kind not in ("date", "timestamp") or name in KEPT:
        return None
    past, future = "-mod(n * 37, 1461)", "mod(n * 37, 365)"
    condition = OPEN.get(table.model._name)
    if (table.model._name, name) in COMING:
        condition = "true"
    days = f"CASE WHEN {condition} THEN {future} ELSE {past} END" if condition else past
    days = f"CASE WHEN mod(n, 50) = 0 THEN 0 ELSE {days} END"
    if kind == "date":
        return f's."{name}" + ({days})'
    return f"s.\"{name}\" + ({days}) * interval '1 day'"
