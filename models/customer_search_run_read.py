# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL


class CustomerSearchRun(models.Model):
    """Readers of the frozen list, in its order and in constant memory."""

    _inherit = "customer.search.run"

    def _columns(self):
        """Return [{"label", "path", "type"}] of the chosen columns."""
        result = []
        for column in self.search_id.column_ids:
            field = column._field()
            if not field:
                raise UserError(
                    self.env._(
                        "The column %(column)s of %(search)s is about a field that"
                        " there is no more. Remove the column.",
                        column=column._heading(),
                        search=self.search_id.name,
                    )
                )
            self._check_column(column)
            label = column._heading()
            result.append({"label": label, "path": column.path, "type": field.type})
        return result

    def _check_column(self, column):
        """Refuse, in a sentence, a column that the runner may not read."""
        model = self._row_model()
        for name in column.path.split("."):
            field = model._fields[name]
            if not (
                model.has_access("read") and model._has_field_access(field, "read")
            ):
                raise UserError(
                    self.env._(
                        "You may not read the column %(column)s of %(search)s. Remove"
                        " it from a copy of the search, or ask who may.",
                        column=column._heading(),
                        search=self.search_id.name,
                    )
                )
            if field.relational:
                model = self.env[field.comodel_name]

    def _rows(self, batch=5000):
        """Yield lists of (recipient id, partner id, values), in the frozen order.

        Records that the runner may not see any more, or that are gone, are missing.
        """
        columns = self._columns()
        after = 0
        while found := self._list(after, batch):
            after = found[-1][0]
            records = self._row_model().browse(row[3] for row in found)
            values = self._values_of(records, columns)
            yield [
                (recipient_id, partner_id, values[row_id])
                for _place, recipient_id, partner_id, row_id in found
                if row_id in values
            ]
            self.env.invalidate_all()

    def _values_of(self, records, columns):
        """Return {id: [values as plain Python]} of the records the user may see."""
        records = records.with_context(active_test=False).exists()
        return {
            record.id: [self._plain(record, column["path"]) for column in columns]
            for record in records._filtered_access("read")
        }

    def _list(self, after, batch, condition=None):
        """Return [(place, recipient id, partner id, row id)] behind a place."""
        return self.env.execute_query(
            SQL(
                "SELECT sequence, id, partner_id, row_id FROM customer_search_recipient"
                " WHERE run_id = %s AND sequence > %s AND %s"
                " ORDER BY sequence LIMIT %s",
                self.id,
                after,
                condition or SQL("TRUE"),
                batch,
            )
        )

    def _plain(self, record, path):
        """Return a value as plain Python: names of links, words of selections."""
        *links, name = path.split(".")
        for link in links:
            record = record[link]
        field = record._fields[name]
        if field.type == "boolean":
            return any(record.mapped(name))
        if field.relational:
            # sudo: as Odoo does, which shows the names of all links
            names = record.mapped(name).sudo().mapped("display_name")
            return ", ".join(filter(None, names)) or None
        values = [self._plain_value(each, field) for each in record]
        values = [value for value in values if value is not None]
        if len(record) == 1:
            return values[0] if values else None
        return ", ".join(map(str, values)) or None

    def _plain_value(self, record, field):
        """Return a number, a date, a text; of a selection its words; None if empty."""
        value = record[field.name]
        if field.type == "selection":
            value = dict(field._description_selection(self.env)).get(value, value)
        if field.type in ("integer", "float", "monetary"):
            return value
        return None if value is False or value == "" else value

    def _addressees(self, batch=1000):
        """Yield lists of (recipient id, partner id, name, address lines, language).

        Those who may be written to by post, each customer once, in the frozen order:
        labels, postcards and letters of one run lie on the table one like the other.
        """
        after = 0
        while found := self._list(after, batch, self._by_post()):
            after = found[-1][0]
            partners = self.env["res.partner"].browse(row[2] for row in found)
            # sudo: who is in the list is settled, the address is for the envelope
            lines = partners.sudo()._search_address_lines(self.company_id)
            yield [
                (recipient_id, partner.id, *lines[partner.id])
                for (_place, recipient_id, *_ids), partner in zip(
                    found, partners, strict=True
                )
                if partner.id in lines
            ]
            self.env.invalidate_all()

    def _by_post(self):
        """Return the condition of whom paper goes to: the first row of each."""
        return SQL(
            """coalesce(refusal_post, '') = '' AND NOT EXISTS (
                    SELECT FROM customer_search_recipient earlier
                     WHERE earlier.run_id = customer_search_recipient.run_id
                       AND earlier.partner_id = customer_search_recipient.partner_id
                       AND earlier.sequence > 0
                       AND earlier.sequence < customer_search_recipient.sequence)"""
        )
