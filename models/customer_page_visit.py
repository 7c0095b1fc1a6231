# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import hashlib
import hmac
import ipaddress
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

WINDOW = timedelta(minutes=10)
# Posts in a window: for one link, and from one remote address.
PER_LINK, PER_REMOTE = 20, 100
# So many posts of a genuine link are taken whatever else comes from where it comes
# from: behind one address there may be a town, or our own proxy.
ALWAYS = 5


class CustomerPageVisit(models.Model):
    """How often the customers' pages were posted to: a limit without a lock.

    Each post that is let through is a row of its own, so parallel ones wait for nobody
    and none fails because of another. Who is refused leaves no row, so an attack does
    not fill the table. Two that come at once may both be let through, which is
    harmless.
    """

    _name = "customer.page.visit"
    _description = "Post to a customer's page"
    _log_access = False

    key = fields.Char(required=True)
    at = fields.Datetime(required=True)

    _key_idx = models.Index("(key, at)")
    _at_idx = models.Index("(at)")

    @api.model
    def _refused_for(self, link, remote):
        """Return for how many seconds a post is refused; 0 lets it through.

        :param link: what names a genuine link; empty for any other
        :param remote: the remote address
        """
        now = fields.Datetime.now()
        link_key, remote_key = self._key("link", link), self._key("remote", remote)
        rows = self.env.execute_query(
            SQL(
                "SELECT key, count(*), min(at) FROM customer_page_visit"
                " WHERE key IN %s AND at > %s GROUP BY key",
                (link_key, remote_key),
                now - WINDOW,
            )
        )
        found = {key: (count, first) for key, count, first in rows}
        by_link, first_of_link = found.get(link_key, (0, now))
        by_remote, first_of_remote = found.get(remote_key, (0, now))
        first = None
        if link and by_link >= PER_LINK:
            first = first_of_link
        elif by_remote >= PER_REMOTE and not (link and by_link < ALWAYS):
            first = first_of_remote
        return max(1, int((first + WINDOW - now).total_seconds())) if first else 0

    @api.model
    def _count(self, link, remote):
        """Remember a post that was let through."""
        keys = [self._key("remote", remote)]
        if link:
            keys.append(self._key("link", link))
        self.env.cr.execute(
            SQL(
                "INSERT INTO customer_page_visit (key, at)"
                " SELECT unnest(%s::varchar[]), %s",
                keys,
                fields.Datetime.now(),
            )
        )

    @api.model
    def _key(self, kind, text):
        """Neither a link nor an address is kept in clear. An IPv6 address stands for
        its network: whoever has one has billions."""
        if kind == "remote":
            text = _network(text)
        secret = self.env["customer.consent"]._address_key()
        message = f"visit\0{kind}\0{text}".encode()
        return hmac.digest(secret, message, hashlib.sha256).hex()[:32]

    @api.autovacuum
    def _forget_old(self):
        self.env.cr.execute(
            SQL(
                "DELETE FROM customer_page_visit WHERE at < %s",
                fields.Datetime.now() - WINDOW,
            )
        )


def _network(text):
    """Return what stands for a remote address.

    >>> _network("192.0.2.7"), _network("2001:db8:1:2:3::4"), _network("")
    ('192.0.2.7', '2001:db8:1:2::/64', '')
    """
    try:
        address = ipaddress.ip_address(text or "")
    except ValueError:
        return text or ""
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))
