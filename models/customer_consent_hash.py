# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL

from ..tools.address_hash import medium
from .customer_consent import KEY_PARAMETER

# The addresses whose normal form PostgreSQL can make: printable ASCII without blanks,
# numbers in E.164. Everything else is hashed in Python.
PLAIN = {"email": "^[!-~]+$", "phone": r"^\+[0-9]+$"}


class CustomerConsent(models.Model):
    """The hash of an address, computed where the addresses are.

    A hundred thousand of them need not travel to Python and back. The key does not
    travel either: a log of slow queries would keep it.
    """

    _inherit = "customer.consent"

    @api.model
    def _hash_pads(self, channel):
        """Return a query of the two blocks of bytes, `inner` and `outer`, of HMAC.

        `tools.address_hash.address_hash` says the same in Python; a test compares them.
        """
        self._address_key()  # makes it the first time, and complains when it is lost
        self.env["ir.config_parameter"].flush_model(["key", "value"])
        return SQL(
            r"""
            SELECT string_agg(set_byte('\x00', 0, get_byte(padded, i) # 54), ''
                              ORDER BY i)
                       || convert_to('address', 'UTF8') || '\x00'
                       || convert_to(%(medium)s, 'UTF8') || '\x00' AS inner,
                   string_agg(set_byte('\x00', 0, get_byte(padded, i) # 92), ''
                              ORDER BY i) AS outer
              FROM (SELECT CASE WHEN octet_length(value) > 64
                           THEN sha256(convert_to(value, 'UTF8'))
                           ELSE convert_to(value, 'UTF8') END AS key
                      FROM ir_config_parameter WHERE key = %(name)s) AS stored
        CROSS JOIN LATERAL (SELECT key || decode(repeat('00', 64 - length(key)), 'hex')
                            AS padded) AS block
        CROSS JOIN generate_series(0, 63) AS i
            """,
            medium=medium(channel),
            name=KEY_PARAMETER,
        )

    @api.model
    def _plain_hash(self, key, pads):
        """Return the expression of the hash of an address that is plain.

        Of another one it would be a wrong hash: the caller looks first.

        :param key: SQL of the address in its normal form
        :param pads: SQL of the name under which `_hash_pads` is joined
        """
        return SQL(
            """
            encode(sha256(%(pads)s.outer || sha256(%(pads)s.inner
                || convert_to(%(key)s, 'UTF8'))), 'hex')
            """,
            key=key,
            pads=pads,
        )
