# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Lists of opt-ins as other programs write them: text with any separator, or XLSX."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from typing import NamedTuple

from .cell_text import safe_cell
from .import_columns import header_key
from .import_file import check_archive

# Titles in the languages that the program speaks.
TITLES: dict[str, str] = {
    "email": "e-mail, mail, e-mail address, adres e-mail, e-mail-adresse",
    "phone": "phone, mobile, number, phone number, telefon, numer, numer telefonu,"
    " telefonnummer, nummer, handy",
    "code": "code, customer code, reference, kod, kod klienta, kundennummer",
    "purpose": "purpose, cel, zweck",
    "channel": "channel, kanał, kanal",
    "answer": "answer, consent, odpowiedź, zgoda, antwort, einwilligung",
    "date": "date, time, date and time, data, data i godzina, datum, datum und uhrzeit",
    "source": "source, źródło, quelle",
    "words": "words, wording, text, treść, wortlaut",
}
COLUMNS: dict[str, str] = {
    header_key(title): name
    for name, titles in TITLES.items()
    for title in titles.split(", ")
}
WHO = ("email", "phone", "code")
SEPARATORS = ";,\t|"
FORMATS = (
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
)
YES = {
    "yes",
    "y",
    "true",
    "1",
    "given",
    "agreed",
    "opt-in",
    "optin",
    "tak",
    "ja",
    "oui",
}
NO = {"no", "n", "false", "0", "withdrawn", "opt-out", "optout", "nie", "nein", "non"}
OBJECTED = {"objected", "objection", "widersprochen", "widerspruch", "sprzeciw"}
CONFIRMED = {"confirmed", "bestätigt", "potwierdzone", "potwierdzona"}


class Line(NamedTuple):
    """One line of a list, as text; `number` is what an editor calls it."""

    number: int
    email: str = ""
    phone: str = ""
    code: str = ""
    purpose: str = ""
    channel: str = ""
    answer: str = ""
    date: str = ""
    source: str = ""
    words: str = ""


