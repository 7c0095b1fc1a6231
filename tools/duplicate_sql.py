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
    swapped: str
    numbers: str
    same: str


# Where the digits of a date stand.
_DIGITS = (1, 2, 3, 4, 6, 7, 9, 10)
_PAIR = f"{quoted(PLAIN_FROM)}, {quoted(PLAIN_TO)}"
DUCKDB = Dialect(
    # its translate() is slow: few letters are left for it
    "CASE WHEN strlen(strip_accents(%s)) = length(strip_accents(%s))"
    f" THEN strip_accents(%s) ELSE translate(strip_accents(%s), {_PAIR}) END",
    "[w for w in string_split(%s, ' ') if length(w) > 1]",
    "[left(w, 3) for w in words] || [right(w, 3) for w in words]",
    "array_to_string(list_sort(list_distinct(words)), ' ')",
    "coalesce(list_max(words), '')",
    "regexp_extract(%s, '%s')",
    "hash(%s)",
    "a.name_n = b.name_n OR a.stems[1] = b.stems[1] OR a.stems[2] = b.stems[2]"
    " OR a.stems[1] = b.stems[2] OR a.stems[2] = b.stems[1]"
    " OR list_has_any(a.stems, b.stems)",
    "hamming(a.digits, b.digits) = 1",
    "a.digit_sum = b.digit_sum AND damerau_levenshtein(a.digits, b.digits) = 1",
    # numbers are compared quicker than texts
    "if(sorted_name = '', NULL, hash(sorted_name)) AS name_n,"
    " if(zip = '', NULL, hash(zip)) AS zip_n,"
    " if(city = '', NULL, hash(left(city, 5))) AS town_n,"
    " if(road = '', NULL, hash(road)) AS road_n,"
    " if(estate = '', NULL, hash(estate)) AS estate_n,"
    " if(house = '', NULL, hash(house)) AS house_n,"
    " if(birth = '', NULL, hash(birth)) AS birth_n,"
    " nullif(replace(birth, '-', ''), '') AS digits,"
    " list_sum([ascii(d) for d in string_split(replace(birth, '-', ''), '')])"
    " AS digit_sum,",
    "a.{0}_n = b.{1}_n",
)
POSTGRES = Dialect(
    f"translate(%s, {_PAIR})",
    "array(SELECT w FROM unnest(string_to_array(%s, ' ')) w WHERE length(w) > 1)",
    "array(SELECT left(w, 3) FROM unnest(words) w"
    " UNION SELECT right(w, 3) FROM unnest(words) w)",
    "coalesce((SELECT string_agg(DISTINCT w, ' ' ORDER BY w) FROM"
    " (SELECT w COLLATE \"C\" FROM unnest(words) w) t (w)), '')",
    "coalesce((SELECT max(w COLLATE \"C\") FROM unnest(words) w), '')",
    "coalesce(substring(%s from '%s'), '')",
    "hashtextextended(%s, 0)",
    "a.stems && b.stems",
    " OR ".join(
        f"overlay(a.birth placing '?' from {n}) = overlay(b.birth placing '?' from {n})"
        for n in _DIGITS
    ),
    " OR ".join(
        f"overlay(overlay(a.birth placing substr(a.birth, {m}, 1) from {n})"
        f" placing substr(a.birth, {n}, 1) from {m}) = b.birth"
        for n, m in zip(_DIGITS, _DIGITS[1:], strict=False)
    ),
    "",
    "a.{0} = b.{1} AND a.{0} <> ''",
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
               {dialect.numbers}
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

    >>> slip_sql(DUCKDB).startswith("(hamming(a.digits, b.digits) = 1 OR")
    True
    """
    turned = (
        "left(a.birth, 4) = left(b.birth, 4)"
        " AND substr(a.birth, 6, 2) = right(b.birth, 2)"
        " AND right(a.birth, 2) = substr(b.birth, 6, 2)"
    )
    if dialect.numbers:
        turned = f"a.digit_sum = b.digit_sum AND {turned}"
    return f"({dialect.one_digit} OR ({dialect.swapped}) OR ({turned}))"


def plausible_sql(dialect: Dialect, since: bool, companies: str = "") -> str:
    """A query of the pairs that share a key and more than that: (one, other).

    One thing in common is a coincidence among many customers. The scorer sees what has
    two, what shares a telephone, an address or a number of its own beside a name that
    is not quite another one, and who is nothing but a name.

    >>> plausible_sql(POSTGRES, True).count("changed")
    2
    """

    def same(one: str, other: str = "") -> str:
        return f"({dialect.same.format(one, other or one)})"

    lines = ("road", "estate")
    strong = ", ".join(str(KINDS.index(kind)) for kind in ("email", *CONTACTS))
    born, related = same("birth"), f"({dialect.related})"
    slip = f"(a.birth <> '' AND b.birth <> '' AND {slip_sql(dialect)})"
    road = f"({' OR '.join(same(one, other) for one in lines for other in lines)})"
    town = f"({same('zip')} OR {same('town')})"
    place = f"(({same('house')} AND ({town} OR {road})) OR ({road} AND {town}))"
    name = same("name" if dialect.numbers else "sorted_name")
    changed = "AND (a.changed OR b.changed)" if since else ""
    also = companies and f" OR (a.company_id, b.company_id) IN ({companies})"
    # conditions side by side, not by cases: DuckDB then asks the cheap ones first
    return f"""
        SELECT DISTINCT a.id AS one, b.id AS other
          FROM usable k
          JOIN usable l ON l.h = k.h AND l.kind = k.kind AND l.id > k.id
          JOIN prepared a ON a.id = k.id
          JOIN prepared b ON b.id = l.id
         WHERE (a.company_id = b.company_id OR 0 IN (a.company_id, b.company_id){also})
           AND (a.family_id = 0 OR a.family_id <> b.family_id) {changed}
           AND (k.kind = {KINDS.index("tax_id")}
                OR ((k.kind IN ({strong}) OR {place} OR {slip}) AND {related})
                OR ({born} AND (k.kind IN ({strong}) OR {town} OR {place}
                                OR {related}))
                OR ({name} AND k.kind NOT IN ({strong})
                    AND (a.is_blank OR b.is_blank OR {town} OR {road})))
    """
