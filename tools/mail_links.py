# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Headers of e-mails that mail programs read as they stand."""

from __future__ import annotations

import email.policy
from email.message import EmailMessage

LINKS = {"list-unsubscribe"}
_whole = email.policy.SMTP.clone(max_line_length=None)


class LinkPolicy(type(email.policy.SMTP)):
    """Odoo's policy, which leaves a link in one piece.

    Python folds what is longer than a line as an encoded word. A link (RFC 2369) must
    not be one: no mail program would offer to unsubscribe.
    """

    def _fold(self, name, value, *args, **kwargs):
        if name.lower() in LINKS:
            return _whole._fold(name, value, *args, **kwargs)
        return super()._fold(name, value, *args, **kwargs)


def keep_links(message: EmailMessage) -> EmailMessage:
    r"""Let a message be sent with its links as they are.

    >>> letter = EmailMessage(policy=email.policy.SMTP)
    >>> letter["Subject"] = "Zażółć"
    >>> letter["List-Unsubscribe"] = f"<https://shop.example.com/{'a' * 90}>"
    >>> b"=?utf-8?q?=3Chttps=3A" in letter.as_bytes()
    True
    >>> sent = keep_links(letter).as_bytes()
    >>> f"List-Unsubscribe: <https://shop.example.com/{'a' * 90}>\r\n".encode() in sent
    True
    >>> b"Subject: =?utf-8?" in sent
    True
    """
    message.policy = LinkPolicy(linesep=message.policy.linesep)
    return message
