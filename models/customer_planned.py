# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, formatLang

from ..tools.sms_parts_sql import BEYOND_GSM7, EXTENDED, parts_of
from ..tools.window import dialog
from .customer_message import CHANNELS

WEEKS = 8
STATES = [("planned", "Planned"), ("expected", "Expected"), ("stopped", "Stopped")]
# The words of a body, as an SMS has them.
BODY = r"regexp_replace(replace(m.body, '&amp;', '&'), '<[^>]*>|\s+$', '', 'g')"


class CustomerPlanned(models.Model):
    """What will leave in the coming weeks: a batch for each day, way and origin.

    Planned is what stands in the outbox; expected is what rules and reminders will put
    there, as it was reckoned last (`customer.planned.expected`); stopped is what
    somebody decided (`customer.planned.hold`). Read by query, so it is true whenever it
    is looked at. The cost is an estimate: parts of an SMS and pieces of post by the
    company's prices.
    """

    _name = "customer.planned"
    _description = "Planned messages"
    _auto = False
    _order = "date, channel, id"
    _rec_name = "origin"
    _depends = {
        "customer.message": [
            "body",
            "channel",
            "company_id",
            "hold_id",
            "purpose_id",
            "scheduled_at",
            "source",
            "state",
        ],
        "customer.planned.expected": [
            "channel",
            "company_id",
            "count",
            "date",
            "origin",
            "origin_id",
            "purpose_id",
        ],
        "customer.planned.hold": [
            "active",
            "channel",
            "company_id",
            "date",
            "date_to",
            "origin",
            "origin_id",
            "purpose_id",
        ],
        "res.company": ["letter_postage", "postcard_postage", "sms_part_price"],
        "customer.action": ["type_id"],
    }

    date = fields.Date("Day")
    channel = fields.Selection(CHANNELS)
    company_id = fields.Many2one("res.company")
    purpose_id = fields.Many2one("customer.consent.purpose")
    state = fields.Selection(STATES)
    origin = fields.Char(help="The model of what plans them.")
    origin_id = fields.Integer(aggregator=None)
    origin_name = fields.Char("By", compute="_compute_origin_name")
    hold_id = fields.Many2one("customer.planned.hold", "Decision")
    count = fields.Integer("Messages", aggregator="sum")
    parts = fields.Integer("SMS parts", aggregator="sum")
    currency_id = fields.Many2one("res.currency")
    cost = fields.Monetary("Estimated cost", aggregator="sum")

    @api.depends("origin", "origin_id")
    def _compute_origin_name(self):
        labels = self._origin_labels_of(self)
        for batch in self:
            batch.origin_name = labels.get((batch.origin, batch.origin_id)) or ""

    @api.model
    def _origin_labels_of(self, batches):
        """Return {(model, id): name}, at one query for each model.

        :param batches: records with origin and origin_id
        """
        labels = {(False, 0): self.env._("Written by hand")}
        for origin, some in batches.grouped("origin").items():
            if origin not in self.env:
                continue
            ids = [each for each in set(some.mapped("origin_id")) if each]
            # sudo: the name of a rule or kind says what leaves, to whoever may see that
            records = self.env[origin].sudo().browse(ids).exists()
            labels.update({(origin, r.id): r.display_name for r in records})
            labels[origin, 0] = self.env["ir.model"]._get(origin).name
        return labels

    @api.depends("channel", "count", "cost", "state")
    def _compute_display_name(self):
        words = dict(self._fields["channel"]._description_selection(self.env))
        for batch in self:
            text = f"{words.get(batch.channel, '')}: {batch.count}"
            if batch.cost:
                cost = formatLang(self.env, batch.cost, currency_obj=batch.currency_id)
                text = f"{text} · {cost}"
            if batch.state == "stopped":
                text = self.env._("Stopped: %s", text)
            batch.display_name = text

    # -- the query -------------------------------------------------------------

    @api.model
    def _today(self):
        return fields.Date.context_today(self)

    @api.model
    def _horizon(self):
        """Return the first day that is not looked at any more."""
        return self._today() + timedelta(weeks=WEEKS)

    @property
    def _table_query(self):
        return SQL(
            """
            SELECT ('x' || substr(md5(concat_ws('|', batch.date, batch.channel,
                     batch.company_id, batch.purpose_id, batch.state, batch.origin,
                     batch.origin_id, batch.hold_id)), 1, 13))::bit(52)::bigint AS id,
                   batch.*,
                   company.currency_id,
                   (CASE batch.channel
                         WHEN 'sms'
                         THEN batch.parts * coalesce(company.sms_part_price, 0)
                         WHEN 'letter'
                         THEN batch.count * coalesce(company.letter_postage, 0)
                         WHEN 'postcard'
                         THEN batch.count * coalesce(company.postcard_postage, 0)
                         ELSE 0 END)::numeric AS cost
              FROM (%(in_outbox)s UNION ALL %(expected)s) AS batch
              JOIN res_company company
                ON company.id = coalesce(batch.company_id, %(company)s)
            """,
            in_outbox=self._in_outbox(),
            expected=self._expected(),
            company=self.env.company.id,
        )

    def _in_outbox(self):
        """Return the SELECT of what stands in the outbox, by day, way and origin."""
        messages = self.env["customer.message"]
        origin, origin_id, joins = messages._origin_sql()
        return SQL(
            """
            SELECT greatest(%(day)s, %(today)s::date) AS date, m.channel, m.company_id,
                   m.purpose_id,
                   CASE m.state WHEN 'planned' THEN 'planned'
                                ELSE 'stopped' END AS state,
                   %(origin)s AS origin, %(origin_id)s AS origin_id,
                   CASE WHEN m.state <> 'planned' THEN m.hold_id END AS hold_id,
                   count(*)::int AS count,
                   sum(CASE WHEN m.channel <> 'sms' THEN 0
                            WHEN coalesce(m.body, '') <> '' THEN %(parts)s
                            ELSE coalesce(text.parts, 1) END)::int AS parts
              FROM customer_message m %(joins)s
         LEFT JOIN (VALUES %(texts)s) AS text (origin, origin_id, parts)
                ON m.channel = 'sms' AND text.origin = %(origin)s
               AND text.origin_id = %(origin_id)s
             WHERE (m.state = 'planned'
                    OR m.state = 'cancelled' AND m.hold_id IS NOT NULL
                       AND m.scheduled_at >= %(start)s)
               AND m.scheduled_at < %(end)s
          GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
            """,
            day=messages._day_sql(),
            today=self._today(),
            origin=origin,
            origin_id=origin_id,
            joins=joins,
            parts=SQL(parts_of(BODY), BEYOND_GSM7, EXTENDED, EXTENDED),
            texts=self._text_values(),
            start=fields.Datetime.now() - timedelta(days=1),
            end=fields.Datetime.to_datetime(self._horizon()),
        )

    def _expected(self):
        """Return the SELECT of what is expected, where decisions have put it."""
        return SQL(
            """
            SELECT coalesce(hold.date_to, e.date) AS date, e.channel, e.company_id,
                   e.purpose_id,
                   CASE WHEN hold.id IS NOT NULL AND hold.date_to IS NULL
                        THEN 'stopped' ELSE 'expected' END AS state,
                   e.origin, e.origin_id, hold.id AS hold_id,
                   sum(e.count)::int AS count,
                   (CASE e.channel WHEN 'sms'
                         THEN sum(e.count * coalesce(text.parts, 1)) ELSE 0 END)::int
                   AS parts
              FROM customer_planned_expected e
         LEFT JOIN customer_planned_hold hold
                ON hold.active IS TRUE AND hold.date = e.date
               AND hold.channel = e.channel
               AND hold.company_id IS NOT DISTINCT FROM e.company_id
               AND hold.origin IS NOT DISTINCT FROM e.origin
               AND hold.origin_id IS NOT DISTINCT FROM e.origin_id
               AND hold.purpose_id IS NOT DISTINCT FROM e.purpose_id
         LEFT JOIN (VALUES %(texts)s) AS text (origin, origin_id, parts)
                ON text.origin = e.origin AND text.origin_id = e.origin_id
             WHERE e.date >= %(today)s AND e.date < %(end)s
          GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
            """,
            texts=self._text_values(),
            today=self._today(),
            end=self._horizon(),
        )

    def _text_values(self):
        """Return rows (origin, its id, parts of its SMS), for texts not written yet."""
        rows = [
            SQL("(%s, %s, %s)", origin, origin_id, parts)
            for (origin, origin_id), parts in self._text_parts().items()
        ]
        return SQL(", ").join(rows or [SQL("(NULL::varchar, NULL::int, NULL::int)")])

    # -- what can be done ------------------------------------------------------

    def action_stop(self):
        """Ask why these do not leave."""
        return self._open_change("stop", self.env._("Stop"))

    def action_move(self):
        """Ask for another day."""
        return self._open_change("move", self.env._("Move to another day"))

    def _open_change(self, verb, name):
        self.env["res.users"]._check_function("message_manage")
        self.check_access("read")
        return dialog(
            "customer.planned.change",
            name,
            context={
                "default_verb": verb,
                "default_planned_ids": self.ids,
                "dialog_size": "medium",
            },
        )

    def action_take_back(self):
        """Let these leave after all."""
        self.env["res.users"]._check_function("message_manage")
        self.check_access("read")
        self.hold_id.action_take_back()
        return True

    def action_open_messages(self):
        """List the messages of this batch that stand in the outbox."""
        self.ensure_one()
        self.env["res.users"]._check_function("message_see")
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_message_action"
        )
        states = ["cancelled"] if self.state == "stopped" else ["planned"]
        domain = Domain("batch_key", "=", self._batch_key()) & Domain(
            "state", "in", states
        )
        return dict(action, name=self.display_name, domain=list(domain), context={})

    def _batch_key(self):
        """Return day, way, company, purpose and origin as one text."""
        return "|".join(
            str(each or 0)
            for each in (
                self.date,
                self.channel,
                self.company_id.id,
                self.purpose_id.id,
                self.origin,
                self.origin_id,
            )
        )