def decode(content: bytes) -> str:
    """Return the text of a file: Unicode if it is, else that of older programs.

    >>> decode("Zażółć".encode("utf-8-sig")), decode("Zażółć".encode("utf-16"))
    ('Zażółć', 'Zażółć')
    >>> decode("Zażółć".encode("cp1250"))
    'Zażółć'
    >>> decode(bytes(range(32)))
    Traceback (most recent call last):
        ...
    ValueError: not_text
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16")
    if any(byte < 9 for byte in content[:4096]):
        raise ValueError("not_text")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1250", errors="replace")


def separator(text: str) -> str:
    """Return what separates the columns: what is most often in the first line.

    >>> separator("email;date, time\\n"), separator("email\\tdate")
    (';', '\\t')
    """
    head = text.lstrip().partition("\n")[0]
    return max(SEPARATORS, key=head.count)


def table(content: bytes) -> list[tuple[int, list[str]]]:
    """Return the lines of a file that are not empty, each with its number.

    >>> table("email;answer\\n\\na@b.pl; yes\\n".encode())
    [(1, ['email', 'answer']), (3, ['a@b.pl', 'yes'])]
    >>> table(b"")
    Traceback (most recent call last):
        ...
    ValueError: empty
    """
    if not content.strip():
        raise ValueError("empty")
    if content[:4] == b"PK\x03\x04":
        try:
            check_archive(content)
        except ValueError as error:
            raise ValueError("not_text") from error
        rows = _workbook(content)
    else:
        text = decode(content)
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator(text))
        rows = _numbered(reader)
    cells = [(number, [cell.strip() for cell in row]) for number, row in rows]
    return [(number, row) for number, row in cells if any(row)]


def _numbered(reader):
    """A cell may go over several lines: a line is called by where it begins."""
    begin = 1
    try:
        for row in reader:
            yield begin, row
            begin = reader.line_num + 1
    except csv.Error as error:
        raise ValueError("not_text") from error


def _workbook(content: bytes):
    from openpyxl import load_workbook  # noqa: PLC0415 - slow, and seldom needed

    try:
        sheet = load_workbook(
            io.BytesIO(content), read_only=True, data_only=True
        ).active
        for number, row in enumerate(sheet.iter_rows(values_only=True), 1):
            yield number, [_cell(value) for value in row]
    except (zipfile.BadZipFile, KeyError, OSError, ValueError) as error:
        raise ValueError("not_text") from error


def _cell(value) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def read_lines(content: bytes) -> list[Line]:
    """Return the lines of a file by the names of its columns.

    >>> line = read_lines(b"E-mail,Answer,Note\\na@b.pl,yes,x\\n")[0]
    >>> line.number, line.email, line.answer, line.date
    (2, 'a@b.pl', 'yes', '')
    >>> line = read_lines("TELEFON;Odpowiedź;Źródło\\n601;nie;x\\n".encode())[0]
    >>> line.phone, line.answer, line.source
    ('601', 'nie', 'x')
    >>> read_lines(b"name,town\\nAnna,Warsaw\\n")
    Traceback (most recent call last):
        ...
    ValueError: no_columns
    >>> read_lines(b"email\\n")
    Traceback (most recent call last):
        ...
    ValueError: empty
    """
    (_number, head), *rows = table(content)
    places: dict[str, int] = {}
    for place, title in enumerate(head):
        name = COLUMNS.get(header_key(title))
        if name:
            places.setdefault(name, place)
    if not places.keys() & set(WHO):
        raise ValueError("no_columns")
    if not rows:
        raise ValueError("empty")
    return [
        Line(
            number,
            **{name: row[at] for name, at in places.items() if at < len(row)},
        )
        for number, row in rows
    ]


def read_answer(text: str) -> str:
    """Return given or withdrawn; nothing said is a yes: it is a list of opt-ins.

    >>> read_answer("TAK"), read_answer("opt-out"), read_answer("")
    ('given', 'withdrawn', 'given')
    >>> read_answer("objected"), read_answer("Potwierdzone")
    ('objected', 'confirmed')
    >>> read_answer("perhaps")
    Traceback (most recent call last):
        ...
    ValueError: perhaps
    """
    word = text.casefold()
    if word in YES or not word:
        return "given"
    if word in NO:
        return "withdrawn"
    if word in OBJECTED:
        return "objected"
    if word in CONFIRMED:
        return "confirmed"
    raise ValueError(text)


def read_moment(text: str) -> datetime | None:
    """Return when, in UTC; a day alone is its beginning.

    >>> read_moment("2024-05-03"), read_moment("3.5.2024 14:30")
    (datetime.datetime(2024, 5, 3, 0, 0), datetime.datetime(2024, 5, 3, 14, 30))
    >>> read_moment("2024-05-03T14:30:00+02:00"), read_moment("")
    (datetime.datetime(2024, 5, 3, 12, 30), None)
    >>> read_moment("05/03/24")
    Traceback (most recent call last):
        ...
    ValueError: 05/03/24
    """
    if not text:
        return None
    for form in FORMATS:
        try:
            return datetime.strptime(text, form)
        except ValueError:
            continue
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(text) from None
    if not isinstance(moment, date):
        raise ValueError(text)
    if moment.tzinfo:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.replace(microsecond=0)


def write_table(rows: list[tuple]) -> bytes:
    """Return rows as a file that a spreadsheet opens, and takes no cell for a formula.

    >>> write_table([(2, '=HYPERLINK("x")', "+48 601")]).decode("utf-8-sig")
    '2;"\\'=HYPERLINK(""x"")";\\'+48 601\\r\\n'
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";")
    for row in rows:
        writer.writerow([safe_cell(cell) for cell in row])
    return out.getvalue().encode("utf-8-sig")
