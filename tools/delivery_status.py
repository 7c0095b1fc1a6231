# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Read why an e-mail came back (RFC 3464): is the address dead, or only busy?

A status of 5.x.x means "do not try this message again", which is not the same as "there
is no such mailbox": a message may be too large or be taken for spam. Only statuses
about the mailbox and its domain (RFC 3463) count here. Servers that give no more than
5.0.0 are read by the reply code and the words of their diagnosis.
"""

import re
from email.message import Message

from .address_hash import normalise

# bad mailbox, bad domain, bad syntax, moved, domain takes no mail; mailbox disabled;
# host not found
DEAD = {"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4"}
GENERIC = {"5.0.0", "5.0.1", ""}
ENHANCED = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
REPLY = re.compile(r"(?<!\d)(5\d\d)(?!\d)")
WORDS = re.compile(
    r"user unknown|unknown user|no such (user|mailbox|recipient|address|person)"
    r"|does ?n[o']t exist|not exist|unknown (recipient|address|mailbox)"
    r"|(recipient|address|mailbox|user|account) (is )?(not found|unknown|unavailable"
    r"|disabled|inactive)|invalid (recipient|mailbox|address)"
    r"|no mailbox|host not found|domain not found",
    re.IGNORECASE,
)


def is_dead(status: str, diagnosis: str = "", action: str = "failed") -> bool:
    """Tell whether the address does not exist, from one recipient's fields.

    >>> is_dead("5.1.1", "smtp; 550 5.1.1 User unknown"), is_dead("5.1.10")
    (True, True)
    >>> is_dead("5.2.2", "smtp; 552 Mailbox full"), is_dead("4.4.1")
    (False, False)
    >>> is_dead("5.7.1", "smtp; 550 Message looks like spam")
    False
    >>> is_dead("5.0.0", "smtp; 550 No such user here")
    True
    >>> is_dead("5.0.0", "smtp; 550 5.1.1 <a@b.c>: unknown"), is_dead("5.0.0")
    (True, False)
    >>> is_dead("5.1.1", action="delayed"), is_dead("5.1.1", action="relayed")
    (False, False)

    Old servers say "unavailable" for a mailbox that is only full:

    >>> is_dead("5.0.0", "smtp; 552 mailbox unavailable, over quota")
    False

    A refusal in the middle of sending has no status of its own:

    >>> is_dead("", "550 No such user"), is_dead("", "550 5.1.1 Unknown")
    (True, True)
    >>> is_dead("", "550 Sender does not exist"), is_dead("", "554 Spam")
    (False, False)
    """
    if action.strip().lower() != "failed":
        return False
    match = ENHANCED.search(status or "")
    code = match[1] if match else ""
    if code in DEAD:
        return True
    if code not in GENERIC:
        return False
    if detail := ENHANCED.search(diagnosis or ""):
        if detail[1] not in GENERIC:
            return detail[1] in DEAD
    reply = REPLY.search(diagnosis or "")
    is_about_us = "sender" in (diagnosis or "").lower()
    return bool(
        reply
        and reply[1] in ("550", "551", "553")
        and not is_about_us
        and WORDS.search(diagnosis)
    )


def dead_recipients(message: Message) -> dict[str, str]:
    """Return {address: diagnosis} of those whose address does not exist.

    >>> from email import message_from_string
    >>> dead_recipients(message_from_string("Subject: Hello\\n\\nText"))
    {}
    """
    found = {}
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        payload = part.get_payload()
        # the first block is about the message, each further one about a recipient
        for block in payload[1:] if isinstance(payload, list) else ():
            for name in ("Original-Recipient", "Final-Recipient"):
                address = _address(block.get(name))
                diagnosis = str(block.get("Diagnostic-Code") or "")
                if address and is_dead(
                    str(block.get("Status") or ""),
                    diagnosis,
                    str(block.get("Action") or "failed"),
                ):
                    found[address] = " ".join(diagnosis.split())
    return found


def _address(value) -> str:
    """Return the address of "rfc822; anna@example.com", empty when it is none.

    >>> _address("rfc822; <Anna@Example.com>"), _address("x"), _address(None)
    ('anna@example.com', '', '')
    >>> _address("utf-8; anna@przykład.pl")
    'anna@xn--przykad-rjb.pl'
    """
    _kind, semicolon, text = str(value or "").partition(";")
    text = text.strip().strip("<>")
    return normalise("email", text) if semicolon and "@" in text else ""
