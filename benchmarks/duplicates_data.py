"""Data for the benchmark of duplicates: registers of others, and made-up customers."""

import csv
import itertools
import random
import re
from datetime import datetime
from pathlib import Path

from odoo.addons.customer_care.tools.duplicate_score import Person

SETS = {
    "FEBRL 1": ("dataset1.csv",),
    "FEBRL 2": ("dataset2.csv",),
    "FEBRL 4": ("dataset4a.csv", "dataset4b.csv"),
}
FIRST = (
    "Jan Anna Piotr Maria Krzysztof Katarzyna Andrzej Agnieszka Tomasz Barbara Pawel"
    " Ewa Marcin Zofia Jakub Hanna Adam Julia Lukasz Alicja Grzegorz Monika"
    " Wojciech Beata"
    " Mateusz Dorota Rafal Irena Kamil Renata Marek Teresa Dariusz Jolanta Szymon Iwona"
).split()
SYLLABLES = (
    "kow nov lis wis zaj dab woj kam les maj paw kro gor wal sta bar urb sik mal ost"
    " bor cie dom fil gaj hal jar kal lew mik nie olk pie rog sob tom uch wit zie zar"
).split()
ENDINGS = "ski cki czyk ak ek iak owicz ewski al ura in un".split()


def febrl(folder: Path, files) -> tuple[list[Person], set[tuple[int, int]]]:
    """A register and the pairs of its records that are one person."""
    people, groups = [], {}
    for file in files:
        with (folder / file).open() as lines:
            for row in csv.DictReader(lines, skipinitialspace=True):
                number = len(people) + 1
                people.append(_person(number, row))
                person = re.match(r"rec-(\d+)", row["rec_id"]).group(1)
                groups.setdefault(person, []).append(number)
    pairs = (itertools.combinations(group, 2) for group in groups.values())
    return people, set(itertools.chain.from_iterable(pairs))


def _person(number: int, row: dict) -> Person:
    return Person(
        number,
        " ".join(filter(None, (row["given_name"], row["surname"]))),
        street=f"{row['street_number']} {row['address_1']}".strip(),
        street2=row["address_2"],
        zip=row["postcode"],
        city=row["suburb"],
        birth_date=_date(row["date_of_birth"]),
    )


def _date(text: str) -> str:
    """A date; a mistyped one that is none could not be entered."""
    try:
        return datetime.strptime(text, "%Y%m%d").date().isoformat()
    except ValueError:
        return ""


class Town:
    """Customers as a shop has them: households, people moved, typing errors."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        pick = self.random.choice
        self.surnames = sorted(
            {
                pick(SYLLABLES) + pick(SYLLABLES[:9]) + pick(ENDINGS)
                for _n in range(20_000)
            }
        )
        self.random.shuffle(self.surnames)
        ranks = range(len(self.surnames))
        self.weights = list(itertools.accumulate(1 / (rank + 20) for rank in ranks))
        self.streets = [
            "".join(pick(SYLLABLES) for _n in range(3)).title()
            + pick(["a", "owa", "na"])
            for _n in range(4_000)
        ]
        towns = [
            "".join(pick(SYLLABLES) for _n in range(3)).title() + pick(["ow", "in"])
            for _n in range(400)
        ]
        self.places = [
            (f"{n // 1000:02}-{n % 1000:03}", towns[n % 400]) for n in range(20_000)
        ]

    def household(self, size: int) -> list[dict]:
        """People of one surname, address and phone, born at different times."""
        home = self._home()
        [surname] = self.random.choices(self.surnames, cum_weights=self.weights)
        firsts = self.random.sample(FIRST, size)
        return [
            {**home, "name": f"{first} {surname.title()}", "birth_date": self._birth()}
            for first in firsts
        ]

    def _home(self) -> dict:
        code, town = self.random.choice(self.places)
        street = self.random.choice(self.streets)
        return {
            "street": f"{street} {self.random.randint(1, 150)}",
            "zip": code,
            "city": town,
            "phone": f"+48{self.random.randint(500_000_000, 899_999_999)}",
            "email": "",
        }

    def _birth(self) -> str:
        year = self.random.randint(1935, 2006)
        return f"{year}-{self.random.randint(1, 12):02}-{self.random.randint(1, 28):02}"

    def again(self, person: dict) -> dict:
        """The same person, entered by somebody else a year later."""
        copy = dict(person)
        first, _blank, surname = copy["name"].partition(" ")
        roll = self.random.random
        if roll() < 0.2:
            first, surname = surname, first
        if roll() < 0.3:
            surname = self._slip(surname)
        copy["name"] = f"{first} {surname}"
        if roll() < 0.3:
            copy["phone"] = ""
        if roll() < 0.2:
            copy["street"] = self._slip(copy["street"])
        if roll() < 0.2:
            copy["birth_date"] = ""
        if roll() < 0.1:
            copy |= {key: self._home()[key] for key in ("street", "zip", "city")}
        return copy

    def _slip(self, text: str) -> str:
        at = self.random.randrange(1, max(2, len(text) - 1))
        kind = self.random.choice("dts")
        if kind == "d":
            return text[:at] + text[at + 1 :]
        if kind == "t":
            return text[: at - 1] + text[at : at + 1] + text[at - 1] + text[at + 1 :]
        return text[:at] + self.random.choice("aeionrst") + text[at + 1 :]

    def customers(self, count: int):
        """Yield (who, values); who is the same for records of one person."""
        who = 0
        while count > 0:
            for person in self.household(self.random.choice((1, 1, 1, 1, 2, 2, 3, 4))):
                who += 1
                if self.random.random() < 0.6:
                    name = person["name"].replace(" ", ".").lower()
                    person["email"] = f"{name}{who}@example.com"
                if self.random.random() < 0.35:
                    person["birth_date"] = ""
                yield who, person
                count -= 1
                if self.random.random() < 0.05:
                    yield who, self.again(person)
                    count -= 1
