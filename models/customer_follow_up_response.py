# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.tools import SQL

from ..tools.local_day_sql import company_day
from ..tools.window import form_window
from .customer_consent import OPT_OUT
from .customer_follow_up_plan import ENTRY
from .customer_message import ELECTRONIC

HISTORY = "customer_care.function_history_see"
# A no that is recorded in one of these ways was said by nobody.
NOBODY_SAID = ("bounce", "ended", "forget", "import", "merge", "unconfirmed")
# These follow from a purchase, which is not yet an answer.
AFTER_PURCHASE = ("invoice", "product")


class CustomerFollowUpResponse(models.Model):
    """What became of those whom a follow-up reached, and of its control group.

    One row for each entry: whoever got a message that really left or was refused at
    their door, counted from the day of the first one, and whoever was held back,
    counted from the day they entered. Both have as many days as the rule says. Read by
    query and never stored, so that an invoice booked late or a changed number of days
    counts at once.

    Purchases are those of `customer.turnover`, also at the till and of who was merged;
    of a vehicle's follow-up those for this vehicle. A visit is a day with a purchase:
    credit notes lower the turnover and are no visits.
    """

    _name = "customer.follow.up.response"
    _description = "Response to a follow-up"
    _auto = False
    # the newest first, as entries are; the day would have to be reckoned for all
    _order = "id desc"
    _rec_name = "partner_id"
    _depends = {
        "customer.consent": [
            "changed_at",
            "method",
            "partner_id",
            "purpose_id",
            "state",
        ],
        "customer.follow.up": ["purpose_id", "response_days"],
        ENTRY: [
            "asset_id",
            "basis",
            "company_id",
            "entered_at",
            "entered_on",
            "follow_up_id",
            "partner_id",
            "state",
            "trigger",
        ],
        "customer.message": [
            "batch_uid",
            "channel",
            "is_trial",
            "scheduled_at",
            "sent_at",
            "source",
            "state",
        ],
        "res.company": ["currency_id", "partner_id"],
        "res.partner": ["commercial_partner_id", "merged_into_id", "tz"],
    }

    follow_up_id = fields.Many2one("customer.follow.up", "Follow-up")
    partner_id = fields.Many2one("res.partner", "Customer")
    asset_id = fields.Many2one("customer.asset", "Vehicle or animal")
    company_id = fields.Many2one("res.company")
    currency_id = fields.Many2one("res.currency")
    response_group = fields.Selection(
        [("reached", "Reached"), ("control", "Control group")], "Group"
    )
    entered_on = fields.Date("Entered on")
    counted_from = fields.Date(
        "Counted from",
        help="The day of the first message; of the control group the day it entered.",
    )
    counted_until = fields.Date(
        "Counted until", help="The last day that counts as an answer."
    )
    is_over = fields.Boolean("Time is over")
    came_back = fields.Boolean("Came back")
    days_until = fields.Integer(
        "Days until", aggregator="avg", help="From the message to the first visit."
    )
    visits = fields.Integer(help="Days with a purchase.")
    turnover = fields.Monetary(groups=HISTORY, help="Without tax.")
    withdrew = fields.Boolean(
        help="Said no to the purpose after the message, in these days."
    )
    bounced = fields.Boolean(
        help="A message came back undelivered, or was refused by the server."
    )

    # The same as numbers, for groups are compared by their share.
    back_rate = fields.Float("Came back (%)", aggregator="avg", digits=(16, 1))
    back_count = fields.Integer("Came back (customers)")
    turnover_each = fields.Monetary(
        "Turnover per customer", aggregator="avg", groups=HISTORY
    )
    withdrawn_count = fields.Integer("Withdrew (customers)")
    bounced_count = fields.Integer("Bounced (customers)")

    @property
    def _table_query(self):
        """Each entry is answered by itself: a page of a list reads what it shows."""
        return SQL(
            """SELECT c.*, c.counted_until < %(today)s AS is_over,
                      answer.visits > 0 AS came_back,
                      (answer.visits > 0)::int AS back_count,
                      (answer.visits > 0)::int * 100.0 AS back_rate,
                      answer.visits,
                      answer.day - c.counted_from AS days_until,
                      answer.turnover,
                      answer.turnover AS turnover_each,
                      c.withdrew::int AS withdrawn_count,
                      c.bounced::int AS bounced_count
                 FROM (%(counted)s) AS c
            LEFT JOIN LATERAL (%(persons)s) AS person ON TRUE
            LEFT JOIN LATERAL (%(answer)s) AS answer ON TRUE""",
            today=fields.Date.context_today(self),
            counted=self._counted(),
            persons=self._persons(),
            answer=self._answer(),
        )

    def _answer(self):
        """Return the SELECT of what the customer of an entry `c` bought in its days.

        Persons are one array: only a condition that joins nothing reaches the index of
        each source. Days are counted, not compared: PostgreSQL would take all lines of
        those days from an index and cut them with the customer's, for each entry anew.
        """
        return SQL(
            """SELECT count(DISTINCT v.day)::int AS visits, min(v.day) AS day,
                      coalesce(sum(v.untaxed), 0) AS turnover
                 FROM (%(purchases)s) AS v
                WHERE v.booked_partner_id = ANY (person.ids)
                  AND v.company_id = c.company_id
                  AND v.date - c.counted_from
                      BETWEEN 0 AND c.counted_until - c.counted_from
                  AND (c.asset_id IS NULL OR v.asset_id = c.asset_id)
                  AND (c.purchased_on IS NULL OR v.date > c.purchased_on)""",
            purchases=self._purchases(),
        )

    def _columns(self):
        """Return the expressions of what is known of an entry without its purchases."""
        return {
            "id": SQL("e.id"),
            "follow_up_id": SQL("e.follow_up_id"),
            "partner_id": SQL("e.partner_id"),
            "customer_id": SQL("partner.commercial_partner_id"),
            "asset_id": SQL("e.asset_id"),
            "company_id": SQL("e.company_id"),
            "currency_id": self.env["customer.turnover"]._currency_column(
                SQL("company.currency_id")
            ),
            "response_group": SQL(
                "CASE e.state WHEN 'control' THEN 'control' ELSE 'reached' END"
            ),
            "entered_on": SQL("e.entered_on"),
            "counted_from": SQL("span.day"),
            "counted_until": SQL("span.day + rule.response_days"),
            "purchased_on": SQL(
                "CASE WHEN e.trigger IN %s THEN e.basis END", AFTER_PURCHASE
            ),
            "withdrew": self._withdrew(),
            "bounced": SQL("told.bounced"),
        }

    def _counted(self):
        """Return the SELECT of whose response is counted, and in which days."""
        return SQL(
            """SELECT %(columns)s
                 FROM customer_follow_up_entry e
                 JOIN customer_follow_up rule ON rule.id = e.follow_up_id
                 JOIN res_company company ON company.id = e.company_id
                 JOIN res_partner partner ON partner.id = e.partner_id
                 JOIN LATERAL (
                      SELECT min(coalesce(m.sent_at, m.scheduled_at)) AS sent_at,
                             coalesce(bool_or(m.state = 'failed'), FALSE) AS bounced
                        FROM customer_message m
                       WHERE m.source = %(entry)s || e.id AND %(tried)s
                         AND m.is_trial IS NOT TRUE
                      ) AS told ON e.state = 'control' OR told.sent_at IS NOT NULL
           CROSS JOIN LATERAL (
                      SELECT CASE WHEN e.state = 'control' THEN e.entered_on
                             ELSE %(sent_on)s END AS day) AS span""",
            columns=SQL(", ").join(
                SQL("%s AS %s", column, SQL.identifier(name))
                for name, column in self._columns().items()
            ),
            entry=f"{ENTRY},",
            tried=self._tried(),
            sent_on=company_day(SQL("told.sent_at"), SQL("e.company_id")),
        )

    def _tried(self):
        """Return which messages `m` left, or were refused at the customer's door.

        What a server says at once it might have said by a report an hour later. What
        could not even be handed over tells nothing of the customer.
        """
        return SQL(
            """(m.state IN ('sent', 'failed') AND m.sent_at IS NOT NULL
                OR m.state = 'failed' AND m.channel IN %s
                   AND m.batch_uid IS NOT NULL)""",
            ELECTRONIC,
        )

    def _withdrew(self):
        return SQL(
            """EXISTS (SELECT FROM customer_consent consent
                WHERE consent.partner_id = e.partner_id
                  AND consent.purpose_id = rule.purpose_id
                  AND consent.state IN %s AND consent.method NOT IN %s
                  AND consent.changed_at >= CASE WHEN e.state = 'control'
                      THEN e.entered_at ELSE told.sent_at END
                  AND %s <= span.day + rule.response_days)""",
            OPT_OUT,
            NOBODY_SAID,
            company_day(SQL("consent.changed_at"), SQL("e.company_id")),
        )

    def _persons(self):
        """Return as whom the customer of an entry `c` may have bought, as one array.

        Merges are two deep. Lines are asked by whom they are booked on, by an index.
        """
        return SQL(
            """SELECT array_agg(one.id) AS ids
                 FROM (SELECT c.customer_id AS id UNION ALL
                       SELECT one.id FROM res_partner one
                        WHERE one.merged_into_id = c.customer_id UNION ALL
                       SELECT two.id FROM res_partner one
                         JOIN res_partner two ON two.merged_into_id = one.id
                        WHERE one.merged_into_id = c.customer_id) AS one"""
        )

    def _purchases(self):
        """Return the lines of the turnover, with the day where they are a visit.

        Without the rules of `customer.turnover`: each entry counts what its own company
        sold, and who may see the entry may see whether somebody came.
        """
        return SQL(
            """SELECT line.booked_partner_id, line.company_id, line.asset_id, line.date,
                      CASE WHEN line.kind <> 'refund' THEN line.date END AS day,
                      line.untaxed
                 FROM %s AS line""",
            self.env["customer.turnover"]._table_sql,
        )

    def action_open_entry(self):
        """Open who it is about, with the messages of this time."""
        self.ensure_one()
        self.env["res.users"]._check_function("follow_up_see")
        self.check_access("read")
        return form_window(ENTRY, self.id)


class CustomerFollowUp(models.Model):
    """Does it help? The responses of one rule."""

    _inherit = "customer.follow.up"

    def action_open_responses(self):
        """Compare those whom this rule reached with its control group."""
        self.env["res.users"]._check_function("follow_up_see")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_follow_up_response_action"
        )
        return dict(action, domain=[("follow_up_id", "in", self.ids)], context={})
