# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import psycopg2

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.window import form_window


class CustomerSearchSchedule(models.Model):
    """What is due is claimed once, whoever asks, and then made step by step."""

    _inherit = "customer.search.schedule"

    @api.model
    def _cron_schedules(self):
        """Claim what is due, then go on with every delivery that is not over.

        A claim is a row with a unique key and is committed before anything is made of
        it: two workers make one, and what is killed afterwards goes on here.
        """
        due = self.search(
            [("next_run", "<=", fields.Datetime.now())], order="next_run, id"
        )
        for schedule in due:
            schedule._claim()
            self._commit_step()
        deliveries = self.env["customer.search.delivery"]
        deliveries._go_on_all()
        deliveries._tell_bounced()

    @api.model
    def _commit_step(self):
        if self.env.context.get("cron_id"):
            self.env["ir.cron"]._commit_progress(1)

    def _claim(self):
        """Make the delivery of the newest occurrence that is due, if nobody did."""
        now = fields.Datetime.now()
        try:
            with self.env.cr.savepoint():
                if not self.try_lock_for_update():
                    return
                self.invalidate_recordset(["next_run"])
                if not self.next_run or self.next_run > now:
                    return
                rhythm = self._rhythm()
                self._make_delivery(rhythm.last_until(now))
                self.write({"last_run": now, "next_run": rhythm.next_after(now)})
        except (
            psycopg2.errors.SerializationFailure,
            psycopg2.errors.UniqueViolation,
        ):
            # another worker was quicker
            self.env.invalidate_all(flush=False)

    def _make_delivery(self, occurrence):
        """Return the delivery of an occurrence; there is one."""
        # sudo: deliveries are written by the program only
        deliveries = self.env["customer.search.delivery"].sudo()
        key = {"schedule_id": self.id, "occurrence": occurrence}
        return deliveries.search(
            [(name, "=", value) for name, value in key.items()], limit=1
        ) or deliveries.create(key)

    def action_run_now(self):
        """Run it once more, beside its rhythm, and open what became of it."""
        self.ensure_one()
        self.env["res.users"]._check_function("search_schedule")
        self._check_own()
        if not self.active:
            raise UserError(self.env._("Switch the schedule on first."))
        delivery = self._make_delivery(fields.Datetime.now())
        # sudo: deliveries are written by the program alone
        delivery.sudo()._go_on()
        return delivery.with_env(self.env)._open()

    def action_open_deliveries(self):
        """List what this schedule has handed over."""
        self.ensure_one()
        self.env["res.users"]._check_function("search_schedule")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.customer_search_delivery_action"
        )
        return dict(action, domain=[("schedule_id", "=", self.id)])


class CustomerSearch(models.Model):
    """The schedules of a search."""

    _inherit = "customer.search"

    schedule_ids = fields.One2many(
        "customer.search.schedule",
        "search_id",
        "Schedules",
        context={"active_test": False},
    )

    def action_schedule(self):
        """Open a new schedule of this search."""
        self.ensure_one()
        self.env["res.users"]._check_function("search_schedule")
        return form_window(
            "customer.search.schedule",
            name=self.env._("Schedule"),
            context={"default_search_id": self.id},
        )


class CustomerSearchRun(models.Model):
    """A run that is over is handed over, if a schedule wanted it."""

    _inherit = "customer.search.run"

    delivery_ids = fields.One2many("customer.search.delivery", "run_id")

    def write(self, vals):
        result = super().write(vals)
        # sudo: whoever goes on with a run need not know who is waiting for it
        if vals.get("state") in ("done", "stopped") and self.sudo().delivery_ids:
            # sudo: whoever asks for it need not know crons
            self.env.ref("customer_care.cron_schedules").sudo()._trigger()
        return result
