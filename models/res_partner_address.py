# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, models
from odoo.tools import SQL, email_normalize

from ..tools.address_hash import medium
from ..tools.phone_kind import may_receive_sms

# Odoo counts bounces without telling a full mailbox from a dead one. The count is
# cleared by an answer and by a new address, and another channel takes over meanwhile.
# Where the country has none.
LAYOUT = "%(street)s\n%(street2)s\n%(zip)s %(city)s\n%(country_name)s"
BOUNCE_LIMIT = 1


class ResPartner(models.Model):
    """What the gate knows about each customer, read in one query."""

    _inherit = "res.partner"

    def _gate_rows(self, channel, addresses=None):
        """Return {partner_id: row}: where each of them is reached.

        A row is a dict with `typed` (what stands in the record), `address` (what would
        be used, empty when it cannot be), `is_primary` (False for an address given by
        the caller), `number` (phones: in E.164), `is_fax`, `bounces` (e-mail).
        """
        return self._gate_rows_by_channel([channel], addresses)[channel]

    def _gate_rows_by_channel(self, channels, addresses=None):
        """Return {channel: {partner_id: row}}: several channels in one query."""
        self.env["res.partner"].flush_model()
        self.env["customer.phone"].flush_model(["partner_id", "is_primary", "type"])
        kinds = list(dict.fromkeys(map(medium, channels)))
        found = self.env.execute_query_dict(
            SQL(
                """
                SELECT p.id, %(columns)s
                  FROM res_partner p
                       %(joins)s
                 WHERE p.id = ANY(%(ids)s)
                """,
                columns=SQL(", ").join(map(self._gate_columns, kinds)),
                joins=SQL(" ").join(map(self._gate_joins, kinds)),
                ids=self._origin.ids,
            )
        )
        rows = {}
        for channel in channels:
            rows[channel] = {row["id"]: dict(row) for row in found}
            read = getattr(self, f"_gate_read_{medium(channel)}")
            for partner_id, row in rows[channel].items():
                read(row, (addresses or {}).get(partner_id))
        return rows

    @api.model
    def _gate_columns(self, kind):
        if kind == "email":
            return SQL(
                "p.email, p.email_normalized, coalesce(p.message_bounce, 0) AS bounces"
            )
        if kind == "phone":
            return SQL(
                """p.phone, p.phone_sanitized, EXISTS (
                    SELECT FROM customer_phone c
                     WHERE c.partner_id = p.id AND c.is_primary AND c.type = 'fax'
                ) AS is_fax"""
            )
        return SQL(
            """p.street, p.street2, p.zip, p.city, p.company_name,
            state.code AS state_code, state.name AS state_name, country.code AS
            country_code, country.name->>'en_US' AS country_name,
            country.address_format,
            country.zip_required"""
        )

    @api.model
    def _gate_joins(self, kind):
        if kind != "post":
            return SQL()
        return SQL(
            """
            LEFT JOIN res_country_state state ON state.id = p.state_id
            LEFT JOIN res_country country ON country.id = p.country_id
            """
        )

    @api.model
    def _gate_read_email(self, row, given):
        row["typed"] = given or row["email"]
        row["address"] = (
            email_normalize(given, strict=False) if given else row["email_normalized"]
        ) or ""
        row["is_primary"] = row["address"] == row["email_normalized"]

    @api.model
    def _gate_read_phone(self, row, given):
        row["typed"] = (given or row["phone"] or "").strip()
        number = row["phone_sanitized"] or ""
        if given and given not in (row["phone"], row["phone_sanitized"]):
            number = given if given.startswith("+") and given[1:].isdigit() else ""
        row["number"] = number
        row["address"] = number or row["typed"]
        row["is_primary"] = not given or number == row["phone_sanitized"]
        row["is_fax"] = row["is_fax"] and row["is_primary"]

    @api.model
    def _gate_read_post(self, row, given):
        row["typed"] = row["address"] = given or self._gate_postal_block(row)
        row["is_primary"] = not given

    @api.model
    def _gate_problem(self, row, channel):
        """Return what is wrong with a row's address: a key of `_gate_problems`."""
        return getattr(self, f"_gate_problem_{medium(channel)}")(row, channel)

    @api.model
    def _gate_problem_email(self, row, channel):
        if not row["typed"]:
            return "missing"
        if not row["address"]:
            return "invalid"
        if row["is_primary"] and row["bounces"] >= BOUNCE_LIMIT:
            return "bounced"
        return None

    @api.model
    def _gate_problem_phone(self, row, channel):
        if not row["typed"]:
            return "missing"
        if row["is_fax"]:
            return "fax"
        if channel == "sms" and not row["number"]:
            return "invalid"
        if channel == "sms" and not may_receive_sms(row["number"]):
            return "landline"
        return None

    @api.model
    def _gate_problem_post(self, row, channel):
        return None if row["address"] else "missing"

    @api.model
    def _gate_postal_block(self, row):
        """The lines under the name, in the country's order; empty when incomplete.

        The country is always there and in English, so that an address has the same
        consents in whatever language and company it is used.
        """
        needs_zip = row["zip_required"] is not False
        if not (row["street"] or row["street2"]) or not row["city"]:
            return ""
        if needs_zip and not row["zip"]:
            return ""
        layout = row["address_format"] or LAYOUT
        parts = defaultdict(str, {key: value or "" for key, value in row.items()})
        lines = (layout.replace("%(company_name)s", "") % parts).splitlines()
        return "\n".join(" ".join(line.split()) for line in lines if line.strip())
