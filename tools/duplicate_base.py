# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What the engines do that find who is worth comparing, in the dialect of each.

An engine reads through the caller's cursor. Both give the same answers: the scorer's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from . import duplicate_sql as keys
from .duplicate_score import Person, compare

# Customers who share a key; more of them are a key that says nothing.
LARGEST = 100
COLUMNS = {
    "id": "INTEGER",
    "name": "VARCHAR",
    "is_company": "BOOLEAN",
    "parent_id": "INTEGER",
    "email": "VARCHAR",
    "street": "VARCHAR",
    "street2": "VARCHAR",
    "zip": "VARCHAR",
    "city": "VARCHAR",
    "birth_date": "VARCHAR",
    "vat": "VARCHAR",
    "company_id": "INTEGER",
    "family_id": "INTEGER",
    "changed": "BOOLEAN",
}
CONTACT_COLUMNS = {"id": "INTEGER", "kind": "INTEGER", "text": "VARCHAR"}


class Block(NamedTuple):
    """Customers who share a key.

    >>> Block("phone", "48225550100", 800).size
    800
    """

    kind: str
    text: str
    size: int


class Found(NamedTuple):
    """Two customers who are worth a question.

    >>> Found(1, 2, 93.3, "certain").verdict
    'certain'
    """

    one: int
    other: int
    score: float
    verdict: str


def person_of(row: tuple, texts: dict[tuple[int, int], set[str]]) -> Person:
    """What is compared of a customer.

    :param row: the values of `COLUMNS`
    :param texts: numbers and things by id and kind

    >>> row = (7, "Anna Lis", None, None, "", None, None, "00-001", None, None, None)
    >>> person_of(row, {(7, keys.KINDS.index("phone")): {"48601"}}).phones
    frozenset({'48601'})
    """
    key, name, is_company, parent, email, *place, birth, vat = row[:11]
    phones, things = (
        frozenset(texts.get((key, keys.KINDS.index(kind)), ()))
        for kind in keys.CONTACTS
    )
    return Person(
        key,
        name or "",
        bool(is_company),
        parent or 0,
        frozenset([email] if email else ()),
        phones,
        *(each or "" for each in place),
        birth or "",
        vat or "",
        things,
    )


