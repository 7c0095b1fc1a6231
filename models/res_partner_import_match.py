# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re
from dataclasses import dataclass, field

from odoo import api, models
from odoo.tools import SQL, email_normalize

from ..tools.import_columns import header_key
from ..tools.phone_numbers import read_numbers
from .customer_import_mixin import PLAN

# What tells people of the same name apart where a row has neither code nor address.
IDENTITY = ("birth_date", "zip", "street", "city", "vat")


def words(name):
    """A name without order and spelling: Kowalska Anna is Anna Kowalska."""
    return frozenset(filter(None, map(header_key, (name or "").split())))


@dataclass
class Sought:
    """What a row says of who it is."""

    code: str = ""
    emails: list = field(default_factory=list)
    phones: list = field(default_factory=list)
    name: str = ""
    words: frozenset = frozenset()

    def ways(self):
        if self.code:
            yield "code", self.code
        yield from (("email", each) for each in self.emails)
        yield from (("phone", each) for each in self.phones)
        if self.name and not self.emails and not self.phones:
            yield "name", self.name


class ResPartner(models.Model):
    """Customers of a file who are here already.

    By their code, or a former one; else by e-mail address or phone, when the name is
    the same: a family shares a number. A row with a code of the older system is nobody
    who has another code of that system: two of its customers stay two, and stand in the
    list of duplicates.
    """

    _inherit = "res.partner"

    @api.model
    def _import_is_ours(self):
        return super()._import_is_ours() and self._tells_twins()

    @api.model
    def _check_import(self):
        """Whoever may write contacts may import them, here and in Contacts."""

    @api.model
    def _import_existing(self, plan, datas):
        sought = [self._import_sought(data["values"]) for data in datas]
        finder = self.env["customer.import.finder"]
        wanted = {}
        for each in sought:
            for way, value in each.ways():
                wanted.setdefault(way, set()).add(value)
        found = finder._find(wanted)
        people = finder._people({i for ids in found.values() for i in ids})
        given = self._import_given_codes(people)
        existing, aliases = {}, []
        for place, (data, each) in enumerate(zip(datas, sought, strict=True)):
            if known := self._import_known(plan, data, each, found, people, given):
                existing[place] = known.id
                code = data["values"].pop("ref", None)
                if code and each.code != (known.ref or "").upper():
                    # sudo: which company the card found belongs to
                    aliases.append((known.id, code, known.sudo().company_id.id))
        # sudo: codes are not edited by users, they follow their customer
        self.env["customer.alias"].sudo()._claim_codes(aliases)
        return existing

    @api.model
    def _import_sought(self, values):
        """Return what a row says; a piece of a file asks that several times."""
        lines = values.get("customer_phone_ids") or ()
        says = (
            values.get("ref"),
            values.get("name"),
            values.get("email"),
            values.get("phone"),
            *(line[2].get("number") for line in lines if line[2]),
        )
        read = self.env.context[PLAN].read
        if says not in read:
            read[says] = self._import_read(*says)
        return read[says]

    @api.model
    def _import_read(self, code, name, email, *phones):
        region = self.env.company.country_id.code or ""
        numbers = [n for text in phones if text for n in read_numbers(text, region)]
        email = email and email_normalize(email)
        return Sought(
            code=(code or "").strip().upper(),
            emails=[email] if email else [],
            phones=[number.e164 for number in numbers if number.e164],
            name=" ".join((name or "").casefold().split()),
            words=words(name),
        )

    @api.model
    def _import_known(self, plan, data, sought, found, people, given):
        """Return who the row is, an empty recordset for somebody new."""
        finder = self.env["customer.import.finder"]
        row, values = data["row"], data["values"]

        def whom(way, value):
            ids = {people[i].id for i in found.get((way, value), ()) if i in people}
            return self.browse(sorted(ids))

        coded = whom("code", sought.code)[:1] if sought.code else self.browse()
        known = coded or self._import_alike(sought, values, whom)
        if forgotten := known.filtered("is_forgotten"):
            plan.refuse(row, finder._sentence_forgotten(forgotten[:1]))
            return self.browse()
        if sought.code and not coded:
            known = known.filtered(lambda each: each.id in given)
        if len(known) > 1:
            ways = (way for way in sought.ways() if len(whom(*way)) > 1)
            way = next(ways, ("name", values.get("name")))
            plan.refuse(row, finder._sentence_several(way, known))
            return self.browse()
        if known and sought.code:
            given.discard(known.id)
            if (known.ref or "").upper() != sought.code and coded:
                plan.soft.add(row)
        return known

    @api.model
    def _import_alike(self, sought, values, whom):
        """Return those with the same name and e-mail address, or name and phone."""
        mailed, called = self.browse(), self.browse()
        for email in sought.emails:
            mailed |= whom("email", email)
        for number in sought.phones:
            called |= whom("phone", number)
        parent = values.get("parent_id") or False
        for several in (mailed & called, mailed | called):
            alike = several.filtered(
                lambda each: (
                    each.parent_id.id == parent
                    and sought.words in (frozenset(), words(each.name))
                )
            )
            if alike:
                return alike
        if sought.code or sought.emails or sought.phones:
            return self.browse()
        return whom("name", sought.name).filtered(
            lambda each: self._import_is_identical(each, values)
        )

    @api.model
    def _import_is_identical(self, customer, values):
        """Whether all that the row says of who it is stands here in the same way."""
        return not any(
            self._import_differs(customer, name, values[name])
            for name in (*IDENTITY, "parent_id")
            if values.get(name)
        )

    @api.model
    def _import_given_codes(self, people):
        """Return the ids of those who have no other codes than the program's own."""
        customers = self.browse({each.id for each in people.values()})
        # sudo: the sequence is the program's
        sequence = self.env["ir.sequence"].sudo()._customer_code_sequence(False)
        if not customers or not sequence:
            return set()
        prefix, suffix = sequence._get_prefix_suffix()
        own = re.compile(
            f"{re.escape(prefix)}([0-9]+){re.escape(suffix)}", re.IGNORECASE
        )
        most = sequence.number_next_actual
        foreign = {
            partner_id
            for partner_id, code in self.env.execute_query(
                SQL(
                    "SELECT partner_id, value FROM customer_alias"
                    " WHERE kind = 'code' AND partner_id = ANY(%s)",
                    customers.ids,
                )
            )
            if not (match := own.fullmatch(code)) or int(match[1]) >= most
        }
        return set(customers.ids) - foreign

    # -- rows of one file --------------------------------------------------------------

    @api.model
    def _import_keys(self, values):
        sought = self._import_sought(values)
        if sought.code:
            return [("code", sought.code)]
        return self._import_person_keys(sought, values)

    @api.model
    def _import_marks(self, values):
        sought = self._import_sought(values)
        return [
            *([("code", sought.code)] if sought.code else ()),
            *self._import_person_keys(sought, values),
        ]

    @api.model
    def _import_person_keys(self, sought, values):
        parent = values.get("parent_id")
        keys = [("email", each, sought.words, parent) for each in sought.emails]
        keys += [("phone", each, sought.words, parent) for each in sought.phones]
        if not keys and not sought.code:
            identity = tuple(values.get(name) for name in IDENTITY)
            keys = [("name", sought.words, identity, parent)]
        return keys

    @api.model
    def _import_fold(self, plan, first, data):
        """A second number or another order of the name is no contradiction."""
        values = data["values"] = dict(data["values"])
        phone, kept = values.get("phone"), first["values"].get("phone")
        if phone and kept and phone != kept:
            values["customer_phone_ids"] = [
                *(values.get("customer_phone_ids") or ()),
                (0, 0, {"number": values.pop("phone")}),
            ]
        if words(values.get("name")) == words(first["values"].get("name")):
            values.pop("name", None)
        return super()._import_fold(plan, first, data)

    # -- updating ----------------------------------------------------------------------

    def _import_changes(self, values, is_soft=False):
        """A number of the file is added and takes no other's place."""
        values = dict(values)
        lines = [c for c in values.pop("customer_phone_ids", None) or () if c[2]]
        if phone := values.pop("phone", None):
            lines = [(0, 0, {"number": phone}), *lines]
        if words(self.name) == words(values.get("name")):
            values.pop("name", None)
        if self.email and email_normalize(self.email) == email_normalize(
            values.get("email") or ""
        ):
            values.pop("email", None)
        changes = super()._import_changes(values, is_soft)
        if new := self._import_new_phones(lines):
            changes["customer_phone_ids"] = new
        return changes

    def _import_new_phones(self, lines):
        # sudo: as `phone`, they are kept in step whoever writes
        rows, new, seen = self.sudo().customer_phone_ids, [], set()
        for _code, _id, vals in lines:
            for number in self._read_phone(vals.get("number")):
                if not rows._find(number) and number.key not in seen:
                    seen.add(number.key)
                    new.append((0, 0, {**vals, "number": number.typed}))
        return new

    @api.model
    def _load_records_create(self, vals_list):
        """Numbers that stand in two columns of a row are one."""
        if self.env.context.get(PLAN):
            vals_list = [self._import_distinct_phones(vals) for vals in vals_list]
        return super()._load_records_create(vals_list)

    @api.model
    def _import_distinct_phones(self, vals):
        """The number of `phone` is the first row, and the primary one."""
        lines = vals.get("customer_phone_ids")
        if not lines:
            return vals
        region = self.env.company.country_id.code or ""
        seen, rows = set(), []
        if vals.get("phone"):
            lines = [(0, 0, {"number": vals["phone"], "is_primary": True}), *lines]
        for command in lines:
            text = command[2] and command[2].get("number")
            keys = {number.key for number in read_numbers(text or "", region, region)}
            if not keys or keys - seen:
                rows.append(command)
            seen |= keys
        kept = {name: value for name, value in vals.items() if name != "phone"}
        return {**kept, "customer_phone_ids": rows}
