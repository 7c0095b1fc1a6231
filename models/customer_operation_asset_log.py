# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from markupsafe import Markup

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_asset import KINDS
from .customer_operation_asset import ASSET
from .customer_operation_links import PAIRS

READINGS = "customer.asset.reading.asset_id"


class CustomerOperation(models.Model):
    """What a merge of vehicles and animals recomputes, and what it leaves in their
    history."""

    _inherit = "customer.operation"

    @api.depends("model")
    def _compute_name(self):
        result = super()._compute_name()
        for operation in self.filtered(lambda each: each.model == ASSET):
            operation.name = self.env._(
                "Merge of %s vehicles, animals or equipment", operation.pair_count
            )
        return result

    def _recompute_described(self):
        """The last reading, and what follows from it, is read anew."""
        result = super()._recompute_described()
        if self.model == ASSET:
            self._ends_of([READINGS]).modified(["reading_ids"])
            self.env.flush_all()
        return result

    def _ends_of(self, places):
        """Who gave readings away goes on showing the last one it had, so that the undo
        finds it there; unless the undo has to leave some where they are.

        Of thousands this is the dearest part of a merge, and nobody reads it.
        """
        records = super()._ends_of(places)
        if self.model != ASSET or places != [READINGS]:
            return records
        lines = self.env["customer.operation.line"]
        mine = Domain("operation_id", "=", self.id)
        if lines.search(mine & Domain("kind", "=", "left"), limit=1):
            return records
        pairs = lines.search_fetch(mine & Domain("kind", "=", "pair"), ["survivor_id"])
        return records & records.browse(set(pairs.mapped("survivor_id")))

    def _merge_log(self):
        result = super()._merge_log()
        if self.model == ASSET:
            self._log_on_survivors(
                self.env.execute_query(
                    SQL(
                        "SELECT pair.survivor, s.name, s.plate FROM %s pair"
                        " JOIN customer_asset s ON s.id = pair.source"
                        " ORDER BY pair.position",
                        PAIRS,
                    )
                ),
                self.env._("Merged with:"),
            )
        return result

    def _undo_log(self):
        result = super()._undo_log()
        if self.model == ASSET:
            lines = self._journal().filtered_domain(Domain("kind", "=", "pair"))
            self._log_on_survivors(
                [(line.survivor_id, line.note, "") for line in lines],
                self.env._("The merge was undone:"),
            )
        return result

    def _log_on_survivors(self, rows, words):
        """Log in the chatter of each survivor what it was merged with."""
        names = {}
        for survivor, *texts in rows:
            names.setdefault(survivor, []).append(" ".join(filter(None, texts)))
        if self.reason:
            words = f"{self.reason} {words}"
        texts = {
            survivor: Markup("<p>%s</p>") % f"{words} {', '.join(merged)}"
            for survivor, merged in names.items()
        }
        records = self.env[ASSET].browse(texts).exists()
        if records:
            first = records[0]._message_log(body=texts[records[0].id])
            self._copy_message(first, {each: texts[each] for each in records[1:].ids})

    def _copy_message(self, message, texts):
        """Say the like on other records: thousands of them in one statement.

        :param texts: {record id: Markup}
        """
        own = ("id", "res_id", "body", "message_id")
        columns = [name for name in self._columns_of("mail_message") if name not in own]
        names = SQL(", ").join(map(SQL.identifier, columns))
        copied = SQL(", ").join(
            SQL.identifier("mail_message", name) for name in columns
        )
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO mail_message (res_id, body, message_id, %(names)s)
                SELECT said.res_id, said.body,
                       '<' || said.res_id || '.' || substr(message_id, 2), %(copied)s
                  FROM mail_message,
                       unnest(%(ids)s::int[], %(bodies)s::text[]) AS said (res_id, body)
                 WHERE mail_message.id = %(message)s
                """,
                names=names,
                copied=copied,
                ids=list(texts),
                bodies=[str(text) for text in texts.values()],
                message=message.id,
            )
        )
        self.env.invalidate_all(flush=False)


class CustomerAsset(models.Model):
    _inherit = "customer.asset"

    @api.model
    def _kind_name(self, kind):
        """Return Vehicle, Animal or Equipment, in the user's language."""
        labels = dict(self._fields["kind"]._description_selection(self.env))
        return labels.get(kind) or dict(KINDS)[kind]
