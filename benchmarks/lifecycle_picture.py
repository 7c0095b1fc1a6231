"""What a database is made of, and how many rows each table has."""

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
    "functions": "SELECT p.oid::regprocedure::text FROM pg_proc p"
    " WHERE pronamespace = 'public'::regnamespace",
    "sequences": "SELECT sequencename::text FROM pg_sequences"
    " WHERE schemaname = 'public'",
    "extensions": "SELECT extname::text FROM pg_extension",
    "external ids": "SELECT module || '.' || name FROM ir_model_data",
}
ROWS = "rows"
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


def picture(database):
    """Sets of words by kind; the rows of a table are one word, ``table: count``."""
    with psycopg2.connect(dbname=database) as connection, connection.cursor() as cr:
        found = {}
        for kind, query in SCHEMA.items():
            cr.execute(query)
            found[kind] = {row[0] for row in cr.fetchall()}
        found[ROWS] = set()
        for table in found["tables"] - OWN_AFFAIR:
            cr.execute(f'SELECT count(*) FROM "{table}"')
            found[ROWS].add(f"{table}: {cr.fetchone()[0]}")
    connection.close()
    return found


def differences(before, after):
    """For each kind what is gone and what was not there.

    >>> differences({"tables": {"a", "b"}}, {"tables": {"b", "c"}})
    {'tables': ({'a'}, {'c'})}
    """
    return {
        kind: (before[kind] - after[kind], after[kind] - before[kind])
        for kind in before
    }
