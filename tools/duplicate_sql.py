# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""The keys by which two customers may be one, in SQL: of PostgreSQL and of DuckDB.

Who shares a key is compared. A key only has to bring likely pairs together; what they
are worth is decided by `duplicate_score`, so a key may be coarser than a comparison.
"""

from __future__ import annotations

from typing import NamedTuple

from .duplicate_text import PLAIN_FROM, PLAIN_TO, SOUNDS, SPELLED
from .duplicate_words import FORM_OF

DOUBLES = "cfklmnprstz"
FORMS = "( " + "| ".join(sorted(FORM_OF, key=len, reverse=True)) + ")$"
STREET_STOP = "street|strasse|ulica|aleja|aleje|osiedle|avenue|road|place|crescent"


class Key(NamedTuple):
    """A kind of key: what it is made of, for each word `w` of the name if it says so."""

    kind: str
    expression: str
    condition: str
    by_word: bool = False


# Texts are joined by a blank, so that "1" and "12" differ from "11" and "2".
KEYS = (
    Key("name", "sorted_name", "sorted_name <> ''"),
    Key("birth_name", "birth || ' ' || left(w, 2)", "birth <> ''", True),
    Key("birth_month", "left(birth, 7) || ' ' || great", "birth <> ''"),
    Key("birth_day", "substr(birth, 6) || ' ' || great", "birth <> ''"),
    Key("birth_zip", "birth || ' ' || zip", "birth <> '' AND zip <> ''"),
    Key("name_zip", "zip || ' ' || left(w, 6)", "zip <> ''", True),
    Key(
        "name_street",
        "road || ' ' || house || ' ' || left(w, 3)",
        "road <> '' AND house <> ''",
        True,
    ),
    Key("house", "zip || ' ' || house", "zip <> '' AND house <> ''"),
    Key(
        "street",
        "road || ' ' || house || ' ' || town",
        "road <> '' AND house <> '' AND town <> ''",
    ),
    Key(
        "name_town",
        "road || ' ' || town || ' ' || left(w, 3)",
        "road <> '' AND town <> ''",
        True,
    ),
    Key("email", "email", "email <> ''"),
    Key("tax_id", "vat", "vat <> ''"),
)
CONTACTS = ("phone", "thing")
KINDS = (*(key.kind for key in KEYS), *CONTACTS)


def quoted(text: str) -> str:
    """A literal.

    >>> quoted("l'or")
    "'l''or'"
    """
    return "'" + text.replace("'", "''") + "'"


class Dialect(NamedTuple):
    """Where PostgreSQL and DuckDB differ; `%s` is an expression.

    >>> DUCKDB.first % ("street", "[0-9]+")
    "regexp_extract(street, '[0-9]+')"
    """

    unaccent: str
    words: str
    sorted_name: str
    great: str
    first: str


_PAIR = f"{quoted(PLAIN_FROM)}, {quoted(PLAIN_TO)}"
DUCKDB = Dialect(
    # its translate() is slow: few letters are left for it
    "CASE WHEN strlen(strip_accents(%s)) = length(strip_accents(%s))"
    f" THEN strip_accents(%s) ELSE translate(strip_accents(%s), {_PAIR}) END",
    "[w for w in string_split(%s, ' ') if length(w) > 1]",
    "array_to_string(list_sort(list_distinct(words)), ' ')",
    "coalesce(list_max(words), '')",
    "regexp_extract(%s, '%s')",
)
POSTGRES = Dialect(
    f"translate(%s, {_PAIR})",
    "array(SELECT w FROM unnest(string_to_array(%s, ' ')) w WHERE length(w) > 1)",
    "coalesce((SELECT string_agg(DISTINCT w, ' ' ORDER BY w) FROM"
    ' (SELECT w COLLATE "C" FROM unnest(words) w) t (w)), \'\')',
    "coalesce((SELECT max(w COLLATE \"C\") FROM unnest(words) w), '')",
    "coalesce(substring(%s from '%s'), '')",
)


def prepared_sql(dialect: Dialect, source: str) -> str:
    """A query of what the keys are made of.

    >>> "words" in prepared_sql(POSTGRES, "customer")
    True
    """
    line = "coalesce(street, '') || ' ' || coalesce(street2, '')"
    road = f"regexp_replace(streets, '({STREET_STOP})', '', 'g')"
    digits = "regexp_replace(upper(coalesce(vat, '')), '[^A-Z0-9]', '', 'g')"
    form = f"regexp_replace(named, {quoted(FORMS)}, '')"
    return f"""
        SELECT id, words, {dialect.sorted_name} AS sorted_name, birth, zip, road, house,
               left({dialect.great}, 6) AS great, town, email, vat
          FROM (SELECT id, {dialect.words % "sounded"} AS words, birth, zip,
                       left({dialect.first % (road, "[a-z]{4,}")}, 6) AS road,
                       ltrim({dialect.first % ("streets", "[0-9]+")}, '0') AS house,
                       town, email, vat
                  FROM (SELECT id, CASE WHEN is_company THEN {form} ELSE
                               {sound_sql("named")} END AS sounded, birth, streets,
                               zip, town, email, vat
                          FROM (SELECT id, {plain_sql(dialect, "name")} AS named,
                                       {plain_sql(dialect, line)} AS streets,
                                       is_company, coalesce(birth_date, '') AS birth,
                                       lower(regexp_replace(coalesce(zip, ''),
                                             '[^a-zA-Z0-9]', '', 'g')) AS zip,
                                       left(replace({plain_sql(dialect, "city")},
                                            ' ', ''), 5) AS town,
                                       coalesce(email, '') AS email,
                                       regexp_replace({digits}, '^[A-Z]{{2}}', '')
                                           AS vat
                                  FROM {source}) plain) sounded) split
    """


def plain_sql(dialect: Dialect, column: str) -> str:
    """What `duplicate_text.plain` does, for the letters that people have.

    >>> plain_sql(POSTGRES, "name").startswith("trim(regexp_replace(replace(translate")
    True
    """
    text = f"lower(coalesce({column}, ''))"
    for letter, spelled in SPELLED.items():
        text = f"replace({text}, {quoted(letter)}, {quoted(spelled)})"
    text = dialect.unaccent % ((text,) * dialect.unaccent.count("%s"))
    return f"trim(regexp_replace(replace({text}, '''', ''), '[^a-z0-9]+', ' ', 'g'))"


def sound_sql(text: str) -> str:
    """What `duplicate_text.sound` does.

    >>> sound_sql("w").count("replace(") == len(SOUNDS) + len(DOUBLES)
    True
    """
    for written, spoken in SOUNDS:
        text = f"replace({text}, {quoted(written)}, {quoted(spoken)})"
    for letter in DOUBLES:
        text = f"replace({text}, '{letter * 2}', '{letter}')"
    return text


def keys_sql(prepared: str) -> str:
    """A query of (id, kind, key); kind is the place in `KINDS`.

    >>> keys_sql("prepared").count("UNION ALL") == len(KEYS) - 1
    True
    """
    branches = []
    for place, key in enumerate(KEYS):
        source = f"{prepared}"
        if key.by_word:
            source = f"(SELECT *, unnest(words) AS w FROM {prepared}) AS each_word"
        branches.append(
            f"SELECT DISTINCT id, {place} AS kind, {key.expression} AS key"
            f" FROM {source} WHERE {key.condition}"
            if key.by_word
            else f"SELECT id, {place} AS kind, {key.expression} AS key"
            f" FROM {source} WHERE {key.condition}"
        )
    return " UNION ALL ".join(branches)
