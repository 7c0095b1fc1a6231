# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..tools.data_place import GROUPS
from .customer_data_map_tie import ASSET, PERSON


class CustomerDataPlace(models.Model):
    """The data map as a list, for the administrator: one row for each column.

    Nothing is stored: an addon installed today is in the list today.
    """

    _name = "customer.data.place"
    _description = "Place of personal data"
    _auto = False
    _order = "addon, model, id"
    _rec_name = "field_name"

    addon = fields.Char(readonly=True)
    model = fields.Char("Technical name of the model", readonly=True)
    model_name = fields.Char("Model", readonly=True)
    field = fields.Char("Technical name of the field", readonly=True)
    field_name = fields.Char("Field", readonly=True)
    data_group = fields.Selection("_select_group", "Kind of data", readonly=True)
    kind = fields.Selection("_select_kind", "Holds", readonly=True)
    found_by = fields.Selection(
        [
            ("link", "By a link to the person"),
            ("value", "By the value"),
            ("none", "Not about customers"),
        ],
        "Found",
        readonly=True,
    )
    forget = fields.Selection("_select_forget", readonly=True)
    anonymise = fields.Selection("_select_anonymise", readonly=True)
    reason = fields.Char("Why it is kept", readonly=True)
    retention = fields.Selection("_select_retention", "Kept as", readonly=True)
    merge = fields.Selection(
        [
            ("move", "Given to the one that stays"),
            ("keep", "Stays on the merged record"),
            ("own", "By a step of its own"),
            ("block", "Nothing is merged"),
        ],
        readonly=True,
        help="What merging two customers, vehicles or animals does with this reference."
        " Empty: it goes along with its record.",
    )
    export = fields.Selection("_select_export", "Copy of the data", readonly=True)
    withheld = fields.Char("Why it is withheld", readonly=True)
    is_reviewed = fields.Boolean(
        "Reviewed",
        readonly=True,
        help="Somebody decided on this column. What nobody reviewed is emptied, or"
        " masked where it may not be empty, and handed over.",
    )

    @api.model
    def _select_group(self):
        return list(self.env["customer.data.map"]._group_names().items())

    @api.model
    def _select_kind(self):
        return list(self.env["customer.data.map"]._kind_names().items())

    @api.model
    def _select_forget(self):
        return list(self.env["customer.data.map"]._forget_names().items())

    @api.model
    def _select_anonymise(self):
        return list(self.env["customer.data.map"]._fate_names().items())

    @api.model
    def _select_retention(self):
        return list(self.env["customer.data.map"]._retention_names().items())

    @api.model
    def _select_export(self):
        return list(self.env["customer.data.map"]._export_names().items())

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT p.*,
                   coalesce(m.name->>%(lang)s, m.name->>'en_US', p.model) AS model_name,
                   coalesce(f.field_description->>%(lang)s,
                            f.field_description->>'en_US', p.field) AS field_name,
                   coalesce(a.shortdesc->>%(lang)s, a.shortdesc->>'en_US', p.module)
                   AS addon
              FROM jsonb_to_recordset(%(rows)s::jsonb) AS p (
                   id int, model varchar, field varchar, module varchar,
                   data_group varchar, kind varchar, found_by varchar, forget varchar,
                   anonymise varchar, reason varchar, retention varchar, merge varchar,
                   export varchar, withheld varchar, is_reviewed boolean)
         LEFT JOIN ir_model m ON m.model = p.model
         LEFT JOIN ir_model_fields f ON f.model = p.model AND f.name = p.field
         LEFT JOIN ir_module_module a ON a.name = p.module
            """,
            lang=self.env.lang or "en_US",
            rows=self._map_as_json(),
        )

    @api.model
    @tools.ormcache("self.env.lang")
    def _map_as_json(self):
        places = self.env["customer.data.map"]._places()
        return json.dumps(
            [self._as_row(number, place) for number, place in enumerate(places, 1)]
        )

    @api.model
    def _as_row(self, number, place):
        data_map = self.env["customer.data.map"]
        field = self.env[place.model]._fields[place.field]
        people = place.model in data_map._person_models()
        by_value = people or place.group in GROUPS
        return {
            "id": number,
            "model": place.model,
            "field": place.field,
            "module": field._modules[0] if field._modules else field._module,
            "data_group": place.group or None,
            "kind": place.kind,
            "found_by": "link" if people else "value" if by_value else "none",
            "forget": data_map._forget_fates().get(place.model, "stay")
            if by_value
            else None,
            "anonymise": place.anonymise,
            "reason": data_map._say(place.reason) or None,
            "retention": place.retention or None,
            "merge": self._merge_policies().get(place.name),
            "export": place.export,
            "withheld": data_map._say(place.withheld) or None,
            "is_reviewed": place.is_reviewed,
        }

    @api.model
    @tools.ormcache()
    def _merge_policies(self):
        """Return {model.field: policy} of references to customers and assets."""
        data_map = self.env["customer.data.map"]
        return {
            link.name: link.policy
            for model in (ASSET, PERSON)
            for link in data_map._links(model)
        }
