# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL

from ..tools.data_place import DELETE, KEEP, WORDS
from ..tools.data_review import INVOICE
from .customer_data_map_key import CODE, EMAIL, NAME, PHONE, PLATE
from .customer_data_map_rows import ROWS
from .customer_data_map_tie import PERSON

# So many ids of one model are remembered, to open them.
OPENED = 5000
# Of so many persons the addresses and names are looked for as well.
FEW = 20
# Rows that name their customer, to find the customer by what is in them.
OWNED = ("customer.alias", "customer.phone", "customer.asset", "res.partner.bank")


class CustomerDataMap(models.AbstractModel):
    """What is held about somebody: how many rows, where, and how they were found."""

    _inherit = "customer.data.map"

    @api.model
    def _likely_keys(self, text):
        """Return {kind of key: [text]} of all that a text can be."""
        digits = sum(map(str.isdigit, text))
        if "@" in text:
            return {EMAIL: [text]}
        keys = dict.fromkeys((NAME, PLATE, CODE), [text])
        if digits >= 6:
            keys[PHONE] = [text]
        return keys

    @api.model
    def _people_of(self, keys, limit):
        """Return the customers of these keys whom the user may see, archived ones too.

        :param keys: {kind of key: texts}
        """
        ids = set()
        for model, query in self._person_key_rows(keys).items():
            if model == PERSON:
                column = SQL("id")
            elif model in OWNED:
                column = SQL("partner_id")
            else:
                continue
            ids.update(
                row[0]
                for row in self.env.execute_query(
                    SQL(
                        "SELECT DISTINCT %s FROM %s WHERE id IN %s LIMIT %s",
                        column,
                        SQL.identifier(self.env[model]._table),
                        query,
                        limit,
                    )
                )
            )
        partners = self.env[PERSON].with_context(active_test=False)
        found = partners.search([("id", "in", list(ids))], limit=limit, order="id")
        for text in keys.get(NAME, ()):
            found |= partners.search(
                [("complete_name", "ilike", text)], limit=limit, order="id"
            )
        return found[:limit]

    @api.model
    def _keys_of(self, partners):
        """Return {kind of key: texts} by which these persons can be found elsewhere."""
        subjects = self._subjects(partners)
        if len(subjects) > FEW:
            return {}
        phones = subjects.customer_phone_ids
        return {
            EMAIL: list(filter(None, subjects.mapped("email_normalized"))),
            PHONE: list(filter(None, phones.mapped("number_e164"))),
            NAME: list(filter(None, subjects.mapped("name"))),
            CODE: list(filter(None, subjects.mapped("ref"))),
            PLATE: [
                value
                for asset in self._subject_assets(partners)
                for value in (asset.plate, asset.vin, asset.chip)
                if value
            ],
        }

    @api.model
    def _lookup(self, partners, keys, is_thorough=False):
        """Return what is held, as a list of (how, model, count, first ids).

        how: `link` of what refers to these persons, `value` of what refers to nobody
        and holds one of the keys, `text` of what holds one within other words.
        """
        batch = self._person_batch(partners)
        result = [
            ("link", *row)
            for row in self.env.execute_query(
                SQL(
                    "SELECT model, count(*), (array_agg(res_id ORDER BY res_id))[:%s]"
                    " FROM %s WHERE batch = %s GROUP BY model",
                    OPENED,
                    ROWS,
                    batch,
                )
            )
        ]
        seen = self._count_others(batch, "value", self._person_key_rows(keys), result)
        if is_thorough:
            queries = self._text_rows(
                [text for texts in keys.values() for text in texts]
            )
            self._count_others(batch, "text", queries, result, seen)
        return result

    @api.model
    def _count_others(self, batch, how, queries, result, but=None):
        """Add to the result what was not found before; return {model: query}."""
        for model, query in queries.items():
            known = SQL("id NOT IN %s", self._rows_query(batch, model))
            if but and model in but:
                known = SQL("%s AND id NOT IN %s", known, but[model])
            [(count, ids)] = self.env.execute_query(
                SQL(
                    "SELECT count(*), (array_agg(id ORDER BY id))[:%s] FROM %s"
                    " WHERE id IN %s AND %s",
                    OPENED,
                    SQL.identifier(self.env[model]._table),
                    query,
                    known,
                )
            )
            if count:
                result.append((how, model, count, ids))
        return queries

    @api.model
    def _text_rows(self, texts):
        """Return {model: SQL subquery} of rows with one of these anywhere in words."""
        patterns = [f"%{self._like(text)}%" for text in texts]
        columns = {}
        for place in self._places():
            if place.column and place.kind in WORDS and place.kind != "binary":
                columns.setdefault(place.model, []).append(
                    SQL("t.%s::text", SQL.identifier(place.column))
                )
        return {
            model: SQL(
                "(SELECT t.id FROM %s t WHERE concat_ws(chr(10), %s) ILIKE ANY(%s))",
                SQL.identifier(self.env[model]._table),
                SQL(", ").join(names),
                patterns,
            )
            for model, names in columns.items()
        }

    @api.model
    def _fate_of(self, model):
        """Return (what *Anonymise* does with rows of a model, why something stays)."""
        places = self._places(model)
        words = [place for place in places if place.kind in WORDS]
        fates = {place.anonymise for place in words or places}
        if model == "ir.attachment":
            # those of the invoices stay with the invoices
            return "partly", self._say(INVOICE)
        if DELETE in fates:
            return "delete", ""
        kept = [place for place in places if place.anonymise == KEEP]
        lawful = [place for place in kept if place.retention] or kept
        reason = self._say(lawful[0].reason) if lawful else ""
        if not fates - {KEEP}:
            return "keep", reason
        if any(place.retention for place in kept):
            return "partly", reason
        return "empty", ""
