# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import re

from lxml import html

from odoo.tools import SQL

from .common_matrix import MatrixCase

# What somebody may write into any field, by a form, an import or a program.
HOSTILE = (
    '=HYPERLINK("http://x.example")"><script>window.hacked=1</script>'
    '<img src=x onerror="window.hacked=1"> q{{7*7}}q q${7*7}q <t t-out="7*7"/>'
    " %s %(x)s %d {0} {x} \u202eRTL\u202c \U0001f600 \\ \u200b'"
)
# Longer than any screen, and with what XML does not know.
LONG = HOSTILE + "\x07\x0b\x1b" + "W" * 10000
COUNTED = ("q49q",)
# Not words but keys, which only the program writes, or which are checked when written.
KEYS = re.compile(
    r"(^|_)(uid|uids|hash|key|token|domain|model|lang|tz|ref|code|field|kind|hint|unit"
    r"|outputs?|occurrence|cycle|asked|point|method|version|state|channel|channels)$"
)
ONCE = ("customer.consent.log", "customer.consent.seal", "customer.consent.wording")
DRAWN_ON = {
    "customer.label.format": "label_l7160",
    "customer.postcard": "postcard_thank_you",
}
KEY_FIELDS = {
    "customer.asset.merge.line.field_name",
    "customer.follow.up.entry.subject",
    "customer.follow.up.entry.trigger",
    "customer.interest.parent_path",
    "customer.merge.line.field_name",
    "customer.operation.line.column_name",
    "customer.operation.line.key_name",
    "customer.operation.line.link",
    "customer.operation.line.table_name",
    "customer.search.column.path",
    "customer.search.order",
    "customer.asset.owner.operation",
    "customer.data.lookup.line.model",
    "customer.maintenance.xmlid",
    "customer.measurement.entry.line.value",
    "customer.search.columns",
}


class HostileCase(MatrixCase):
    """A row of each model, every word of which is hostile."""

    text = HOSTILE

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls.env["res.partner"].browse(cls.cores[cls.home]["res.partner"])
        cls.filled = set()
        # what is drawn needs sizes that fit together, as those that come along do
        for model, name in DRAWN_ON.items():
            cls.made[model, cls.home] = cls.env.ref(f"customer_care.{name}").id
        for (model, company), row in cls.made.items():
            if company == cls.home and model in cls.policy and model not in ONCE:
                cls._fill(cls.env[model].browse(row))
        cls._fill(cls.customer)
        cls._fill(cls.env["sale.order"].browse(cls.cores[cls.home]["sale.order"]))
        cls.env.invalidate_all()
        cls.env.registry.clear_all_caches()

    @classmethod
    def _values(cls, model, company):
        """What is written once is hostile from the beginning."""
        values = super()._values(model, company)
        if model in ONCE:
            values.update(cls._texts(cls.env[model]))
        return values

    @classmethod
    def _texts(cls, record):
        """{column: hostile text} of what holds words."""
        return {
            name: field.convert_to_column_insert(cls.text, record)
            for name, field in record._fields.items()
            if field.type in ("char", "text", "html") and field.store
            if field.column_type and not field.company_dependent
            if not KEYS.search(name) and str(field) not in KEY_FIELDS
        }

    @classmethod
    def _fill(cls, record):
        for name, value in cls._texts(record).items():
            query = "UPDATE %s SET %s = %s WHERE id = %s"
            table, column = SQL.identifier(record._table), SQL.identifier(name)
            cls.env.cr.execute(SQL(query, table, column, value, record.id))
            cls.filled.add(f"{record._name}.{name}")

    def _harm(self, page):
        """What of the hostile text a page would run, or worked out, in a few words."""
        page = page.decode() if isinstance(page, bytes) else str(page or "")
        found = [text for text in COUNTED if text in page]
        if not page.strip():
            return found
        tree = html.fromstring(f"<div>{page}</div>" if "<html" not in page else page)
        for element in tree.iter():
            if not isinstance(element.tag, str):
                continue
            if element.tag == "script" and "hacked" in (element.text or ""):
                if "window.hacked=1" == element.text.strip():
                    found.append("a script")
            if any(name.startswith("on") for name in element.attrib):
                if "hacked" in str(dict(element.attrib)):
                    found.append("a handler")
        return found
