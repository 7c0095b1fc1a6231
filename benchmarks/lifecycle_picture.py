"""What a database is made of, and how many rows each table has."""

import json
import sys

import psycopg2

SCHEMA = {
    "tables": "SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'v', 'm', 'p')"
    " AND relnamespace = 'public'::regnamespace",
    "columns": "SELECT table_name || '.' || column_name || ' ' || udt_name || ' '"
    " || is_nullable || ' ' || coalesce(column_default, '')"
    " FROM information_schema.columns WHERE table_schema = 'public'",
    "indexes": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "constraints": "SELECT conrelid::regclass || ' ' || conname || ' '"
    " || pg_get_constraintdef(oid) FROM pg_constraint"
    " WHERE connamespace = 'public'::regnamespace"
    # two fields of Odoo declare it differently: the one that was loaded last counts
    " AND conname <> 'rule_group_rel_group_id_fkey'",
    "triggers": "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal",
    "functions": "SELECT p.oid::regprocedure || ' ' || md5(prosrc) FROM pg_proc p"
    " WHERE pronamespace = 'public'::regnamespace",
    "sequences": "SELECT sequencename::text FROM pg_sequences"
    " WHERE schemaname = 'public'",
    "extensions": "SELECT extname::text FROM pg_extension",
    "external ids": "SELECT module || '.' || name FROM ir_model_data",
}
# What our files have written into Odoo's own tables, by the name of each record.
NAMED = (
    "SELECT d.name || ' ' || {words} FROM ir_model_data d JOIN {table} r"
    " ON r.id = d.res_id WHERE d.module = 'customer_care' AND d.model = '{model}'"
)
BOOKED = {
    "record rules": (
        "ir_rule",
        "ir.rule",
        "concat_ws(' ', r.domain_force, r.active, r.perm_read, r.perm_write,"
        " r.perm_create, r.perm_unlink, r.global)",
    ),
    "access rights": (
        "ir_model_access",
        "ir.model.access",
        "concat_ws(' ', r.active, r.perm_read, r.perm_write, r.perm_create,"
        " r.perm_unlink, (SELECT model FROM ir_model WHERE id = r.model_id),"
        " (SELECT name->>'en_US' FROM res_groups WHERE id = r.group_id))",
    ),
    "scheduled actions": (
        "ir_cron",
        "ir.cron",
        "concat_ws(' ', r.interval_number, r.interval_type, r.priority, (SELECT code"
        " FROM ir_act_server WHERE id = r.ir_actions_server_id))",
    ),
    "views": (
        "ir_ui_view",
        "ir.ui.view",
        # buttons name windows by the numbers that these have in the database
        "concat_ws(' ', r.active, r.mode, r.priority, md5(regexp_replace("
        "r.arch_db->>'en_US', 'name=\"[0-9]+\"', '', 'g')))",
    ),
    "menus": (
        "ir_ui_menu",
        "ir.ui.menu",
        "concat_ws(' ', r.active, r.sequence, r.name->>'en_US', (SELECT"
        " name->>'en_US' FROM ir_ui_menu WHERE id = r.parent_id))",
    ),
    "windows": (
        "ir_act_window",
        "ir.actions.act_window",
        "concat_ws(' ', r.res_model, r.view_mode, r.domain, r.context, r.target,"
        " r.name->>'en_US')",
    ),
    "fields": (
        "ir_model_fields",
        "ir.model.fields",
        "concat_ws(' ', r.ttype, r.relation, r.required, r.store, r.translate,"
        " r.on_delete, r.index)",
    ),
    "functions and levels": (
        "res_groups",
        "res.groups",
        "concat_ws(' ', r.name->>'en_US', (SELECT string_agg(i.name->>'en_US', ', '"
        " ORDER BY i.name->>'en_US') FROM res_groups_implied_rel g JOIN res_groups i"
        " ON i.id = g.hid WHERE g.gid = r.id))",
    ),
}
ROWS = "rows"
# Who touched a row last says nothing about it.
WRITTEN = {"write_date", "write_uid"}
# Odoo writes these on its own at any installation: logs, caches, what addons there are.
OWN_AFFAIR = {
    "bus_bus",
    "ir_attachment",
    "ir_cron_trigger",
    "ir_logging",
    "ir_model_data",  # compared by name: the external ids
    "ir_module_module",
    "orm_signaling_registry",
}
TABLES_OF_PEOPLE = """
    SELECT c.table_name FROM information_schema.columns c
      JOIN information_schema.tables t USING (table_schema, table_name)
     WHERE c.table_schema = 'public' AND c.column_name = 'id'
       AND t.table_type = 'BASE TABLE' AND c.table_name !~ '^(ir|bus|orm|report)_'
"""


