# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models, tools
from odoo.tools import SQL, email_normalize

EMAIL = "email"
PHONE = "phone"
NAME = "name"
PLATE = "plate"
CODE = "code"
# What holds such a key, wherever it stands, or in one model.
KEYS = {
    EMAIL: (
        "email",
        "email_normalized",
        "email_from",
        "email_to",
        "email_cc",
        "incoming_email_to",
        "incoming_email_cc",
        "outgoing_email_to",
        "mail_email_address",
        "partner_email",
        "private_email",
        "work_email",
        "login",
        "customer.message.address",
    ),
    PHONE: (
        "phone",
        "mobile",
        "phone_sanitized",
        "sms_number",
        "number_e164",
        "partner_phone",
        "work_phone",
        "mobile_phone",
        "private_phone",
        "sms.sms.number",
        "customer.phone.number",
        "customer.sms.kept.number",
        "phone.blacklist.number",
    ),
    NAME: (
        "contact_name",
        "partner_name",
        "cardholder_name",
        "acc_holder_name",
        "signed_by",
        "invoice_partner_display_name",
        "complete_name",
        "event.registration.name",
        "mail.guest.name",
        "mailing.contact.name",
        "survey.user_input.nickname",
        "customer.data.request.sender",
        "res.partner.name",
        "customer.waiting.name",
        "hr.employee.name",
    ),
    PLATE: (
        "plate",
        "license_plate",
        "vin",
        "vin_sn",
        "chip",
        "passport",
    ),
    CODE: (
        "customer.alias.value",
        "customer.event.partner_code",
        "loyalty.card.code",
        "res.partner.barcode",
        "res.partner.ref",
        "res.partner.vat",
    ),
}
# Names that mean something else in a model.
NO_KEYS = (
    "res.company.email",
    "res.company.phone",
    "stock.location.complete_name",
    "product.category.complete_name",
    "stock.package.complete_name",
    "account.analytic.plan.complete_name",
    "mail.template.email_from",
    "mail.template.email_to",
    "mail.template.email_cc",
)


class CustomerDataMap(models.AbstractModel):
    """Rows that hold a person's e-mail address, number or name and refer to nobody."""

    _inherit = "customer.data.map"

    @api.model
    def _person_key_rows(self, values):
        """Return {model: SQL subquery of ids} of rows that hold these values.

        Whose they are is for the caller to judge: relatives share an address.

        :param values: {"email": [...], "phone": [...], "name": [...], ...}; what is
            empty is not looked for
        """
        wanted = {
            kind: sorted({value.strip() for value in found if value and value.strip()})
            for kind, found in values.items()
        }
        result = {}
        for model, columns in self._key_columns().items():
            conditions = [
                condition
                for column, kind in columns
                if wanted.get(kind)
                for condition in self._key_conditions(column, kind, wanted[kind])
            ]
            if conditions:
                result[model] = SQL(
                    "(SELECT t.id FROM %s t WHERE %s)",
                    SQL.identifier(self.env[model]._table),
                    SQL(" OR ").join(conditions),
                )
        if result:
            self.env.flush_all()
        return result

    @api.model
    @tools.ormcache()
    def _key_columns(self):
        """Return {model: ((column, kind of key), ...)}."""
        names = self._key_names()
        result = {}
        for owner, field in self._stored_fields("char", "text"):
            kind = names.get(f"{owner._name}.{field.name}", names.get(field.name))
            if kind and not field.translate and not field.company_dependent:
                result.setdefault(owner._name, []).append((field.name, kind))
        return {model: tuple(columns) for model, columns in result.items()}

    @api.model
    def _key_names(self):
        """Return {field or model.field: kind of key}; addons add theirs by `super()`.

        A name that means something else in a model is None there.
        """
        keys = {name: kind for kind, names in KEYS.items() for name in names}
        return keys | dict.fromkeys(NO_KEYS)

    @api.model
    def _key_conditions(self, column, kind, values):
        """Yield SQL conditions on `t` that find any of the values in a column."""
        column = SQL("t.%s", SQL.identifier(column))
        if kind == EMAIL:
            # an address beside its name or in a list of several
            forms = {email_normalize(value) or value.lower() for value in values}
            yield SQL(
                "lower(%s) LIKE ANY(%s)", column, [f"%{self._like(f)}%" for f in forms]
            )
        elif kind == PHONE:
            digits = {"".join(filter(str.isdigit, value))[-9:] for value in values}
            digits = [each for each in digits if len(each) >= 6]
            if digits:
                yield SQL(
                    r"regexp_replace(%s, '\D', '', 'g') LIKE ANY(%s)",
                    column,
                    [f"%{each}" for each in digits],
                )
        elif kind == PLATE:
            yield SQL(
                r"regexp_replace(upper(%s), '[^[:alnum:]]', '', 'g') = ANY(%s)",
                column,
                ["".join(filter(str.isalnum, value)).upper() for value in values],
            )
        else:
            yield SQL(
                "lower(%s) = ANY(%s)", column, [value.lower() for value in values]
            )

    @api.model
    def _like(self, text):
        """Return a text for a pattern, in which its own signs are no jokers."""
        return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