class Engine:
    """What both engines do; they differ in the dialect and in how rows get there."""

    dialect: keys.Dialect
    compared: int
    too_large: list[Block]

    def __init__(
        self,
        cr,
        customers: str,
        contacts: str,
        since: bool,
        largest: int = LARGEST,
        keep: bool = False,
        companies: Collection[tuple[int, int]] = (),
    ):
        """
        :param customers, contacts: queries with `COLUMNS` and `CONTACT_COLUMNS`
        :param since: only pairs of which one was changed
        :param keep: leave the table of keys, for who wants to see it
        :param companies: pairs of different ones whose customers are compared as well
        """
        self.cr = cr
        self.keep = keep
        self.since = since
        self.companies = ", ".join(f"({one:d}, {two:d})" for one, two in companies)
        self.largest = largest
        self.people: dict[int, Person] = {}
        self._load(customers, contacts)
        self._prepare()
        self._weed()

    def _prepare(self) -> None:
        dialect, run = self.dialect, self._run
        self._create("prepared", keys.prepared_sql(dialect, "customer"))
        every = keys.keys_sql(dialect, "prepared")
        text = f"{every} UNION ALL SELECT id, kind, text FROM contact"
        hashed = dialect.hashed % "text"
        self._create("key", f"SELECT id, kind, {hashed} AS h FROM ({text}) t")
        self._create(
            "block",
            "SELECT kind, h, count(*) AS n, min(key.id) AS sample,"
            " count(*) FILTER (WHERE changed) AS m"
            " FROM key JOIN prepared ON prepared.id = key.id"
            " GROUP BY kind, h HAVING count(*) > 1",
        )
        changed = "AND m > 0" if self.since else ""
        self._create(
            "usable",
            "SELECT key.id, key.kind, key.h FROM key JOIN block ON block.h = key.h"
            f" AND block.kind = key.kind WHERE n <= {self.largest} {changed}",
        )
        run("DROP TABLE key")
        self.compared = self._compared()
        self.too_large = self._too_large()
        run("DROP TABLE block")
        self._create(
            "plausible", keys.plausible_sql(dialect, self.since, self.companies)
        )
        if not self.keep:
            run("DROP TABLE usable")

    def _weed(self) -> None:
        """Score what can be scored at once, if there is a way."""

    def _compared(self) -> int:
        """How often two customers were held against one another."""
        unchanged = "- (n - m) * (n - m - 1) / 2" if self.since else ""
        [(count,)] = self._run(
            f"SELECT coalesce(sum(n * (n - 1) / 2 {unchanged}), 0) FROM block"
            f" WHERE n <= {self.largest}"
        )
        return int(count)

    def _too_large(self) -> list[Block]:
        """The keys that too many share, the largest first."""
        of_samples = keys.keys_sql(self.dialect, "sampled")
        rows = self._run(
            f"""
            WITH large AS (SELECT * FROM block WHERE n > {self.largest}),
                 sampled AS (SELECT * FROM prepared
                              WHERE id IN (SELECT sample FROM large)),
                 sample AS ({of_samples} UNION ALL
                            SELECT id, kind, text FROM contact
                             WHERE id IN (SELECT sample FROM large))
            SELECT DISTINCT large.kind, sample.text, large.n
              FROM large JOIN sample ON sample.id = large.sample
               AND sample.kind = large.kind
               AND {self.dialect.hashed % "sample.text"} = large.h
             ORDER BY large.n DESC, sample.text
            """
        )
        return [Block(keys.KINDS[kind], text, size) for kind, text, size in rows]

    def count(self) -> tuple[int, int]:
        """How many customers there are, and how many of them were changed."""
        [(customers, changed)] = self._run(
            "SELECT count(*), count(*) FILTER (WHERE changed) FROM customer"
        )
        return customers, changed

    def found(self, after: int = 0) -> Iterator[tuple[int, list[Found]]]:
        """Yield who is worth a question, batch by batch, and how far that goes.

        All pairs are there whose first id is smaller than the number that is yielded;
        the next batch may go on with those of that number.
        """
        for pairs in self._batches(after):
            yield pairs[-1][0], self._scored(pairs)

    def _scored(self, pairs: list[tuple[int, int]]) -> list[Found]:
        """Ask the scorer about pairs of ids."""
        wanted = {each for pair in pairs for each in pair} - self.people.keys()
        if len(self.people) > 50_000:
            self.people.clear()
            wanted = {each for pair in pairs for each in pair}
        self.people.update(self._people(wanted))
        answers = []
        for one, other in pairs:
            finding = compare(self.people[one], self.people[other])
            if finding.verdict:
                answers.append(Found(one, other, finding.score, finding.verdict))
        return answers

    def _people(self, ids: set[int]) -> dict[int, Person]:
        listed = ", ".join(map(str, sorted(ids))) or "0"
        texts: dict[tuple[int, int], set[str]] = {}
        for key, kind, text in self._run(
            f"SELECT id, kind, text FROM contact WHERE id IN ({listed})"
        ):
            texts.setdefault((key, kind), set()).add(text)
        names = ", ".join(COLUMNS)
        rows = self._run(f"SELECT {names} FROM customer WHERE id IN ({listed})")
        return {row[0]: person_of(row, texts) for row in rows}

    def close(self) -> None:
        """Give back what the engine took."""

    def _load(self, customers, contacts) -> None:
        raise NotImplementedError

    def _create(self, name: str, query: str) -> None:
        self._run(f"CREATE TABLE {name} AS {query}")

    def _run(self, query: str) -> list:
        raise NotImplementedError

    def _batches(self, after: int) -> Iterator[list[tuple[int, int]]]:
        """Yield the pairs of ids for the scorer, in order."""
        raise NotImplementedError
