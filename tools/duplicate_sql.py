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
    """A kind of key: what it is made of; for each word `w` of the name if so."""

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
    Key("birth_town", "birth || ' ' || town", "birth <> '' AND town <> ''"),
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
        "name_road",
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
    stems: str
    sorted_name: str
    great: str
    first: str
    hashed: str
    related: str
    one_digit: str


_PAIR = f"{quoted(PLAIN_FROM)}, {quoted(PLAIN_TO)}"
DUCKDB = Dialect(
    # its translate() is slow: few letters are left for it
    "CASE WHEN strlen(strip_accents(%s)) = length(strip_accents(%s))"
    f" THEN strip_accents(%s) ELSE translate(strip_accents(%s), {_PAIR}) END",
    "[w for w in string_split(%s, ' ') if length(w) > 1]",
    "[left(w, 3) for w in words]",
    "array_to_string(list_sort(list_distinct(words)), ' ')",
    "coalesce(list_max(words), '')",
    "regexp_extract(%s, '%s')",
    "hash(%s)",
    "list_has_any(a.stems, b.stems)"
    " OR jaro_winkler_similarity(a.sorted_name, b.sorted_name) > 0.75",
    # hamming() stumbles over texts of two lengths
    "CASE WHEN a.birth <> '' AND b.birth <> ''"
    " THEN hamming(a.birth, b.birth) = 1 ELSE FALSE END",
)
POSTGRES = Dialect(
    f"translate(%s, {_PAIR})",
    "array(SELECT w FROM unnest(string_to_array(%s, ' ')) w WHERE length(w) > 1)",
    "NULL",
    "coalesce((SELECT string_agg(DISTINCT w, ' ' ORDER BY w) FROM"
    " (SELECT w COLLATE \"C\" FROM unnest(words) w) t (w)), '')",
    "coalesce((SELECT max(w COLLATE \"C\") FROM unnest(words) w), '')",
    "coalesce(substring(%s from '%s'), '')",
    "hashtextextended(%s, 0)",
    # without a measure of likeness nothing is left out
    "TRUE",
    " OR ".join(
        f"overlay(a.birth placing '?' from {n}) = overlay(b.birth placing '?' from {n})"
        for n in (1, 2, 3, 4, 6, 7, 9, 10)
    ),
)


def _road(dialect: Dialect, text: str) -> str:
    """The beginning of a street's name."""
    bare = f"regexp_replace({text}, '({STREET_STOP})', '', 'g')"
    return f"left({dialect.first % (bare, '[a-z]{4,}')}, 6)"


def prepared_sql(dialect: Dialect, source: str) -> str:
    """A query of what the keys are made of.

    >>> "words" in prepared_sql(POSTGRES, "customer")
    True
    """
    line = "coalesce(street, '') || ' ' || coalesce(street2, '')"
    road, estate = (_road(dialect, text) for text in ("streets", "second"))
    digits = "regexp_replace(upper(coalesce(vat, '')), '[^A-Z0-9]', '', 'g')"
    form = f"regexp_replace(named, {quoted(FORMS)}, '')"
    return f"""
        SELECT id, words, {dialect.stems} AS stems,
               {dialect.sorted_name} AS sorted_name, birth, zip, road, estate, house,
               left({dialect.great}, 6) AS great, left(city, 5) AS town, email, vat,
               changed, named, sounded, streets, city,
               company_id, family_id,
               birth = '' AND zip = '' AND road = '' AND city = '' AND email = ''
                   AND vat = '' AS is_blank
          FROM (SELECT id, changed, company_id, family_id,
                       {dialect.words % "sounded"} AS words, birth, zip,
                       {road} AS road, {estate} AS estate,
                       ltrim({dialect.first % ("streets", "[0-9]+")}, '0') AS house,
                       city, email, vat, named, sounded, streets
                  FROM (SELECT id, changed, company_id, family_id,
                               CASE WHEN is_company THEN {form} ELSE
                               {sound_sql("named")} END AS sounded, birth, streets,
                               second,
                               zip, city, email, vat, named
                          FROM (SELECT id, changed, company_id, family_id,
                                       {plain_sql(dialect, "name")} AS named,
                                       {plain_sql(dialect, line)} AS streets,
                                       {plain_sql(dialect, "street2")} AS second,
                                       is_company, coalesce(birth_date, '') AS birth,
                                       lower(regexp_replace(coalesce(zip, ''),
                                             '[^a-zA-Z0-9]', '', 'g')) AS zip,
                                       replace({plain_sql(dialect, "city")},
                                            ' ', '') AS city,
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

    >>> sound_sql("w").count("'") > 2 * len(SOUNDS) + 2 * len(DOUBLES)
    True
    """
    for written, spoken in SOUNDS:
        text = f"replace({text}, {quoted(written)}, {quoted(spoken)})"
    for letter in DOUBLES:
        text = f"replace({text}, '{letter * 2}', '{letter}')"
    return f"regexp_replace({text}, '([a-z])i([au])', '\\1\\2', 'g')"


