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
# The layout without a country, with its other places left as they are.
NOWHERE = {**{part: f"%({part})s" for part in PARTS}, "country_name": ""}


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
            LEFT JOIN res_country_state state ON state.id = p.state_id
            LEFT JOIN (%(layouts)s) country ON country.id = p.country_id
            CROSS JOIN LATERAL (SELECT %(text)s AS text OFFSET 0) AS typed
            CROSS JOIN LATERAL (
                SELECT typed.text, btrim(regexp_replace(
                    CASE WHEN octet_length(typed.text) > char_length(typed.text)
                          AND typed.text ~ %(accented)s  -- translating is slow
                    THEN translate(lower(typed.text COLLATE "C"),
                                   %(capitals)s, %(small)s)
                    ELSE lower(typed.text COLLATE "C") END,
                    %(rest)s, ' ', 'g')) AS key
                OFFSET 0) AS block
            """,
            layouts=self._gate_layouts(),
            text=self._gate_plain_text_post(),
            accented=f"[{CAPITALS}]",
            capitals=CAPITALS,
            small=SMALL,
            rest=f"[^a-z0-9{KEPT}]+",
        )

    @api.model
    def _gate_layouts(self):
        """Return a query of the countries with their layout, their names filled in."""
        return SQL(
            """
            SELECT id, zip_required, %s AS layout FROM res_country OFFSET 0
            """,
            self._gate_filled(
                SQL("coalesce(nullif(address_format, ''), %s)", LAYOUT),
                {
                    "company_name": SQL("''"),
                    "country_code": SQL("code"),
                    "country_name": SQL("name->>'en_US'"),
                },
            ),
        )

    @api.model
    def _gate_plain_text_post(self):
        """Return SQL: the layout of the country with the parts of the address."""
        return self._gate_filled(
            SQL("coalesce(country.layout, %s)", LAYOUT % NOWHERE),
            {
                **{part: SQL.identifier("p", part) for part in PARTS},
                "state_code": SQL("state.code"),
                "state_name": SQL("state.name"),
            },
        )

    @api.model
    def _gate_filled(self, text, values):
        for name, value in values.items():
            text = SQL("replace(%s, %s, coalesce(%s, ''))", text, f"%({name})s", value)
        return text

    @api.model
    def _gate_plain_post(self, channel):
        return SQL(
            """
            CASE WHEN (coalesce(p.street, '') = '' AND coalesce(p.street2, '') = '')
                      OR coalesce(p.city, '') = ''
                      OR (country.zip_required IS DISTINCT FROM FALSE
                          AND coalesce(p.zip, '') = '') THEN 'missing'
                 WHEN block.text !~ %(plain)s
                      -- what was typed must not be read as a part of the layout
                      OR strpos(p.street, %(sign)s) > 0 OR strpos(p.zip, %(sign)s) > 0
                      OR strpos(p.street2, %(sign)s) > 0 OR strpos(p.city, %(sign)s) > 0
                      THEN 'unread' END
            """,
            plain=PLAIN_POST,
            sign="%",
        )