def picture(database):
    """Sets of words by kind; the rows of a table are one word, ``table: count``."""
    with psycopg2.connect(dbname=database) as connection, connection.cursor() as cr:
        found = {kind: _words(cr, query) for kind, query in SCHEMA.items()}
        found[ROWS] = set()
        for table in found["tables"] - OWN_AFFAIR:
            cr.execute(f'SELECT count(*) FROM "{table}"')
            found[ROWS].add(f"{table}: {cr.fetchone()[0]}")
    connection.close()
    return found


def booked(database):
    """Sets of words by kind: what our files say in this database."""
    with psycopg2.connect(dbname=database) as connection, connection.cursor() as cr:
        found = {
            kind: _words(cr, NAMED.format(table=table, model=model, words=words))
            for kind, (table, model, words) in BOOKED.items()
        }
    connection.close()
    return found


def entered(database):
    """{table: {id: {column: value}}} of what people may have entered: everything but
    what Odoo's own book-keeping holds."""
    with psycopg2.connect(dbname=database) as connection, connection.cursor() as cr:
        found = {}
        for table in sorted(_words(cr, TABLES_OF_PEOPLE)):
            cr.execute(f'SELECT id, to_jsonb(t) FROM "{table}" t')
            found[table] = {str(row[0]): row[1] for row in cr.fetchall()}
    connection.close()
    return found


def _words(cr, query):
    cr.execute(query)
    return {row[0] for row in cr.fetchall()}


def differences(before, after):
    """For each kind what is gone and what was not there.

    >>> differences({"tables": {"a", "b"}}, {"tables": {"b", "c"}})
    {'tables': ({'a'}, {'c'})}
    """
    return {
        kind: (before[kind] - after[kind], after[kind] - before[kind])
        for kind in before
    }


def changes(before, after):
    """What of the rows that were there is gone or other, in a few words each.

    >>> row = {"name": "Anna", "write_date": 1, "left": "x"}
    >>> changes({"t": {"1": row, "2": {}}}, {"t": {"1": {"name": "Jan"}}})
    ['t: 1 row lost', 't.left: 1 value lost', 't.name: 1 value changed']
    >>> row = {"name": "Anna"}
    >>> changes({"t": {"1": row}}, {"t": {"1": {"name": {"en_US": "Anna"}}}})
    []
    """
    found = []
    for table, rows in before.items():
        now = after.get(table, {})
        if lost := len(rows.keys() - now.keys()):
            found.append(f"{table}: {_count(lost, 'row')} lost")
        found += _changed_values(table, rows, now)
    return found


def _changed_values(table, rows, now):
    gone, other = {}, {}
    for key, row in rows.items():
        for column, value in row.items():
            if key not in now or column in WRITTEN or value is None:
                continue
            if column not in now[key]:
                gone[column] = gone.get(column, 0) + 1
            elif not _is_kept(value, now[key][column]):
                other[column] = other.get(column, 0) + 1
    return [
        *(f"{table}.{c}: {_count(n, 'value')} lost" for c, n in gone.items()),
        *(f"{table}.{c}: {_count(n, 'value')} changed" for c, n in other.items()),
    ]


def _is_kept(value, now):
    """A text that can be translated since is the source of its translations."""
    return now in (value, {"en_US": value})


def _count(number, word):
    return f"{number} {word}{'s' * (number != 1)}"


if __name__ == "__main__":
    json.dump(entered(sys.argv[1]), sys.stdout)
