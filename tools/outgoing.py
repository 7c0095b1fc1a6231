# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What leaves for a customer: plain text, pauses, and a mail server's answers."""

from __future__ import annotations

import re
import smtplib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from markupsafe import Markup, escape

# Verdicts on an attempt that failed
REFUSED = "refused"  # the server said no to this message, for good
LATER = "later"  # the server said no for now
SERVER = "server"  # the server refuses us: no message is to blame
DROPPED = "dropped"  # the connection broke before the text was on its way
UNSURE = "unsure"  # the connection broke when the message may have been taken

PAUSES = (5, 15, 45, 135, 240)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6]|tr)>", re.IGNORECASE)
_TAG = re.compile(r"<[^>]+>")
_MANY_LINES = re.compile(r"\s*\n\s*\n\s*\n\s*")


@dataclass
class Outgoing:
    """One message that is ready to leave: plain data, which a commit does not empty.

    ``ids``: the rows of the outbox that leave with it; ``given``: those of them
    whose address was given with the row and not looked up; ``written``: whether
    the text was stored with the row; ``is_repeat``: whether it may have left
    before; ``body``: the text to keep, ``html``: the
    whole e-mail; ``text``: the SMS.
    """

    ids: list[int]
    company_id: int
    address: str
    message_uid: str
    batch_uid: str
    lang: str
    name: str = ""
    subject: str = ""
    body: str = ""
    html: str = ""
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    attachments: list[tuple[str, bytes, str]] = field(default_factory=list)
    given: list[int] = field(default_factory=list)
    written: bool = False
    attempts: int = 0
    may_resend: bool = False
    is_repeat: bool = False
    is_trial: bool = False


def pause(count: int) -> int:
    """Return the minutes to wait after the ``count``-th failure in a row.

    >>> [pause(count) for count in (0, 1, 2, 3, 4, 5, 99)]
    [5, 5, 15, 45, 135, 240, 240]
    """
    return PAUSES[min(max(count, 1), len(PAUSES)) - 1]


def text_to_html(text: str) -> Markup:
    """Return plain text as HTML that keeps its lines.

    >>> text_to_html("Tea < coffee\\nBye")
    Markup('<p>Tea &lt; coffee<br>Bye</p>')
    """
    lines = Markup("<br>").join(escape(line) for line in (text or "").split("\n"))
    return Markup("<p>%s</p>") % lines


def html_to_text(html: str) -> str:
    """Return the words of a simple HTML text, one line for each paragraph.

    >>> html_to_text("<p>Tea &lt; coffee<br>Bye</p><p>Anna</p>")
    'Tea < coffee\\nBye\\nAnna'
    """
    text = unescape(_TAG.sub("", _BREAK.sub("\n", str(html or ""))))
    return _MANY_LINES.sub("\n\n", text.replace("\xa0", " ")).strip()


def one_line(text: str) -> str:
    """Return a text without line breaks, which no header of an e-mail may have.

    >>> one_line("Anna\\r\\nKowalska "), one_line(False)
    ('Anna Kowalska', '')
    """
    return " ".join((text or "").split())


def raised_from(error: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what it was raised from, outermost first."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _replies(error: BaseException) -> list[tuple[int, str]]:
    """Return the server's answers (code, words) held by an SMTP exception."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = list(error.recipients.values())
    elif isinstance(error, smtplib.SMTPResponseException):
        answers = [(error.smtp_code, error.smtp_error)]
    else:
        return []
    return [
        (
            code,
            words.decode(errors="replace") if isinstance(words, bytes) else str(words),
        )
        for code, words in answers
    ]


def smtp_words(error: BaseException) -> str:
    """Return what a mail server or our own code said, without Python's dressing.

    >>> smtp_words(smtplib.SMTPRecipientsRefused({"a@b.c": (550, b"No such user")}))
    '550 No such user'
    >>> smtp_words(ConnectionRefusedError(111, "Connection refused"))
    'Connection refused'
    >>> wrapped = Exception("Mail Delivery Failed", "by the server 'None'")
    >>> wrapped.__cause__ = smtplib.SMTPNotSupportedError("It takes no ä before the @")
    >>> smtp_words(wrapped)
    'It takes no ä before the @'
    """
    for part in raised_from(error):
        if replies := _replies(part):
            return "; ".join(f"{code} {words}" for code, words in replies)
    last = list(raised_from(error))[-1]
    # errors of smtplib are such, too, and have a text of their own
    if isinstance(last, OSError) and (words := last.strerror or str(last)):
        return words
    return str(error) or type(error).__name__


def smtp_verdict(error: BaseException, body_sent: bool) -> str:
    """Judge a failed attempt to hand a message to a mail server.

    ``body_sent``: whether the text was on its way when it failed.

    >>> smtp_verdict(smtplib.SMTPRecipientsRefused({"a@b.c": (550, b"")}), False)
    'refused'
    >>> smtp_verdict(smtplib.SMTPDataError(451, b"try again"), True)
    'later'
    >>> smtp_verdict(smtplib.SMTPSenderRefused(530, b"log in", "us"), False)
    'server'
    >>> closed = smtplib.SMTPServerDisconnected("closed")
    >>> smtp_verdict(closed, True), smtp_verdict(closed, False)
    ('unsure', 'dropped')
    """
    for part in raised_from(error):
        if isinstance(part, (smtplib.SMTPSenderRefused, smtplib.SMTPHeloError)):
            return SERVER
        if replies := _replies(part):
            lasting = any(code >= 500 for code, __ in replies)
            return REFUSED if lasting else LATER
        if isinstance(
            part, (smtplib.SMTPNotSupportedError, UnicodeError, AssertionError)
        ):
            return REFUSED
        if isinstance(part, (smtplib.SMTPServerDisconnected, OSError)):
            return UNSURE if body_sent else DROPPED
    return UNSURE if body_sent else LATER


class SmtpLine:
    """One connection to a mail server, opened when needed, reopened when it drops.

    ``connect`` opens a session; it may return None (core does in tests), then the
    caller's sending function does without one.
    """

    def __init__(self, connect: Callable[[], Any]) -> None:
        self._connect = connect
        self.session: Any = None
        self.is_open = False
        self.body_sent = False

    def open(self) -> Any:
        """Return the session, connecting if there is none."""
        if not self.is_open:
            self.session = self._connect()
            self.is_open = True
            if isinstance(self.session, smtplib.SMTP):
                self._watch(self.session)
        self.body_sent = False
        return self.session

    def _watch(self, session: smtplib.SMTP) -> None:
        """Note when a message's text leaves; smtplib sends commands as str."""
        send = session.send

        def watched(data):
            self.body_sent = self.body_sent or isinstance(data, (bytes, bytearray))
            return send(data)

        session.send = watched  # type: ignore[method-assign]

    def drop(self) -> None:
        """Forget a connection that is broken."""
        if isinstance(self.session, smtplib.SMTP):
            self.session.close()
        self.session, self.is_open = None, False

    def close(self) -> None:
        """Say goodbye."""
        if self.session is not None and self.is_open:
            with suppress(smtplib.SMTPException, OSError):  # it may have gone already
                self.session.quit()
        self.session, self.is_open = None, False
