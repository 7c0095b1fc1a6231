# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL

WON = ("given", "confirmed")
LOST = ("withdrawn", "objected", "expired", "revoked")
# {figure: (what the reader must be allowed to, the list it opens)}
FIGURES = {
    "kpi_customer_sent": ("message_see", "customer_message_action_week"),
    "kpi_customer_back": (
        ("history_see", "message_see"),
        "res_partner_action_came_back",
    ),
    "kpi_customer_turnover": (
        ("history_see", "message_see"),
        "customer_turnover_action_came_back",
    ),
    "kpi_customer_away": ("history_see", "res_partner_action_staying_away"),
    "kpi_customer_advised": ("asset_see", "customer_asset_work_action"),
    "kpi_customer_won": ("consent_see", "customer_consent_log_action_won"),
    "kpi_customer_lost": ("consent_see", "customer_consent_log_action_lost"),
    "kpi_customer_overdue": ("action_see", "customer_action_action_overdue"),
}


class DigestDigest(models.Model):
    """The Monday letter: what Odoo's digest says about customers.

    As the core's figures: of the company, of the period that the core asks for, and
    only for a reader who may see what is counted, else the figure is left out. What is
    a state of today (open work, overdue, staying away) has nothing to compare with, so
    it is counted for today alone.
    """

    _inherit = "digest.digest"

    kpi_customer_sent = fields.Boolean("Messages sent to customers")
    kpi_customer_sent_value = fields.Integer(compute="_compute_kpi_customer_sent_value")
    kpi_customer_back = fields.Boolean("Came back after a message")
    kpi_customer_back_value = fields.Integer(compute="_compute_kpi_customer_back_value")
    kpi_customer_turnover = fields.Boolean("Turnover of who came back")
    kpi_customer_turnover_value = fields.Monetary(
        compute="_compute_kpi_customer_turnover_value"
    )
    kpi_customer_away = fields.Boolean("Good customers staying away")
    kpi_customer_away_value = fields.Integer(compute="_compute_kpi_customer_away_value")
    kpi_customer_advised = fields.Boolean("Advised work open")
    kpi_customer_advised_value = fields.Integer(
        compute="_compute_kpi_customer_advised_value"
    )
    kpi_customer_won = fields.Boolean("Consents won")
    kpi_customer_won_value = fields.Integer(compute="_compute_kpi_customer_won_value")
    kpi_customer_lost = fields.Boolean("Consents lost")
    kpi_customer_lost_value = fields.Integer(compute="_compute_kpi_customer_lost_value")
    kpi_customer_overdue = fields.Boolean("Customer actions overdue")
    kpi_customer_overdue_value = fields.Integer(
        compute="_compute_kpi_customer_overdue_value"
    )

    def _compute_kpi_customer_sent_value(self):
        self._figure("kpi_customer_sent", self._count_sent)

    def _compute_kpi_customer_back_value(self):
        self._figure("kpi_customer_back", lambda *frame: self._back(*frame)[0])

    def _compute_kpi_customer_turnover_value(self):
        self._figure("kpi_customer_turnover", lambda *frame: self._back(*frame)[1])

    def _compute_kpi_customer_away_value(self):
        self._figure("kpi_customer_away", self._count_away, is_state=True)

    def _compute_kpi_customer_advised_value(self):
        self._figure("kpi_customer_advised", self._count_advised, is_state=True)

    def _compute_kpi_customer_won_value(self):
        self._figure("kpi_customer_won", lambda *frame: self._decided(WON, *frame))

    def _compute_kpi_customer_lost_value(self):
        self._figure("kpi_customer_lost", lambda *frame: self._decided(LOST, *frame))

    def _compute_kpi_customer_overdue_value(self):
        self._figure("kpi_customer_overdue", self._count_overdue, is_state=True)

    def _figure(self, name, count, is_state=False):
        """Set the value of a figure, once for each company.

        :param count: callable of company, start and end (datetimes)
        :param is_state: what it counts is true now and was not written down before
        """
        functions = FIGURES[name][0]
        functions = (functions,) if isinstance(functions, str) else functions
        self.env["res.users"]._check_function(*functions)
        start, end, companies = self._get_kpi_compute_parameters()
        now = fields.Datetime.now()
        end = fields.Datetime.to_datetime(end) or now
        start = fields.Datetime.to_datetime(start) or end - timedelta(weeks=1)
        is_past = end < now - timedelta(hours=1)
        values = {}
        if not (is_state and is_past):
            values = {company: count(company, start, end) for company in companies}
        for digest in self:
            company = digest.company_id or self.env.company
            digest[f"{name}_value"] = values.get(company, 0)

    def _count_sent(self, company, start, end):
        return self.env["customer.message"].search_count(
            Domain("company_id", "=", company.id)
            & Domain("state", "=", "sent")
            & Domain("is_trial", "=", False)
            & Domain("sent_at", ">=", start)
            & Domain("sent_at", "<", end)
        )

    def _back(self, company, start, end):
        """Return (customers, turnover) of who bought after a message of ours."""
        lines = self.env["res.partner"]._lines_after_message(
            start.date(), end.date(), company
        )
        customer, kind, untaxed = (
            SQL.identifier(lines.table, name)
            for name in ("partner_id", "kind", "untaxed")
        )
        [found] = self.env.execute_query(
            lines.select(
                SQL("count(DISTINCT %s) FILTER (WHERE %s <> 'refund')", customer, kind),
                SQL("coalesce(sum(%s), 0)", untaxed),
            )
        )
        return found

    def _count_away(self, company, _start, end):
        lines = self.env["res.partner"]._lines_of_absent(end.date(), company)
        found = lines.select(SQL.identifier(lines.table, "partner_id"))
        partners = self.env["res.partner"]
        return partners.search_count(
            Domain.custom(
                to_sql=lambda _model, alias, _query: SQL(
                    "%s IN (%s)", SQL.identifier(alias, "id"), found
                )
            )
        )

    def _count_advised(self, company, _start, _end):
        return self.env["customer.asset.inspection.line"].search_count(
            Domain("company_id", "in", (company.id, False))
            & Domain("state", "in", ("advise", "urgent"))
            & Domain("work_state", "=", "open")
            & Domain("asset_id.active", "=", True)
            & Domain("asset_id.gone", "=", False)
            & Domain("asset_id.death_date", "=", False)
        )

    def _decided(self, events, company, start, end):
        return self.env["customer.consent.log"].search_count(
            Domain("company_ref", "=", company.id)
            & Domain("event", "in", events)
            & Domain("event_time", ">=", start)
            & Domain("event_time", "<", end)
        )

    def _count_overdue(self, company, _start, _end):
        return self.env["customer.action"].search_count(
            Domain("company_id", "in", (company.id, False))
            & Domain("timeliness", "=", "overdue")
        )

    def _compute_kpis_actions(self, company, user):
        """Each number opens its list, in our menu."""
        menu = self.env.ref("customer_care.menu_root").id
        return {
            **super()._compute_kpis_actions(company, user),
            **{
                name: f"customer_care.{action}?menu_id={menu}"
                for name, (_functions, action) in FIGURES.items()
            },
        }
