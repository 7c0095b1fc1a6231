# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.asset_key import plate_key
from ..tools.merged_sql import with_survivors
from .customer_asset import KEYS
from .res_partner_search import SHORTEST

# A sentence is not a search: so many words are looked for one by one.
MOST_WORDS = 4
# More than that is no answer to somebody who typed a number.
MANY = 10_000


def _trigrams(*columns):
    """Define one index for any part of any of these columns; none without pg_trgm."""

    def definition(registry):
        if not registry.has_trigram:
            return ""
        operators = ", ".join(f"{each} gin_trgm_ops" for each in columns)
        return f"USING gin ({operators})"

    return definition


class CustomerAsset(models.Model):
    """Found by name, plate, former plate, VIN, chip and serial number.

    What was typed is compared as keys: spaces, signs and O for 0 do not matter, and any
    three characters in a row are enough, such as the end of a VIN. Each way is a query
    of its own that uses an index of its own; see `res_partner_search.py` for why they
    are not joined by OR.
    """

    _inherit = "customer.asset"

    _keys_trigram_idx = models.Index(_trigrams(*KEYS))

    @api.model
    def _search_display_name(self, operator, value):
        """Negative operators are the opposite of the positive ones, by the ORM."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        if operator == "in":
            return self._search_exactly(value)
        words = value.split() if isinstance(value, str) else []
        if operator not in ("ilike", "like") or not words:
            return super()._search_display_name(operator, value)
        return self._named(" ".join(words)) | Domain("id", "in", self._numbered(words))

    @api.model
    def _named(self, term):
        escaped = term.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
        return Domain("name", "ilike", escaped)

    @api.model
    def _numbered(self, words):
        """Return the ids of what is meant by a number, or by its name and a number.

        As ids, for they are few; of a name there may be a thousand, which the query
        around this walks by itself. What was merged stands for what it went into.
        """
        # sudo: the query around this obeys the rules, for all ways together
        assets = self.sudo().with_context(active_test=False)
        term = " ".join(words)
        found = [self._by_numbers(term)]
        merged = self._named(term) & Domain("merged_into_id", "!=", False)
        found.append(assets._search(merged).subselect())
        if len(words) <= MOST_WORDS:
            for at in range(1, len(words)):
                parts = " ".join(words[:at]), " ".join(words[at:])
                for name, number in (parts, parts[::-1]):
                    numbers = Domain("id", "in", self._by_numbers(number))
                    found.append(
                        assets._search(self._named(name) & numbers).subselect()
                    )
        survivors = self._survivors(found)
        rows = self.env.execute_query(SQL("SELECT * FROM %s AS found", survivors))
        return [asset_id for (asset_id,) in rows]

    @api.model
    def _by_numbers(self, term):
        """Return the SQL of the ids of what has this text in one of its numbers."""
        numbers = [
            SQL("(SELECT asset_id FROM %s AS found)", query)
            for _way, query in self._number_queries(term)
        ]
        nobody = SQL("(SELECT NULL::int)")
        return SQL("(%s)", SQL(" UNION ").join(numbers or [nobody]))

    @api.model
    def _search_exactly(self, values):
        """What an import means by a name, or by a number that is all of it."""
        texts = [value for value in values if isinstance(value, str) and value]
        domain = Domain("name", "in", list(values))
        for name, (_field, key) in KEYS.items():
            if keys := [key(text) for text in texts if key(text)]:
                domain |= Domain(name, "in", keys)
        return domain

    @api.model
    def _survivors(self, queries):
        """Return the SQL of what these found, and of what that was merged into."""
        found = with_survivors("customer_asset", queries)
        return SQL("(%s LIMIT %s)", found, MANY)

    @api.model
    def _number_queries(self, term, exact=False):
        """Return [(way, SQL)] of what has this text in one of its numbers.

        :param exact: only where it is the whole number
        :return: a way is the name of a key, or "former" for former plates; its query
            gives `asset_id` and `number`, the number as it was typed once
        """
        names = [name for pair in KEYS.items() for name in (pair[0], pair[1][0])]
        self.flush_model([*names, "merged_into_id", "partner_id", "company_id"])
        self.env["customer.asset.plate"].flush_model(["asset_id", "plate", "plate_key"])
        found = []
        for way, (field, key) in KEYS.items():
            if condition := self._number_condition(way, key(term), exact):
                query = SQL(
                    "(SELECT id AS asset_id, %s AS number"
                    " FROM customer_asset WHERE %s)",
                    SQL.identifier(field),
                    condition,
                )
                found.append((way, query))
        if condition := self._number_condition("plate_key", plate_key(term), exact):
            query = SQL(
                "(SELECT asset_id, plate AS number FROM customer_asset_plate WHERE %s)",
                condition,
            )
            found.append(("former", query))
        return found

    @api.model
    def _number_condition(self, name, text, exact):
        """Return the SQL of a key that is or contains a text, None for no text."""
        if not text:
            return None
        if exact or len(text) < SHORTEST:
            return SQL("%s = %s", SQL.identifier(name), text)
        # of letters and digits only: there is nothing to escape
        return SQL("%s LIKE %s", SQL.identifier(name), f"%{text}%")


class CustomerAssetPlate(models.Model):
    """Former plates are found by any part of them, too."""

    _inherit = "customer.asset.plate"

    _key_trigram_idx = models.Index(_trigrams("plate_key"))
