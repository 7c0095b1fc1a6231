# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import config

RECENT_DAYS = 7
STATES = [("good", "Good"), ("warning", "Look at it"), ("bad", "Not working")]


class CustomerHealth(models.TransientModel):
    """What the program leans on: each line says whether it works and what to do."""

    _name = "customer.health"
    _description = "Health"
    _order = "sequence, id"

    centre_id = fields.Many2one("customer.maintenance.centre", ondelete="cascade")
    sequence = fields.Integer()
    key = fields.Char(required=True)
    name = fields.Char("What", required=True)
    state = fields.Selection(STATES, required=True)
    found = fields.Text()
    advice = fields.Text("What to do")

    @api.model
    def _health_checks(self):
        """{key: (name, method)}; to be extended.

        A method returns (state, what was found, what to do), the last one empty when
        all is good.
        """
        return {
            "sending": (self.env._("Sending"), "_check_sending"),
            "mail": (self.env._("Mail server"), "_check_mail"),
            "sms": (self.env._("SMS account"), "_check_sms"),
            "jobs": (self.env._("Scheduled jobs"), "_check_jobs"),
            "trigram": (self.env._("Search index (pg_trgm)"), "_check_trigram"),
            "report": (self.env._("Report engine"), "_check_report"),
            "key": (self.env._("Key of the consent log"), "_check_key"),
            "failures": (self.env._("Messages that failed"), "_check_failures"),
            "operations": (self.env._("Operations"), "_check_operations"),
        }

    @api.model
    def _examine(self):
        """Return the values of all lines, the worst first."""
        order = [key for key, _label in reversed(STATES)]
        # sudo: settings of the server, of which a line says whether they work
        doctor = self.sudo()
        lines = []
        for key, (name, method) in self._health_checks().items():
            state, found, advice = getattr(doctor, method)()
            lines.append({"key": key, "name": name, "state": state, "found": found})
            lines[-1]["advice"] = advice
        lines.sort(key=lambda line: order.index(line["state"]))
        return [{**line, "sequence": place} for place, line in enumerate(lines)]

    @api.model
    def _check_sending(self):
        state = self.env["customer.sending"]._state()
        if state == "on":
            return "good", self.env._("Messages leave."), ""
        found = {
            "stopped": self.env._("All sending is stopped."),
            "trial": self.env._("Everything goes to the trial address."),
            "neutralised": self.env._("This is a neutralised copy."),
        }[state]
        return (
            "warning",
            found,
            self.env._("Communication → Stop or start sending switches it on."),
        )

    @api.model
    def _check_mail(self):
        servers = self.env["ir.mail_server"].search(Domain.TRUE)
        if servers:
            names = ", ".join(servers.mapped("name")[:3])
            return "good", names, ""
        host = config.get("smtp_server")
        if host and host != "localhost":
            return "good", host, ""
        return (
            "bad",
            self.env._("There is no outgoing mail server."),
            self.env._(
                "An administrator ticks “Use Custom Email Servers” in Settings, adds"
                " one at “Outgoing Email Servers” and presses “Test Connection”."
            ),
        )

    @api.model
    def _check_sms(self):
        since = fields.Datetime.now() - timedelta(days=RECENT_DAYS)
        refused = self.env["sms.sms"].search(
            [
                (
                    "failure_type",
                    "in",
                    ("sms_credit", "sms_acc", "sms_registration_needed"),
                )
            ]
            + [("create_date", ">=", since)],
            limit=1,
        )
        if refused.failure_type == "sms_credit":
            return (
                "bad",
                self.env._("The SMS account has no credit left."),
                self.env._("Buy credits in Settings → SMS, then send again."),
            )
        account = self.env["iap.account"].search(
            [("service_name", "=", "sms")], order="id desc", limit=1
        )
        if refused or account.state in ("banned", "unregistered"):
            return (
                "bad",
                self.env._("The SMS account is not registered."),
                self.env._("Register it in Settings → SMS → Manage accounts."),
            )
        if not account:
            return (
                "warning",
                self.env._("No SMS was sent yet, and there is no account."),
                self.env._("Set up the provider in Settings → SMS, if you send SMS."),
            )
        return "good", self.env._("There is an account."), ""

    @api.model
    def _check_jobs(self):
        jobs = self.env["customer.job"]._all()
        advice = self.env._(
            "Set max_cron_threads to 1 or more in Odoo's configuration file and start"
            " Odoo again."
        )
        if late := jobs.filtered("is_late"):
            found = self.env._(
                "%(count)s jobs are late, the first is “%(job)s”: nothing runs them.",
                count=len(late),
                job=late[0].title,
            )
            return "bad", found, advice
        if failed := jobs.filtered(lambda job: job.state == "failed"):
            found = self.env._("“%s” failed.", failed[0].title)
            return "bad", found, self.env._("The page Scheduled jobs says why.")
        if off := jobs.filtered(lambda job: not job.is_active):
            found = self.env._("“%s” is switched off.", off[0].title)
            return (
                "warning",
                found,
                self.env._(
                    "An administrator switches it on in Settings → Technical →"
                    " Scheduled actions."
                ),
            )
        if not config["max_cron_threads"]:
            return "warning", self.env._("This server runs no jobs."), advice
        return "good", self.env._("%s jobs run in time.", len(jobs)), ""

    @api.model
    def _check_trigram(self):
        if self.env.registry.has_trigram:
            return "good", self.env._("It is installed."), ""
        return (
            "bad",
            self.env._("It is missing: searches read all customers each time."),
            self.env._(
                "The database's owner runs CREATE EXTENSION pg_trgm; then update"
                " Customer Care."
            ),
        )

    @api.model
    def _check_report(self):
        state = self.env["ir.actions.report"].get_wkhtmltopdf_state()
        if state == "ok":
            return "good", self.env._("wkhtmltopdf answers."), ""
        found, advice = {
            "install": (
                self.env._("wkhtmltopdf is missing: no PDF can be printed."),
                self.env._("Install wkhtmltopdf 0.12.6 on the server."),
            ),
            "broken": (
                self.env._("wkhtmltopdf does not answer."),
                self.env._("Install it anew on the server."),
            ),
            "upgrade": (
                self.env._("wkhtmltopdf is too old."),
                self.env._("Install version 0.12.6 on the server."),
            ),
            "workers": (
                self.env._("One worker cannot print: it waits for itself."),
                self.env._("Set workers to 2 or more in Odoo's configuration file."),
            ),
        }.get(state, (state, ""))
        return "bad", found, advice

    @api.model
    def _check_key(self):
        if self.env["customer.consent.key"]._is_outside():
            return "good", self.env._("It lies outside the database."), ""
        return (
            "warning",
            self.env._("It lies in the database, next to the log it protects."),
            self.env._(
                "Put customer_care_consent_keys into Odoo's configuration file, with"
                " the present key behind the new one."
            ),
        )

    @api.model
    def _check_failures(self):
        messages = self.env["customer.message"]
        count = messages.search_count([("state", "in", ("failed", "unknown"))])
        if not count:
            return "good", self.env._("There are none."), ""
        return (
            "bad",
            self.env._("Failed, or nobody knows whether they left: %s.", count),
            self.env._("Decide about each in Communication → Failed or unknown."),
        )

    @api.model
    def _check_operations(self):
        stopped = self.env["customer.operation"].search([("state", "=", "stopped")])
        if not stopped:
            return "good", self.env._("None stopped half-way."), ""
        return (
            "bad",
            self.env._("“%s” stopped half-way.", stopped[0].display_name),
            self.env._("Open it in the maintenance log: it says why; undo it there."),
        )
