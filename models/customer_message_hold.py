# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import date, timezone

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.calendar_dates import local_to_utc, utc_to_local_date, zone
from ..tools.local_day_sql import local_day
from .customer_planned_hold import WINDOWED

# {model of the source: (its table, the column of what plans it, the model of that)}
ORIGINS = {
    "customer.action": ("customer_action", "type_id", "customer.action.type"),
    "customer.follow.up.entry": (
        "customer_follow_up_entry",
        "follow_up_id",
        "customer.follow.up",
    ),
}
# Each is an origin by itself: a run of a search sends once.
THEMSELVES = ("customer.search.run",)


class CustomerMessage(models.Model):
    """Decisions about whole days obeyed by the outbox, and where a message is from."""

    _inherit = "customer.message"

    hold_id = fields.Many2one(
        "customer.planned.hold",
        "Decision",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    batch_key = fields.Char(compute="_compute_batch_key", search="_search_batch_key")

    def _compute_batch_key(self):
        self.batch_key = False

    @api.model
    def _search_batch_key(self, operator, value):
        """Find batches of `customer.planned`: their day, way, company and origin."""
        if operator != "in":
            return NotImplemented
        return Domain.OR(self._batch_domain(key) for key in value)

    @api.model
    def _batch_domain(self, key):
        try:
            day, channel, company, purpose, origin, origin_id = str(key).split("|")
            vals = {
                "date": date.fromisoformat(day),
                "channel": channel,
                "company_id": int(company) or False,
                "purpose_id": int(purpose) or False,
                "origin": origin if origin != "0" else False,
                "origin_id": int(origin_id),
                "tz": str(self.env.tz),
            }
        except ValueError:
            return Domain.FALSE
        joins, condition = self.env["customer.planned.hold"].new(vals)._condition()
        return Domain.custom(
            to_sql=lambda model, alias, query: SQL(
                "%s IN (SELECT m.id FROM customer_message m %s WHERE %s)",
                SQL.identifier(alias, "id"),
                joins,
                condition,
            )
        )

    @api.model
    def _day_sql(self):
        """Return the user's calendar day on which a message `m` leaves."""
        return local_day(SQL("m.scheduled_at"), str(self.env.tz))

    @api.model
    def _origin_sql(self):
        """Return (model, id, joins) of what plans a message `m`: a rule, a type."""
        model = SQL("split_part(m.source, ',', 1)")
        number = SQL("split_part(m.source, ',', 2)::int")
        joins, models_, ids = [], [], []
        for source, (table, column, origin) in ORIGINS.items():
            if origin not in self.env:
                continue
            alias = SQL.identifier(f"of_{table}")
            joins.append(
                # LIMIT: looked up for each message that is asked about; joined freely,
                # PostgreSQL reads all actions there ever were
                SQL(
                    "LEFT JOIN LATERAL (SELECT %s FROM %s WHERE id = CASE WHEN %s = %s"
                    " THEN %s END LIMIT 1) %s ON TRUE",
                    SQL.identifier(column),
                    SQL.identifier(table),
                    model,
                    source,
                    number,
                    alias,
                )
            )
            models_.append(SQL("WHEN %s THEN %s", source, origin))
            ids.append(SQL("WHEN %s THEN %s.%s", source, alias, SQL.identifier(column)))
        return (
            SQL(
                "NULLIF(CASE %s %s ELSE %s END, '')",
                model,
                SQL(" ").join(models_),
                model,
            ),
            SQL(
                "coalesce(CASE %s %s WHEN %s THEN %s END, 0)",
                model,
                SQL(" ").join(ids),
                THEMSELVES[0],
                number,
            ),
            SQL(" ").join(joins),
        )

    # -- what is planned for a day about which somebody has decided ------------

    @api.model
    def _prepare_rows(self, vals_list, is_checked=False):
        rows = super()._prepare_rows(vals_list, is_checked)
        holds = self.env["customer.planned.hold"]._in_force()
        if holds:
            self._obey_holds(rows, holds)
        return rows

    @api.model
    def _obey_holds(self, rows, holds):
        by_key = {}
        for hold in holds:
            key = (
                hold.channel,
                hold.company_id.id or None,
                hold.purpose_id.id or None,
                hold.origin or None,
            )
            by_key.setdefault(key, []).append(hold)
        origins = self._origins_of(rows)
        for row, (origin, origin_id) in zip(rows, origins, strict=True):
            key = row["channel"], row["company_id"], row["purpose_id"], origin
            for hold in by_key.get(key, ()):
                day = utc_to_local_date(row["scheduled_at"], hold.tz)
                if (hold.date, hold.origin_id) == (day, origin_id):
                    self._obey_hold(row, hold)
                    break

    @api.model
    def _obey_hold(self, row, hold):
        if row["state"] != "planned":
            return
        if not hold.date_to:
            row.update(state="cancelled", reason=hold._words(), hold_id=hold.id)
            return
        local = (
            row["scheduled_at"].replace(tzinfo=timezone.utc).astimezone(zone(hold.tz))
        )
        hour = local.hour + local.minute / 60
        later = local_to_utc(hold.date_to, hour, hold.tz)
        if row["late_until"]:
            if str(row["source"] or "").partition(",")[0] in WINDOWED:
                row["late_until"] += later - row["scheduled_at"]
            elif row["late_until"] < later:
                return
        row.update(scheduled_at=later, hold_id=hold.id)

    @api.model
    def _origins_of(self, rows):
        """Return [(model, id)] of what plans these rows, as `_origin_sql` says."""
        sources = [str(row["source"] or "").partition(",") for row in rows]
        found = {}
        for name, (_table, column, origin) in ORIGINS.items():
            ids = {int(number) for model, _comma, number in sources if model == name}
            if ids and origin in self.env:
                # sudo: where it is from, whoever plans
                for record in self.env[name].sudo().browse(ids):
                    found[name, record.id] = (origin, record[column].id)
        return [
            found.get((model, int(number or 0)))
            or (model or None, int(number) if model in THEMSELVES else 0)
            for model, _comma, number in sources
        ]
