# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What the scorer sees of a pair, as a number: pairs of one pattern have one answer.

Of a million customers, most pairs worth scoring are alike: another first name, same
surname, same telephone, same address. The scorer is asked about one pair of each
pattern, and DuckDB gives its answer to all of them. No rule is written twice; what is
written here is which pairs no rule can tell apart. Where that is not plain (three
words, a firm, a street that may be mistyped) a pair has no pattern and is scored alone.
"""

from __future__ import annotations

from string import ascii_lowercase

from .duplicate_sql import DUCKDB, KINDS, quoted, slip_sql
from .duplicate_text import PLAIN_FROM, SPELLED
from .duplicate_words import SHARED_MAILBOXES, SHORT, STREET_WORDS, SUFFIXES, TITLES

FLATS = ("m", "lok", "apt", "flat", "unit")


def _listed(texts) -> str:
    return ", ".join(map(quoted, sorted(texts)))


def _known_letters() -> str:
    """Letters that SQL and Python write plainly in one way, as a class of RE2."""
    letters = {*PLAIN_FROM, *SPELLED} - {"'", "`", "’"}  # noqa: RUF001
    capitals = {each.upper() for each in letters if len(each.upper()) == 1}
    return "".join(sorted(letters | {c for c in capitals if c.lower() in letters}))


def traits_sql() -> str:
    """A query of what patterns are made of, of those who are in a pair.

    >>> "given_full" in traits_sql() and "street_form" in traits_sql()
    True
    """
    masks = ", ".join(
        f"{_mask_sql(word)} AS {word}_mask"
        for word in ("given", "surname", "road", "city")
    )
    return f"""
        {_split_sql()} {_road_sql()} {_said_sql()}
        SELECT *, given || surname AS whole, {masks},
               given_mask | surname_mask AS whole_mask,
               CASE WHEN bare_road = road THEN road_mask
                    ELSE {_mask_sql("bare_road")} END AS bare_road_mask FROM traits
    """


def _split_sql() -> str:
    """CTEs: who met somebody, with names in two words and everything a rule reads."""
    known = quoted(f"[\\x00-\\x7f{_known_letters()}]*")
    full = ", ".join(f"({quoted(k)}, {quoted(v)})" for k, v in sorted(SHORT.items()))
    phone, thing = KINDS.index("phone"), KINDS.index("thing")
    return f"""
        WITH longer(short, word) AS (VALUES {full}),
             reach AS (SELECT id, list(text) FILTER (kind = {phone}) AS phones,
                              list(text) FILTER (kind = {thing}) AS things
                         FROM contact GROUP BY id),
             met AS (SELECT one AS id FROM plausible UNION
                     SELECT other FROM plausible),
             split AS (
             SELECT p.id, split_part(p.named, ' ', 1) AS given,
                    split_part(p.named, ' ', 2) AS surname,
                    split_part(p.sounded, ' ', 1) AS given_sound,
                    split_part(p.sounded, ' ', 2) AS surname_sound,
                    NOT c.is_company AND NOT contains(c.name, ',')
                    AND regexp_full_match(p.named, '[a-z]{{3,}} [a-z]{{3,}}')
                    AND regexp_full_match(concat(c.name, c.street, c.city), {known})
                    AND strlen(concat(c.zip)) = length(concat(c.zip)) AS is_simple,
                    coalesce(c.street, '') AS street,
                    coalesce(c.street2, '') AS second,
                    regexp_replace(p.streets, '([0-9]) ([a-d])( |$)', '\\1\\2\\3', 'g')
                        AS line,
                    p.zip, p.city, p.birth, p.digits, p.digit_sum,
                    coalesce(c.email, '') AS email,
                    coalesce(c.vat, '') AS vat,
                    coalesce(phones, []) AS phones, coalesce(things, []) AS things,
                    concat(c.zip, c.city) = '' AS is_nowhere, c.parent_id AS parent
               FROM met JOIN prepared p ON p.id = met.id
               JOIN customer c ON c.id = met.id LEFT JOIN reach ON reach.id = met.id),
    """


def _road_sql() -> str:
    """CTEs: the street in words, with and without its kind, and the house."""
    kinds = f"({_listed(STREET_WORDS)})"
    alpha = quoted("^([a-z]+(?: [a-z]+)*) 0*([0-9]+[a-z]?)(?: |$)")
    first = quoted("^0*([0-9]+[a-z]?) ([a-z]+(?: [a-z]+)*)$")
    flat = quoted(f"(^| )({'|'.join(FLATS)}) ?[0-9]")
    return f"""
             spelled AS (
             SELECT *, regexp_extract(line, {alpha}, 1) AS before,
                    regexp_extract(line, {alpha}, 2) AS after_it,
                    regexp_extract(line, {first}, 2) AS behind,
                    regexp_extract(line, {first}, 1) AS ahead,
                    regexp_matches(line, {flat}) AS has_flat
               FROM split),
             worded AS (
             SELECT *, string_split(if(before <> '', before, behind), ' ') AS words,
                    if(before <> '', after_it, ahead) AS house
               FROM spelled),
             bared AS (
             SELECT *, [w for w in words if w NOT IN {kinds}] AS bare FROM worded),
    """


def _said_sql() -> str:
    """The CTE of the traits: what is said, how it is written, what is left out."""
    odd = f"({_listed(TITLES | SUFFIXES)})"
    local = "lower(split_part(email, '@', 1))"
    boxes = f"({_listed(SHARED_MAILBOXES)})"
    return f"""
             traits AS (
             SELECT id, parent, given, surname, given_sound, surname_sound,
               coalesce(g.word, given) AS given_full,
               coalesce(s.word, surname) AS surname_full,
               {_stem_sql("surname")} AS stem,
               is_simple AND given NOT IN {odd} AND surname NOT IN {odd} AS is_simple,
               street,
               CASE WHEN second <> '' THEN -1 WHEN street = '' THEN 0
                    WHEN len(bare) = 0 OR bare = [''] OR regexp_matches(house, '^0') OR
                         (before <> '' AND words[-1] IN ({_listed(FLATS)})) THEN -1
                    WHEN has_flat THEN 1 ELSE 2 END AS street_form,
               array_to_string(words, ' ') AS way,
               array_to_string(words, '') AS road,
               array_to_string(bare, '') AS bare_road,
               array_to_string(list_sort(bare), ' ') AS sorted_road, house,
               zip, city, birth, digits, digit_sum, email, vat, phones, things,
               rtrim({local}, '0123456789') IN {boxes}
                   OR regexp_extract(rtrim({local}, '0123456789'), '^[^._+-]*')
                   IN {boxes} AS is_shared,
               is_nowhere AND street = '' AND birth = '' AND email = '' AND vat = ''
                   AND len(phones) = 0 AND len(things) = 0 AS is_blank
          FROM bared LEFT JOIN longer g ON g.short = given
          LEFT JOIN longer s ON s.short = surname)
    """


def _stem_sql(word: str) -> str:
    """What `duplicate_text.surname_stem` does.

    >>> _stem_sql("w").count("left(w")
    3
    """
    return f"""CASE
        WHEN length({word}) > 5 AND regexp_matches({word}, '(sk[iay]|ck[ia]|dzk[ia])$')
        THEN left({word}, -1)
        WHEN length({word}) > 6 AND suffix({word}, 'kova') THEN left({word}, -3)
        WHEN length({word}) > 5 AND regexp_matches({word}, '([oe]va|ina)$')
        THEN left({word}, -1) ELSE {word} END"""


def _mask_sql(word: str) -> str:
    """The letters of a word as bits.

    >>> _mask_sql("w").startswith("(contains(w, 'a')::INT << 0) | (contains(w, 'b')")
    True
    """
    return " | ".join(
        f"(contains({word}, '{letter}')::INT << {place})"
        for place, letter in enumerate(ascii_lowercase)
    )


def _close(one: str, other: str, most: str) -> str:
    """Whether so few typing errors are between two texts, or fewer.

    An error changes two letters at most: the masks tell most texts apart.
    """
    return (
        f"CASE WHEN abs(strlen({one}) - strlen({other})) > {most} THEN FALSE"
        f" WHEN bit_count(xor({one}_mask, {other}_mask)) > 2 * ({most}) THEN FALSE"
        f" ELSE damerau_levenshtein({one}, {other}) <= {most} END"
    )


def _maybe(one: str, other: str) -> str:
    """Whether two words of three letters and more may be more than nothing alike.

    >>> _maybe("a.given", "b.surname").startswith("CASE WHEN a.given_full = b.surname")
    True
    """
    longest = f"greatest(strlen({one}), strlen({other}))"
    allowed = f"CASE WHEN {longest} < 4 THEN 0 WHEN {longest} < 6 THEN 1"
    allowed += f" WHEN {longest} < 12 THEN 2 ELSE 3 END"
    return (
        f"CASE WHEN {one}_full = {other}_full OR {one}_sound = {other}_sound THEN TRUE"
        f" ELSE {_close(one, other, f'({allowed})')} END"
    )


def words_sql() -> str:
    """A query of two words that the scorer has to compare: all others are two.

    >>> words_sql().count("damerau_levenshtein")
    2
    """
    return " UNION ".join(
        f"SELECT a.{word}, b.{word}"
        " FROM plausible JOIN trait a ON a.id = one JOIN trait b ON b.id = other"
        f" WHERE a.{word} <> b.{word} AND a.is_simple AND b.is_simple"
        f" AND {_maybe(f'a.{word}', f'b.{word}')}"
        for word in ("given", "surname")
    )


def roads_sql() -> str:
    """A query of two streets that the scorer has to compare, as words.

    >>> "street_form = 2" in roads_sql()
    True
    """
    bare = _close("a.bare_road", "b.bare_road", "3")
    return f"""
        SELECT DISTINCT a.way, b.way
          FROM plausible JOIN trait a ON a.id = one JOIN trait b ON b.id = other
         WHERE a.street_form = 2 AND b.street_form = 2
           AND a.sorted_road <> b.sorted_road
           AND ({_close("a.road", "b.road", "3")} OR CASE
                WHEN a.road = a.bare_road AND b.road = b.bare_road THEN FALSE
                ELSE {bare} END)
    """


def pattern_sql() -> str:
    """A query of the pairs and their patterns: (one, other, pattern).

    >>> pattern_sql().count("LEFT JOIN alike")
    3
    """
    first = "CASE WHEN a.given = b.given THEN 5 ELSE coalesce(g.likeness, 0) END"
    family = "CASE WHEN a.surname = b.surname THEN 5 ELSE coalesce(s.likeness, 0) END"
    couple = "a.surname <> b.surname AND a.stem = b.stem"
    # names that are nearly one when the space between the words is left out
    near = (
        f"CASE WHEN least({first}, {family}) > 0 AND NOT ({couple}) THEN FALSE"
        f" WHEN a.surname = b.surname THEN {_close('a.given', 'b.given', '2')}"
        f" ELSE {_close('a.whole', 'b.whole', '2')} END"
    )
    # three bits for each: none of them has more than eight answers
    packed = "0::BIGINT"
    for digit in (
        first,
        family,
        f"CASE WHEN {couple} THEN 1 ELSE 0 END",
        _birth(),
        _shared("phones"),
        _mail(),
        "CASE WHEN list_has_any(a.things, b.things) THEN 1 ELSE 0 END",
        _street(),
        _place(),
        "CASE WHEN a.email = '' AND b.email = '' AND len(a.phones) = 0"
        " AND len(b.phones) = 0 THEN 1 ELSE 0 END",
        "CASE WHEN a.is_blank OR b.is_blank THEN 1 ELSE 0 END",
    ):
        packed = f"({packed} * 8 + ({digit}))"
    return f"""
        SELECT pair.one, pair.other,
               CASE WHEN NOT a.is_simple OR NOT b.is_simple
                      OR (a.vat <> '' AND b.vat <> '')
                      OR a.parent = b.id OR b.parent = a.id THEN NULL
                    WHEN {_maybe("a.given", "b.surname")} THEN NULL
                    WHEN {_maybe("b.given", "a.surname")} THEN NULL
                    WHEN {near} THEN NULL ELSE {packed} END AS pattern
          FROM plausible pair JOIN trait a ON a.id = pair.one
          JOIN trait b ON b.id = pair.other
          LEFT JOIN alike g ON g.one = a.given AND g.other = b.given
          LEFT JOIN alike s ON s.one = a.surname AND s.other = b.surname
          LEFT JOIN alike_road r ON r.one = a.way AND r.other = b.way
    """


def _birth() -> str:
    return (
        "CASE WHEN a.birth = '' OR b.birth = '' THEN 0 WHEN a.birth = b.birth THEN 1"
        f" WHEN {slip_sql(DUCKDB)} THEN 2 ELSE 3 END"
    )


def _shared(column: str) -> str:
    return (
        f"CASE WHEN len(a.{column}) = 0 OR len(b.{column}) = 0 THEN 0"
        f" WHEN list_has_any(a.{column}, b.{column}) THEN 1 ELSE 2 END"
    )


def _mail() -> str:
    return (
        "CASE WHEN a.email = '' OR b.email = '' THEN 0 WHEN a.email <> b.email THEN 3"
        " WHEN a.is_shared THEN 1 ELSE 2 END"
    )


def _street() -> str:
    """Nothing known; or same, near, another street, each with one number or two."""
    return """CASE
        WHEN a.street_form < 0 OR b.street_form < 0 THEN NULL
        WHEN a.street = '' OR b.street = '' THEN 0
        WHEN a.street = b.street THEN 1
        WHEN a.street_form = 1 OR b.street_form = 1 THEN NULL
        ELSE 1 + (a.house <> b.house)::INT + 2 * (CASE
            WHEN a.sorted_road = b.sorted_road THEN 0
            WHEN r.likeness IS NULL THEN 2 ELSE 2 - r.likeness END) END"""


def _place() -> str:
    """Same, near, unknown or another; towns that may be mistyped have no pattern."""
    towns = "a.city <> '' AND b.city <> ''"
    return f"""CASE
        WHEN a.zip <> '' AND a.zip = b.zip THEN 0
        WHEN {towns} AND a.city = b.city THEN 1
        WHEN {towns} AND ({_close("a.city", "b.city", "3")}) THEN NULL
        WHEN a.zip <> '' AND b.zip <> '' AND damerau_levenshtein(a.zip, b.zip) = 1
        THEN CASE WHEN {towns} THEN 2 ELSE 1 END
        WHEN (a.zip <> '' AND b.zip <> '') OR ({towns}) THEN 3 ELSE 2 END"""
