# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import json

from odoo import api, fields, models
from odoo.tools import SQL


class CustomerOperationLine(models.Model):
    """What an operation did to rows of one place, with what they were before.

    Records are named by plain numbers: a later merge must not rewrite what an earlier
    one wrote down.
    """

    _name = "customer.operation.line"
    _description = "Maintenance log line"
    _order = "id"
    _rec_name = "link"
    _log_access = False

    operation_id = fields.Many2one(
        "customer.operation", required=True, readonly=True, ondelete="restrict"
    )
    kind = fields.Selection(
        [
            ("pair", "Merged"),
            ("moved", "Moved"),
            ("kept", "Stayed on the merged record"),
            ("value", "Value changed"),
            ("made", "Added"),
            ("removed", "Removed"),
            ("refused", "Refused"),
            ("left", "Not undone"),
        ],
        "What",
        required=True,
        readonly=True,
    )
    link_kind = fields.Char(readonly=True)
    link = fields.Char("Where", readonly=True)
    table_name = fields.Char(readonly=True)
    column_name = fields.Char(readonly=True)
    key_name = fields.Char(readonly=True)
    source_id = fields.Integer("From", readonly=True)
    survivor_id = fields.Integer("Goes to", readonly=True)
    res_ids = fields.Json("Rows", readonly=True)
    count = fields.Integer("Number of rows", readonly=True)
    before = fields.Json(readonly=True)
    after = fields.Json(readonly=True)
    note = fields.Char(readonly=True)

    _operation_idx = models.Index("(operation_id, kind, table_name, column_name)")
    _source_idx = models.Index("(source_id) WHERE kind = 'pair'")
    _survivor_idx = models.Index("(survivor_id) WHERE kind = 'pair'")

    @api.model
    def _insert(self, rows):
        """Write lines of plain values in one statement.

        :param rows: list of dicts of columns; `before`, `after` and `res_ids` as JSON
            allows them
        """
        if not rows:
            return
        columns = [
            name
            for name, field in self._fields.items()
            if field.store and name != "id" and field.column_type
        ]
        types = SQL(", ").join(
            SQL(
                "%s %s",
                SQL.identifier(name),
                SQL(self._fields[name].column_type[1]),
            )
            for name in columns
        )
        names = SQL(", ").join(map(SQL.identifier, columns))
        self.env.cr.execute(
            SQL(
                "INSERT INTO customer_operation_line (%(names)s)"
                " SELECT %(names)s"
                " FROM jsonb_to_recordset(%(rows)s::jsonb) AS t (%(types)s)",
                names=names,
                types=types,
                rows=json.dumps(rows),
            )
        )
