# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from ..tools.phone_numbers import TypedNumber, propose_type, read_numbers

QUIET = "customer_phone_quiet"  # rows of a customer who is being created: no event
STEPS = "customer_phone_steps"  # rows changed by what keeps them in step with `phone`


class CustomerPhone(models.Model):
    """A telephone number of a contact: as typed, and what it means.

    `phone` of the contact is the number of the primary row, both ways; the methods that
    keep it so are in `res_partner_phone.py`. What is not understood stays as typed.
    There is no UNIQUE constraint: core's merge of contacts would delete the rows that
    break it.
    """

    _name = "customer.phone"
    _description = "Phone number"
    _inherit = "customer.required.mixin"
    _order = "sequence, id"
    _rec_name = "number"

    partner_id = fields.Many2one(
        "res.partner", "Customer", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    type = fields.Selection(
        [
            ("mobile", "Mobile"),
            ("home", "Home"),
            ("work", "Work"),
            ("fax", "Fax"),
            ("other", "Other"),
        ],
        required=True,
        compute="_compute_type",
        store=True,
        precompute=True,
        readonly=False,
        copy=True,
    )
    number = fields.Char(required=True, help="As it was typed.")
    number_e164 = fields.Char(
        "International number",
        compute="_compute_from_number",
        store=True,
        precompute=True,
        index="btree_not_null",
    )
    is_understood = fields.Boolean(
        compute="_compute_from_number", store=True, precompute=True
    )
    digits = fields.Char(
        compute="_compute_from_number",
        store=True,
        precompute=True,
        help="What a search looks in.",
    )
    extension = fields.Char(
        compute="_compute_extension",
        store=True,
        precompute=True,
        readonly=False,
        copy=True,
    )
    note = fields.Char(
        compute="_compute_note",
        store=True,
        precompute=True,
        readonly=False,
        copy=True,
    )
    is_primary = fields.Boolean(
        "Primary", help="The number that Odoo and our messages use."
    )

    _digits_idx = models.Index(
        lambda registry: (
            "USING gin (digits gin_trgm_ops)" if registry.has_trigram else ""
        )
    )
    # word for word as the ORM asks for False, else PostgreSQL does not use it
    _unclear_idx = models.Index("(sequence, id) WHERE is_understood IS NOT TRUE")

    @api.model
    def _required_names(self):
        """The type comes from the number: without one, that is what is missing."""
        return sorted(super()._required_names(), key=lambda name: name == "type")

    @api.depends("number")
    def _compute_from_number(self):
        for phone in self:
            number = phone._read_number()
            phone.number_e164 = number.e164
            phone.is_understood = number.is_understood
            phone.digits = number.digits

    @api.depends("number")
    def _compute_extension(self):
        for phone in self:
            phone.extension = phone._read_number().extension

    @api.depends("number")
    def _compute_note(self):
        for phone in self:
            phone.note = phone.note or phone._read_number().remark

    @api.depends("number")
    def _compute_type(self):
        for phone in self:
            if not phone.type and phone.number:
                phone.type = propose_type(
                    phone._read_number(), phone.partner_id.is_company
                )
            else:
                phone.type = phone.type

    def _read_number(self):
        """Return what the number means where its customer lives."""
        found = read_numbers(self.number or "", *self.partner_id._phone_regions())
        if len(found) == 1:
            return found[0]
        return TypedNumber((self.number or "").strip())

    @api.depends("number", "extension")
    def _compute_display_name(self):
        for phone in self:
            phone.display_name = phone._text()

    def action_explain_unclear(self):
        """Say what it means that a number is marked."""
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "%s was not understood as a phone number. It is kept as typed, and"
                    " no SMS goes to it. Complete it, or begin with + and the code of"
                    " the country.",
                    self.number,
                ),
            },
        }

    def _text(self):
        return self._text_of(self.number, self.extension)

    @api.model
    def _text_of(self, number, extension):
        """The number with its extension, unless that was typed with it."""
        number = number or ""
        if not extension or extension in number[-len(extension) - 3 :]:
            return number
        return self.env._(
            "%(number)s ext. %(extension)s", number=number, extension=extension
        )

    def _key(self):
        """What two notations of the same number have in common."""
        return (
            self.number_e164 or self.number,
            (self.extension or "") if self.number_e164 else "",
        )

    def _find(self, number: TypedNumber):
        """Return the row that is this number, in whatever notation.

        An extension that was typed in its own field need not be typed again.
        """
        return (
            self.filtered(lambda row: row.number == number.typed)
            or self.filtered(lambda row: row._key() == number.key)
            or self.filtered(
                lambda row: (
                    number.e164
                    and row.number_e164 == number.e164
                    and not number.extension
                    and not row._read_number().extension
                )
            )
        )[:1]

    def _take_number(self, number: TypedNumber):
        """Become this number; what was read from the former one is read again."""
        if self.number == number.typed:
            return
        values = {"number": number.typed}
        if self._find(number):
            values["extension"] = number.extension or self.extension
        else:
            old, is_company = self._read_number(), self.partner_id.is_company
            if self.type == propose_type(old, is_company):
                values["type"] = propose_type(number, is_company)
            if (self.note or "") == old.remark:
                values["note"] = number.remark
        self.with_context(**{STEPS: True}).write(values)

    def _choose_primary(self, wanted, phone):
        """Return the row to use: the one asked for, the one in use, else the first.

        :param wanted: ids of rows that were just made primary
        :param phone: what stands in the contact's `phone`
        """
        if asked := self.filtered(lambda row: row.id in wanted):
            return asked[-1]
        marked = self.filtered("is_primary")
        if len(marked) == 1:
            return marked
        used = (marked or self).filtered(lambda row: row.number == phone)
        voice = self.filtered(lambda row: row.type != "fax")
        return (used or marked or voice.filtered("is_understood") or voice or self)[:1]

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get(STEPS):
            return super().create(vals_list)
        self.check_access("create")
        default = self.env.context.get("default_partner_id")
        ids = [vals.get("partner_id", default) or False for vals in vals_list]
        partners = self.env["res.partner"].browse(dict.fromkeys(filter(None, ids)))
        partners._check_phone_access()
        old = partners._phone_texts()
        vals_list, others = self._split_numbers(
            vals_list,
            [partners.browse(i or []).with_prefetch(partners._ids) for i in ids],
        )
        phones = super().create(vals_list)
        super().create(others)
        partners._adopt_phones()
        partners._settle_phones(phones.filtered("is_primary").ids)
        partners._log_phones(old)
        return phones

    def write(self, vals):
        if self.env.context.get(STEPS):
            return super().write(vals)
        self.check_access("write")
        partners = self.partner_id
        if vals.get("partner_id"):
            partners |= partners.browse(vals["partner_id"])
        partners._check_phone_access()
        old = partners._phone_texts()
        partners._adopt_phones()
        numbers = self._numbers_in(vals, self.partner_id[:1])
        if len(numbers) > 1:
            vals = {**vals, "number": numbers[0].typed}
        result = super().write(vals)
        self.with_context(**{STEPS: True}).create(
            [
                {"partner_id": phone.partner_id.id, "number": number.typed}
                for phone in self
                for number in numbers[1:]
            ]
        )
        partners._settle_phones(self.ids if vals.get("is_primary") else [])
        partners._log_phones(old)
        return result

    def unlink(self):
        if self.env.context.get(STEPS):
            return super().unlink()
        self.check_access("unlink")
        partners = self.partner_id
        partners._check_phone_access()
        old = partners._phone_texts()
        partners._adopt_phones()
        result = super().unlink()
        partners._settle_phones()
        partners._log_phones(old)
        return result

    @api.model
    def _split_numbers(self, vals_list, partners):
        """Give each of several numbers in one field a row of its own.

        :return: the values with one number each, and those of the further rows
        """
        mine, others = [], []
        for vals, partner in zip(vals_list, partners, strict=True):
            numbers = self._numbers_in(vals, partner)
            if len(numbers) > 1:
                vals = {**vals, "number": numbers[0].typed}
                others += [
                    {"partner_id": partner.id, "number": number.typed}
                    for number in numbers[1:]
                ]
            mine.append(vals)
        return mine, others

    @api.model
    def _numbers_in(self, vals, partner):
        number = vals.get("number")
        if not isinstance(number, str):
            return ()
        return read_numbers(number, *partner._phone_regions())
