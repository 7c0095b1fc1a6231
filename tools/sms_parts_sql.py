# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""The number of parts of an SMS, reckoned by PostgreSQL for many texts at once."""

from .sms_parts import GSM7, GSM7_EXTENDED, LIMITS

_SPECIAL = frozenset("^]\\-[")


def _characters(chars: frozenset) -> str:
    """Return the inside of a bracket expression for these characters."""
    return "".join("\\" + char if char in _SPECIAL else char for char in sorted(chars))


# A text with a character beyond these is written in UCS-2.
BEYOND_GSM7 = f"[^{_characters(GSM7 | GSM7_EXTENDED)}]"
EXTENDED = f"[{_characters(GSM7_EXTENDED)}]"


def parts_of(text: str) -> str:
    """Return an expression for the parts of ``text``, itself an expression.

    Its parameters are BEYOND_GSM7, EXTENDED and EXTENDED again. Where a text is cut
    within a character of two units it may be one part too few: it is an estimate.

    >>> parts_of("body").count("%s")
    3
    """
    (gsm_alone, gsm_each), (wide_alone, wide_each) = LIMITS["GSM-7"], LIMITS["UCS-2"]
    units = f"(2 * length({text}) - length(regexp_replace({text}, %s, '', 'g')))"
    return (
        f"CASE WHEN {text} ~ %s"
        f" THEN CASE WHEN length({text}) <= {wide_alone} THEN 1"
        f" ELSE ceil(length({text}) / {wide_each}.0) END"
        f" WHEN {units} <= {gsm_alone} THEN 1"
        f" ELSE ceil({units} / {gsm_each}.0) END"
    )
