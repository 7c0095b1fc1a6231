# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.postal_letters import accented_pairs, small_letters
from .res_partner_address import LAYOUT

FUNCTION = "customer_care_postal_key"
# The same for countries and states: their addresses are read again.
AGAIN = "customer_care_postal_key_again"
CAPITALS, SMALL = accented_pairs()
KEPT = small_letters()
# Printable ASCII but for the percent sign of layouts, ends of lines, known letters.
PLAIN_POST = rf"^[\n\r\t -$&-~{CAPITALS}{KEPT}]*$"
PARTS = ("street", "street2", "zip", "city")
OF_PARTNER = (*PARTS, "state_id", "country_id")
# What a layout takes of the table, and the column by which a customer has it.
SOURCES = {
    "res_country": ("country_id", ("name", "code", "address_format", "zip_required")),
    "res_country_state": ("state_id", ("name", "code")),
}


class ResPartner(models.Model):
    """The normal form of the postal address, kept by PostgreSQL itself.

    The gate compares a hundred thousand of them with the consents and objections of
    each; bringing them into their normal form takes longer than all the rest. A
    trigger keeps it, and no computed field: a stale one would write to somebody who
    said no, and addresses are also changed by statements the ORM knows nothing of.

    `_gate_postal_block` and `tools.address_hash` say the same in Python; a test
    compares them. Blanks and ends of lines mean nothing to the hash, so the lines are
    not tidied up here.
    """

    _inherit = "res.partner"

    postal_key = fields.Char(
        "Postal address, normal form",
        readonly=True,
        copy=False,
        prefetch=False,
        export_string_translation=False,
        groups="base.group_system",
        help="Kept by the database: empty for an incomplete address, nothing at all for"
        " one that only Python can read.",
    )

    def init(self):
        result = super().init()
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger AS $$
                BEGIN
                    NEW.postal_key := (%(key)s);
                    RETURN NEW;
                END
                $$ LANGUAGE plpgsql;
                CREATE OR REPLACE TRIGGER %(function)s
                    BEFORE INSERT OR UPDATE OF %(columns)s, postal_key ON res_partner
                    FOR EACH ROW EXECUTE FUNCTION %(function)s();
                """,
                function=SQL.identifier(FUNCTION),
                key=self._postal_key_query(),
                columns=SQL(", ").join(map(SQL.identifier, OF_PARTNER)),
            )
        )
        for table, (link, columns) in SOURCES.items():
            self._follow_postal_source(table, link, columns)
        return result

    @api.model
    def _follow_postal_source(self, table, link, columns):
        """Let the addresses of a country or state be read again when it changes."""
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger AS $$
                BEGIN
                    UPDATE res_partner SET postal_key = NULL WHERE %(link)s = NEW.id;
                    RETURN NULL;
                END
                $$ LANGUAGE plpgsql;
                CREATE OR REPLACE TRIGGER %(function)s
                    AFTER UPDATE OF %(columns)s ON %(table)s FOR EACH ROW
                    WHEN ((%(old)s) IS DISTINCT FROM (%(new)s))
                    EXECUTE FUNCTION %(function)s();
                """,
                function=SQL.identifier(f"{AGAIN}_{link}"),
                table=SQL.identifier(table),
                link=SQL.identifier(link),
                columns=SQL(", ").join(map(SQL.identifier, columns)),
                old=SQL(", ").join(SQL.identifier("old", name) for name in columns),
                new=SQL(", ").join(SQL.identifier("new", name) for name in columns),
            )
        )

    @api.model
    def _post_init_postal_keys(self):
        """Read the addresses that were there before: touching a row is enough."""
        self.env.cr.execute(
            SQL("UPDATE res_partner SET postal_key = NULL WHERE postal_key IS NULL")
        )

    @api.model
    def _postal_key_query(self):
        """Return SQL of the normal form of the row NEW of a trigger.

        Empty when the address is incomplete, NULL when only Python can read it.
        """
        return SQL(
            """
            SELECT CASE
                WHEN (coalesce(p.street, '') = '' AND coalesce(p.street2, '') = '')
                  OR coalesce(p.city, '') = ''
                  OR (country.zip_required IS DISTINCT FROM FALSE
                      AND coalesce(p.zip, '') = '') THEN ''
                WHEN typed.text !~ %(plain)s
                  -- what was typed must not be read as a part of the layout
                  OR strpos(concat(p.street, p.street2, p.zip, p.city), %(sign)s) > 0
                THEN NULL
                ELSE btrim(regexp_replace(translate(lower(typed.text COLLATE "C"),
                     %(capitals)s, %(small)s), %(rest)s, ' ', 'g')) END
              FROM (SELECT %(row)s) AS p
         LEFT JOIN res_country_state state ON state.id = p.state_id
         LEFT JOIN res_country country ON country.id = p.country_id
     CROSS JOIN LATERAL (SELECT %(text)s AS text) AS typed
            """,
            # one by one: a record of all columns is another type after the next addon
            row=SQL(", ").join(
                SQL("%s AS %s", SQL.identifier("new", name), SQL.identifier(name))
                for name in OF_PARTNER
            ),
            plain=PLAIN_POST,
            sign="%",
            capitals=CAPITALS,
            small=SMALL,
            rest=f"[^a-z0-9{KEPT}]+",
            text=self._postal_text(),
        )

    @api.model
    def _postal_text(self):
        """Return SQL: the layout of the country with the parts of the address."""
        text = SQL("coalesce(nullif(country.address_format, ''), %s)", LAYOUT)
        values = {
            "company_name": SQL("''"),
            **{part: SQL.identifier("p", part) for part in PARTS},
            "state_code": SQL("state.code"),
            "state_name": SQL("state.name"),
            "country_code": SQL("country.code"),
            "country_name": SQL("country.name->>'en_US'"),
        }
        for name, value in values.items():
            text = SQL("replace(%s, %s, coalesce(%s, ''))", text, f"%({name})s", value)
        return text


def drop_triggers(env):
    """The functions go with the addon, and take their triggers along."""
    names = [FUNCTION, *(f"{AGAIN}_{link}" for link, _columns in SOURCES.values())]
    for name in names:
        env.cr.execute(
            SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(name))
        )
