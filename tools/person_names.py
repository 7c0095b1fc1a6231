# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What a person's name says about the family."""

SUFFIXES = {"jr", "sr", "junior", "senior", "ii", "iii", "iv", "phd", "md", "esq"}


def surname(name: str | None) -> str:
    """Return the surname in a name written in one field, or all of a single word.

    >>> surname("Anna Kowalska"), surname("Nowak, Piotr"), surname("Cher")
    ('Kowalska', 'Nowak', 'Cher')
    >>> surname("John Smith Jr."), surname("John Smith, Jr."), surname("van Dyk, Jan")
    ('Smith', 'Smith', 'van Dyk')
    >>> surname("Eva  Nowak-Lis "), surname(""), surname(None)
    ('Nowak-Lis', '', '')
    """
    first, _comma, rest = (name or "").partition(",")
    if rest.strip() and not _is_suffix(rest):
        return " ".join(first.split())
    words = first.split()
    while len(words) > 1 and _is_suffix(words[-1]):
        words.pop()
    return words[-1] if words else ""


def _is_suffix(word: str) -> bool:
    return word.replace(".", "").strip().lower() in SUFFIXES
