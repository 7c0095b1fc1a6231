# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL

from ..tools.postal_letters import accented_pairs, small_letters
from .res_partner_address import LAYOUT

CAPITALS, SMALL = accented_pairs()
KEPT = small_letters()
# Printable ASCII but for the percent sign of layouts, ends of lines, known letters.
PLAIN_POST = rf"^[\n\r\t -$&-~{CAPITALS}{KEPT}]*$"
PARTS = ("street", "street2", "zip", "city")


class ResPartner(models.Model):
    """The gate reads postal addresses where they are, as far as they are plain.

    `_gate_postal_block` and `tools.address_hash` say the same in Python; a test
    compares them. Blanks and ends of lines mean nothing to the hash, so the lines are
    not tidied up here.
    """

    _inherit = "res.partner"

    @api.model
    def _gate_plain_tables_post(self):
        """Return the joins behind the address: `block.text` and `block.key`."""
        self.env["res.country"].flush_model()
        self.env["res.country.state"].flush_model()
        return SQL(
            """
            %(joins)s
            CROSS JOIN LATERAL (SELECT %(text)s AS text OFFSET 0) AS typed
            CROSS JOIN LATERAL (
                SELECT typed.text, btrim(regexp_replace(
                    CASE WHEN typed.text ~ %(accented)s  -- translating is slow
                    THEN translate(lower(typed.text COLLATE "C"),
                                   %(capitals)s, %(small)s)
                    ELSE lower(typed.text COLLATE "C") END,
                    %(rest)s, ' ', 'g')) AS key
                OFFSET 0) AS block
            """,
            joins=self._gate_joins("post"),
            text=self._gate_plain_text_post(),
            accented=f"[{CAPITALS}]",
            capitals=CAPITALS,
            small=SMALL,
            rest=f"[^a-z0-9{KEPT}]+",
        )

    @api.model
    def _gate_plain_text_post(self):
        """Return SQL: the layout of the country with the parts of the address."""
        values = {
            "%(company_name)s": SQL("''"),
            **{f"%({part})s": SQL.identifier("p", part) for part in PARTS},
            "%(state_code)s": SQL("state.code"),
            "%(state_name)s": SQL("state.name"),
            "%(country_code)s": SQL("country.code"),
            "%(country_name)s": SQL("country.name->>'en_US'"),
        }
        text = SQL("coalesce(nullif(country.address_format, ''), %s)", LAYOUT)
        for name, value in values.items():
            text = SQL("replace(%s, %s, coalesce(%s, ''))", text, name, value)
        return text

    @api.model
    def _gate_plain_post(self, channel):
        return SQL(
            """
            CASE WHEN (coalesce(p.street, '') = '' AND coalesce(p.street2, '') = '')
                      OR coalesce(p.city, '') = ''
                      OR (country.zip_required IS DISTINCT FROM FALSE
                          AND coalesce(p.zip, '') = '') THEN 'missing'
                 WHEN block.text !~ %s
                      OR strpos(concat(p.street, p.street2, p.zip, p.city), %s) > 0
                      THEN 'unread' END
            """,
            PLAIN_POST,
            "%",  # what was typed must not be read as a part of the layout
        )