def keys_sql(dialect: Dialect, prepared: str) -> str:
    """A query of (id, kind, text): `kind` is the place in `KINDS`.

    >>> keys_sql(DUCKDB, "prepared").count("UNION ALL") == len(KEYS) - 1
    True
    """
    branches = []
    for place, key in enumerate(KEYS):
        source, distinct = prepared, ""
        if key.by_word:
            source = f"(SELECT *, unnest(words) AS w FROM {prepared}) AS each_word"
            distinct = "DISTINCT"
        branches.append(
            f"SELECT {distinct} id, {place} AS kind, {key.expression} AS text"
            f" FROM {source} WHERE {key.condition}"
        )
    return " UNION ALL ".join(branches)


def slip_sql(dialect: Dialect) -> str:
    """Whether one typing error is between two birth dates: `date_slips` is 1.

    >>> slip_sql(DUCKDB).count("substr(a.birth, 6, 2) = right(b.birth, 2)")
    1
    """
    year = "left(a.birth, 4) = left(b.birth, 4)"
    turned = (
        f"({year} AND substr(a.birth, 6, 2) = right(b.birth, 2)"
        " AND right(a.birth, 2) = substr(b.birth, 6, 2))"
    )
    # two digits beside each other, and the hyphens stay where they are
    swapped = " OR ".join(
        f"({_same_but(one, other)} AND {_digit('a', one)} = {_digit('b', other)}"
        f" AND {_digit('a', other)} = {_digit('b', one)})"
        for one, other in zip(_DIGITS, _DIGITS[1:], strict=False)
    )
    return f"({dialect.one_digit} OR {turned} OR {swapped})"


_DIGITS = (1, 2, 3, 4, 6, 7, 9, 10)


def _digit(side: str, place: int) -> str:
    return f"substr({side}.birth, {place}, 1)"


def _same_but(one: int, other: int) -> str:
    parts = ((1, one - 1), (other + 1, 10 - other))
    return " AND ".join(
        f"substr(a.birth, {start}, {size}) = substr(b.birth, {start}, {size})"
        for start, size in parts
        if size
    )


def plausible_sql(dialect: Dialect, since: bool) -> str:
    """A query of the pairs that share a key and more than that: (one, other).

    One thing in common is a coincidence among many customers. The scorer sees what has
    two, what shares a telephone, an address or a number of its own beside a name that
    is not quite another one, and who is nothing but a name.

    >>> plausible_sql(POSTGRES, True).count("changed")
    2
    """
    strong = [KINDS.index(kind) for kind in ("email", *CONTACTS)]
    born = "a.birth <> '' AND b.birth <> ''"
    near = slip_sql(dialect)
    road = (
        "(a.road <> '' AND a.road IN (b.road, b.estate))"
        " OR (a.estate <> '' AND a.estate IN (b.road, b.estate))"
    )
    town = "(a.zip = b.zip AND a.zip <> '') OR (a.town = b.town AND a.town <> '')"
    house = "a.house = b.house AND a.house <> ''"
    place = f"({house} AND ({town} OR {road})) OR (({road}) AND ({town}))"
    related = dialect.related
    name = "a.sorted_name = b.sorted_name"
    changed = "AND (a.changed OR b.changed)" if since else ""
    return f"""
        SELECT DISTINCT a.id AS one, b.id AS other
          FROM usable k
          JOIN usable l ON l.h = k.h AND l.kind = k.kind AND l.id > k.id
          JOIN prepared a ON a.id = k.id
          JOIN prepared b ON b.id = l.id
         WHERE (a.company_id = b.company_id OR a.company_id = 0 OR b.company_id = 0)
           AND (a.family_id = 0 OR a.family_id <> b.family_id) {changed}
           AND CASE WHEN k.kind = {KINDS.index("tax_id")} THEN TRUE
                    WHEN k.kind IN ({", ".join(map(str, strong))})
                    THEN ({related}) OR ({born} AND a.birth = b.birth)
                    ELSE ({born} AND a.birth = b.birth AND (({related}) OR {place}
                          OR {town}))
                      OR (({place}) AND ({related}))
                      OR ({born} AND ({near}) AND ({related}))
                      OR ({name} AND (a.is_blank OR b.is_blank OR {town} OR {road}))
                END
    """
