# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.window import dialog

OUTCOMES = [
    ("now", "At once"),
    ("later", "Later"),
    ("missed", "Missed"),
    ("control", "Control group"),
    ("excluded", "Never for this customer"),
    ("family", "Another one of the family"),
    ("refused", "May not be contacted"),
]
AHEAD_DAYS = 30
MOST_DAYS = 366
BATCH = 20_000


class CustomerFollowUpPreview(models.TransientModel):
    """Whom a follow-up would reach: the plan's statement, and nothing is planned."""

    _name = "customer.follow.up.preview"
    _description = "Whom a follow-up would reach"

    follow_up_id = fields.Many2one(
        "customer.follow.up",
        "Follow-up",
        required=True,
        ondelete="cascade",
        readonly=True,
    )
    is_on = fields.Boolean(related="follow_up_id.active")
    since = fields.Date(
        "Not before",
        help="What was due before today is left alone, unless you go back here.",
    )
    until = fields.Date("Look ahead to")
    line_ids = fields.One2many(
        "customer.follow.up.preview.line", "wizard_id", "Whom", readonly=True
    )
    now_count = fields.Integer("At once", compute="_compute_counts")
    later_count = fields.Integer("Later", compute="_compute_counts")
    not_count = fields.Integer("Not reached", compute="_compute_counts")

    @api.depends("line_ids")
    def _compute_counts(self):
        for wizard in self:
            groups = self.env["customer.follow.up.preview.line"]._read_group(
                [("wizard_id", "=", wizard.id)], ["outcome"], ["__count"]
            )
            counts = dict(groups)
            wizard.now_count = counts.pop("now", 0)
            wizard.later_count = counts.pop("later", 0)
            wizard.not_count = sum(counts.values())

    @api.model
    def _open_for(self, rule):
        """Return the preview of a rule, filled."""
        today = rule._today()
        wizard = self.create(
            {
                "follow_up_id": rule.id,
                "since": (rule.active and rule.since) or today,
                "until": today + timedelta(days=AHEAD_DAYS),
            }
        )
        wizard._fill()
        return wizard._open()

    def _open(self):
        return dialog(
            self._name,
            self.env._("Whom %s would reach", self.follow_up_id.name),
            res_id=self.id,
            context={"dialog_size": "extra-large"},
        )

    def action_refresh(self):
        """Look again, with other days."""
        self.ensure_one()
        self.env["res.users"]._check_function("follow_up_see")
        self._fill()
        return self._open()

    def action_switch_on(self):
        """Switch the rule on; only what the dialog shows as At once leaves now."""
        self.ensure_one()
        self.env["res.users"]._check_function("follow_up_configure")
        rule = self.follow_up_id
        if not rule.company_id.customer_follow_ups:
            raise UserError(
                self.env._("Follow-ups are switched off in the settings. Ask there.")
            )
        rule.write({"active": True, "since": self.since or rule._today()})
        return {"type": "ir.actions.act_window_close"}

    # -- who ---------------------------------------------------------------------------

    def _fill(self):
        """Ask the statement of the plan, then the gate; write what they say."""
        # sudo: whom a rule reaches is the program's view, see `_program`
        rule = self.follow_up_id._program()
        if problem := rule._problem():
            raise UserError(problem)
        self.line_ids.unlink()
        today = rule._today()
        since, until = self.since or today, self.until or today
        if since > until or (until - today).days > MOST_DAYS:
            raise UserError(
                self.env._("Look from one day to a later one, at most a year ahead.")
            )
        if candidates := self._candidates(rule, since, until, today):
            self._insert(candidates, today)
            self._settle_families(rule)
            self._ask_gate(rule)
        self.invalidate_recordset(["line_ids"])

    def _candidates(self, rule, since, until, today):
        """Return the plan's statement, as if it ran today and once more at the end."""
        if rule.active and rule.planned_until:
            lower, _upper, late = rule._window(today)
            return rule._candidates(max(lower, since), until, late)
        return rule._candidates(since, until, None)

    def _insert(self, candidates, today):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO customer_follow_up_preview_line (
                       wizard_id, partner_id, asset_id, move_id, occurrence, outcome,
                       create_uid, create_date, write_uid, write_date)
                SELECT %(wizard)s, c.partner_id, c.asset_id, c.move_id, c.occurrence,
                       CASE WHEN c.state <> 'running' THEN c.state
                            WHEN c.occurrence <= %(today)s THEN 'now'
                            ELSE 'later' END,
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM (%(candidates)s) AS c
                 WHERE NOT EXISTS (SELECT FROM customer_follow_up_entry e
                                    WHERE e.cycle_key = c.cycle_key)
              ORDER BY c.occurrence, c.partner_id
                """,
                wizard=self.id,
                today=today,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                candidates=candidates,
            )
        )
        self.env["customer.follow.up.preview.line"].invalidate_model(flush=False)

    def _settle_families(self, rule):
        """Say of whom another one of the family would get it."""
        if not rule.search_id.is_family:
            return
        rows = SQL(
            """SELECT l.id, l.partner_id, l.occurrence, EXISTS (
                      SELECT FROM customer_follow_up_tag t
                       WHERE t.follow_up_id = %s AND t.entry_id IS NULL
                         AND t.partner_id = l.partner_id AND t.date = l.occurrence
                      ) AS is_tagged, FALSE AS is_served
                 FROM customer_follow_up_preview_line l
                WHERE l.wizard_id = %s AND l.outcome IN ('now', 'later', 'missed')""",
            rule.id,
            self.id,
        )
        self.env.cr.execute(
            SQL(
                """UPDATE customer_follow_up_preview_line SET outcome = 'family'
                    WHERE id = ANY(%s)""",
                rule._other_members(rows),
            )
        )

    def _ask_gate(self, rule):
        """Say by which ways of the rule nobody may be contacted."""
        channels = dict.fromkeys(rule.step_ids.mapped("channel"))
        labels = dict(rule.step_ids._fields["channel"]._description_selection(self.env))
        ids = [
            row_id
            for (row_id,) in self.env.execute_query(
                SQL(
                    """SELECT DISTINCT partner_id FROM customer_follow_up_preview_line
                        WHERE wizard_id = %s AND outcome IN ('now', 'later')""",
                    self.id,
                )
            )
        ]
        for start in range(0, len(ids), BATCH):
            partners = rule.env["res.partner"].browse(ids[start : start + BATCH])
            said = {}
            for channel in channels:
                refused = partners._contact_refusals(channel, rule.purpose_id or None)
                for partner_id, reason in refused.items():
                    said.setdefault(partner_id, []).append(
                        f"{labels[channel]}: {reason}"
                    )
            self._write_reasons(said, len(channels))

    def _write_reasons(self, said, ways):
        """Whom every way refuses is not reached."""
        self.env.cr.execute(
            SQL(
                """UPDATE customer_follow_up_preview_line l
                      SET reason = said.reason,
                          outcome = CASE WHEN said.count = %s THEN 'refused'
                                         ELSE l.outcome END
                     FROM unnest(%s::int[], %s::text[], %s::int[])
                          AS said (id, reason, count)
                    WHERE l.wizard_id = %s AND l.partner_id = said.id
                      AND l.outcome IN ('now', 'later')""",
                ways,
                list(said),
                [" ".join(reasons) for reasons in said.values()],
                [len(reasons) for reasons in said.values()],
                self.id,
            )
        )
        self.env["customer.follow.up.preview.line"].invalidate_model(flush=False)


class CustomerFollowUp(models.Model):
    """The button of the preview."""

    _inherit = "customer.follow.up"

    def action_preview(self):
        """Show whom this rule would reach, with the reasons of the others."""
        self.ensure_one()
        self.env["res.users"]._check_function("follow_up_see")
        return self.env["customer.follow.up.preview"]._open_for(self)
