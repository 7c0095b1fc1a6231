# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.phone_numbers import read_numbers
from .customer_phone import QUIET, STEPS
from .res_partner_event import REASON

DECIDES_REGION = {"country_id", "company_id"}


class ResPartner(models.Model):
    """Many numbers for each contact; `phone` is the primary one.

    Two directions, each set-wise: `_take_phones` follows what was written to `phone`,
    `_settle_phones` what was done to the rows. Both work for everybody who may write
    the contact, with or without a level, and end with the same: one primary row where
    there are rows, and its number in `phone`.
    """

    _inherit = "res.partner"

    # copied by `copy`, so that it does not depend on who may see the rows
    customer_phone_ids = fields.One2many(
        "customer.phone",
        "partner_id",
        "Phones",
        copy=False,
        groups="customer_care.function_customer_see",
    )

    @api.model
    def _functions_to_write(self):
        return {
            **super()._functions_to_write(),
            "customer_phone_ids": "customer_change",
        }

    def _phone_regions(self):
        """Return the codes of the countries whose numbers this contact writes."""
        # sudo: the company's country is read for users of any company
        company = self.sudo().company_id or self.env.company.sudo()
        return (self.country_id.code or "", company.country_id.code or "")

    def _read_phone(self, text, regions=None):
        """Return the numbers in a text, as this contact writes them."""
        return read_numbers(text or "", *(regions or self._phone_regions()))

    @api.model_create_multi
    def create(self, vals_list):
        quiet = self.with_context(**{QUIET: True})
        partners = self.browse(super(ResPartner, quiet).create(vals_list).ids)
        told = partners.filtered("phone")
        if any(vals.get("customer_phone_ids") for vals in vals_list):
            # rows that were given have put their number there already
            told = told.browse(told._strange_phones())
        told._take_phones()
        return partners

    def write(self, vals):
        if "phone" not in vals:
            result = super().write(vals)
        elif "customer_phone_ids" in vals:
            return self._write_rows_then_phone(dict(vals))
        else:
            old = self._phone_texts()
            before = {partner.id: partner.phone for partner in self}
            result = super().write(vals)
            self._take_phones(before)
            self._log_phones(old)
        if DECIDES_REGION & vals.keys():
            self._reread_phones()
        return result

    def _write_rows_then_phone(self, vals):
        """Rows first; a `phone` that they emptied already is not emptied again."""
        phone = vals.pop("phone")
        before = {partner.id: partner.phone for partner in self}
        self.write(vals)
        rest = self.filtered(lambda p: phone or p.phone == before[p.id])
        return rest.write({"phone": phone}) if rest else True

    def copy(self, default=None):
        copies = super().copy(default)
        if {"phone", "customer_phone_ids"} & (default or {}).keys():
            return copies
        # sudo: `phone` is copied for everybody, and the other numbers with it
        steps = self.env["customer.phone"].sudo().with_context(**{STEPS: True})
        # sudo: as above
        pairs = [
            (source, target)
            for source, target in zip(self.sudo(), copies.sudo(), strict=True)
            if source.customer_phone_ids
        ]
        steps.browse(
            [row.id for _s, target in pairs for row in target.customer_phone_ids]
        ).unlink()
        steps.create(
            [
                {**data, "partner_id": target.id}
                for source, target in pairs
                for data in source.customer_phone_ids.copy_data()
            ]
        )
        return copies

    def _check_phone_access(self):
        """Whoever may not write a contact may not change its numbers either."""
        if not self.env.su:
            self.check_access("write")

    def _phone_rows(self):
        """Return {partner: its rows}; the empty recordset for those without."""
        # sudo: `phone` is kept in step whoever writes it, with or without a level
        rows = (
            self.env["customer.phone"].sudo().search([("partner_id", "in", self.ids)])
        )
        found = rows.grouped("partner_id")
        # sudo: rows follow `phone`, whoever may write it
        return {partner: found.get(partner, rows.browse()) for partner in self.sudo()}

    def _take_phones(self, before=None):
        """Follow what was written to `phone`; ``before``: {partner id: its value}.

        A number that is a row already becomes the primary one, another one takes the
        place of the primary one, further numbers become rows; nothing removes the
        primary one, and the next takes its place.
        """
        # sudo: rows follow `phone`, whoever may write it
        values, dropped, wanted = [], self.env["customer.phone"].sudo(), []
        for partner, rows in self._phone_rows().items():
            numbers = partner._read_phone(partner.phone)
            used = rows.browse()
            if old := partner._read_phone((before or {}).get(partner.id)):
                used = rows._find(old[0])
            if not numbers:
                dropped |= used
                continue
            if row := rows._find(numbers[0]) or used:
                row._take_number(numbers[0])
                wanted.append(row.id)
            values += [
                {
                    "partner_id": partner.id,
                    "number": number.typed,
                    "is_primary": not position,
                }
                for position, number in enumerate(numbers)
                if not rows._find(number)
            ]
        steps = dropped.with_context(**{STEPS: True})
        steps.unlink()
        wanted += steps.create(values).filtered("is_primary").ids
        self._settle_phones(wanted)

    def _adopt_phones(self):
        """Give rows to numbers that stand in `phone` alone.

        They were written past the ORM, or in the same call as the rows.
        """
        strange = self.browse(self._strange_phones())
        values = [
            {"partner_id": partner.id, "number": number.typed}
            for partner, rows in strange._phone_rows().items()
            for number in partner._read_phone(partner.phone)
            if not rows._find(number)
        ]
        # sudo: rows follow `phone`, whoever may write it
        self.env["customer.phone"].sudo().with_context(**{STEPS: True}).create(values)

    def _strange_phones(self):
        """Return the ids of those whose `phone` is not the number of a primary row."""
        self.env["res.partner"].flush_model(["phone"])
        self.env["customer.phone"].flush_model(["partner_id", "is_primary", "number"])
        found = self.env.execute_query(
            SQL(
                """
                SELECT p.id
                  FROM res_partner p
             LEFT JOIN customer_phone c ON c.partner_id = p.id AND c.is_primary
                 WHERE p.id = ANY(%s) AND trim(p.phone) <> ''
                   AND c.number IS DISTINCT FROM p.phone
                """,
                self.ids,
            )
        )
        return [partner_id for (partner_id,) in found]

    def _settle_phones(self, wanted=()):
        """Follow what was done to the rows: one is primary, and stands in `phone`.

        :param wanted: ids of rows that were made primary
        """
        marked, unmarked, phones = [], [], {}
        wanted = set(wanted)
        for partner, rows in self._phone_rows().items():
            primary = rows._choose_primary(wanted, partner.phone)
            marked += primary.filtered(lambda row: not row.is_primary).ids
            unmarked += (rows - primary).filtered("is_primary").ids
            if (primary.number or "") != (partner.phone or ""):
                phones[partner.id] = primary.number or None
        # sudo: as in `_phone_rows`
        steps = self.env["customer.phone"].sudo().with_context(**{STEPS: True})
        steps.browse(marked).write({"is_primary": True})
        steps.browse(unmarked).write({"is_primary": False})
        self._store_phones(phones)

    @api.model
    def _store_phones(self, phones):
        """Write {partner id: number}, in one query, and tell whoever depends on it."""
        if not phones:
            return
        # sudo: the caller may write these contacts, or the rows of them
        partners = self.sudo().browse(phones)
        if not self.env.context.get("tracking_disable"):
            partners._track_prepare(["phone"])
        partners.flush_recordset(["phone"])
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_partner p SET phone = t.phone
                  FROM unnest(%s::int[], %s::varchar[]) AS t (id, phone)
                 WHERE p.id = t.id
                """,
                list(phones),
                list(phones.values()),
            )
        )
        partners.invalidate_recordset(["phone"])
        partners.modified(["phone"])

    def _join_phones(self):
        """Put the numbers of merged contacts in order: none twice, one primary."""
        # sudo: a merge joins all numbers; its verb checked the function
        doubles = self.env["customer.phone"].sudo()
        for rows in self._phone_rows().values():
            first = {}
            rows = rows.sorted(
                lambda row: not (row.is_primary and row.number == self.phone)
            )
            for row in rows:
                kept = first.setdefault(row._key(), row)
                if kept != row:
                    kept.note = kept.note or row.note
                    doubles |= row
        doubles.with_context(**{STEPS: True}).unlink()
        self._settle_phones()

    def _reread_phones(self):
        """Try again what was not understood in the country or company before."""
        unclear = (
            # sudo: as in `_phone_rows`
            self.env["customer.phone"]
            .sudo()
            .search([("partner_id", "in", self.ids), ("is_understood", "=", False)])
        )
        unclear.modified(["number"])
        # sudo: the country of a company counts for its contacts, whoever sets it
        self.sudo().ref_company_ids._reread_phones()

    def _phone_texts(self):
        """Return {partner id: its numbers as one text}, the primary one first."""
        if self.env.context.get(QUIET) or not self.ids:
            return {}
        self.env["customer.phone"].flush_model()
        rows = self.env.execute_query(
            SQL(
                "SELECT partner_id, number, extension FROM customer_phone"
                " WHERE partner_id = ANY(%s)"
                " ORDER BY is_primary DESC NULLS LAST, sequence, id",
                self.ids,
            )
        )
        texts = {}
        for partner_id, number, extension in rows:
            text = self.env["customer.phone"]._text_of(number, extension)
            texts.setdefault(partner_id, []).append(text)
        return {key: "\n".join(value) for key, value in texts.items()}

    def _log_phones(self, old):
        """Write down what became of the numbers of customers since `_phone_texts`."""
        if self.env.context.get(QUIET):
            return
        new = self._phone_texts()
        changed = self.browse(i for i in self.ids if old.get(i, "") != new.get(i, ""))
        # sudo: whose history it is does not depend on who may read it
        self.env["customer.event"]._log(
            [
                {
                    "partner_id": partner.id,
                    "kind": "phone",
                    "old_value": old.get(partner.id, ""),
                    "new_value": new.get(partner.id, ""),
                    "reason": self.env.context.get(REASON),
                }
                for partner in changed.sudo()._of_customers()
            ]
        )
