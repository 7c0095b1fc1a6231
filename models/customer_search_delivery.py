# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import logging
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..tools.window import form_window
from .customer_search_schedule import STATES

_logger = logging.getLogger(__name__)
OPEN = ("waiting", "running")


class CustomerSearchDelivery(models.Model):
    """An occurrence of a schedule: what was made for it and who got it.

    There is one of an occurrence. It goes from step to step, each of which is one
    transaction: what is killed goes on with the step it was in.
    """

    _name = "customer.search.delivery"
    _description = "Delivery of a data search"
    _order = "occurrence desc, id desc"
    _rec_name = "occurrence"

    schedule_id = fields.Many2one(
        "customer.search.schedule", required=True, index=True, ondelete="cascade"
    )
    occurrence = fields.Datetime("Due on", required=True, aggregator=None)
    state = fields.Selection(STATES, required=True, default="waiting", index=True)
    run_id = fields.Many2one(
        "customer.search.run", "Search run", index="btree_not_null", ondelete="set null"
    )
    error = fields.Text("Failed because")
    expires_on = fields.Date("Links good until")
    line_ids = fields.One2many(
        "customer.search.delivery.user", "delivery_id", "Handed to"
    )
    search_id = fields.Many2one(related="schedule_id.search_id")
    file_ids = fields.One2many(related="run_id.file_ids", string="Files")
    count = fields.Integer(related="run_id.count", string="Found", aggregator=None)

    _schedule_uniq = models.UniqueIndex("(schedule_id, occurrence)")

    @api.model
    def _go_on_all(self):
        """Go on with what is not over, the oldest first."""
        for delivery in self.search([("state", "in", OPEN)], order="occurrence, id"):
            delivery._go_on()
            self.env["customer.search.schedule"]._commit_step()

    def _go_on(self):
        """Do the next steps, as far as they can be done now; a failure is told.

        Each is whole or not at all: what was made stays when it cannot be handed over.
        """
        self._step("waiting", self._begin)
        self._step("running", self._finish)

    def _step(self, state, method):
        try:
            with self.env.cr.savepoint():
                if self.try_lock_for_update():
                    self.invalidate_recordset(["state", "run_id"])
                    if self.state == state:
                        method()
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            # another one works on the same search: it is tried again
            self.env.invalidate_all(flush=False)
            _logger.info("Delivery %s is tried again", self.id)
        except Exception as error:
            self.env.invalidate_all(flush=False)
            if not isinstance(error, UserError):
                _logger.exception("Delivery %s of a data search failed", self.id)
            self._fail(str(error) or repr(error))

    def _begin(self):
        """Run the search with the rights of who scheduled it."""
        schedule = self.schedule_id
        if not schedule.user_id.active:
            raise UserError(
                self.env._(
                    "%s, whose rights it works with, has left. Take the schedule over.",
                    schedule.user_id.name,
                )
            )
        mine = schedule._as_owner().sudo(False)
        mine.env["res.users"]._check_function("search_schedule")
        mine._check_question()
        run = mine.search_id._run(schedule.outputs)
        self.write({"run_id": run.id, "state": "running"})

    def _finish(self):
        """Hand over what was made, once it is."""
        run = self.run_id
        if not run:
            raise UserError(
                self.env._("The run was deleted before it was handed over.")
            )
        if run.state == "stopped":
            raise UserError(run.error or self.env._("The run has stopped."))
        if run.state != "done":
            return
        files = run.file_ids
        today = fields.Date.context_today(self.schedule_id._as_owner())
        ends = today + timedelta(days=self.schedule_id.link_days)
        self.expires_on = min([ends, *filter(None, files.mapped("delete_on"))])
        if self.schedule_id.delivery == "folder":
            self._put_into_folder()
        else:
            self._mail_links()
        self.write({"state": "done", "error": False})

    def _fail(self, reason):
        self.write({"state": "failed", "error": reason})
        self._tell(
            self.env._("%s was not handed over", self._title()),
            reason,
        )

    def _title(self):
        # sudo: the owner reads what their own schedule asks
        return self.schedule_id.search_id.sudo().name

    def _tell(self, title, text):
        """Leave the owner a notification with a link to the schedule.

        Where the owner has left, whoever manages data searches hears it.
        """
        # sudo: the note is the program's, about a schedule of theirs
        schedule = self.schedule_id.sudo()
        users = schedule.user_id
        if not users.active:
            # sudo: who manages data searches is asked for the note
            group = self.env.ref("customer_care.function_search_configure").sudo()
            users = group.all_user_ids.filtered(
                lambda user: schedule.company_id in user.company_ids
            )
        # sudo: the note is the program's
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=users.partner_id.ids,
            subject=title,
            body=Markup("<p>%s</p>") % text,
            model=schedule._name,
            res_id=schedule.id,
            author_id=self.env.ref("base.partner_root").id,
        )

    def action_again(self):
        """Hand over again what failed: the list that was made stays as it is."""
        self.ensure_one()
        self.env["res.users"]._check_function("search_schedule")
        self.check_access("read")
        self.schedule_id._check_own()
        if self.state != "failed":
            raise UserError(self.env._("This did not fail."))
        # sudo: deliveries are written by the program alone
        delivery = self.sudo()
        if delivery.run_id.state == "stopped":
            delivery.run_id.with_env(self.env).action_resume()
        delivery.state = "running" if delivery.run_id else "waiting"
        delivery._go_on()
        return True

    def action_open_run(self):
        """Open the list and the files."""
        self.ensure_one()
        self.env["res.users"]._check_function("search_schedule")
        self.check_access("read")
        if not self.run_id:
            raise UserError(self.env._("The search was not run for this one."))
        return self.run_id._open()

    def _open(self):
        return form_window(self._name, self.id)
