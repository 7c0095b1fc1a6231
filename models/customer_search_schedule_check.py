# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from .customer_search_schedule import FILES

MOST_DAYS = 90
# What decides who and what is in the files.
ASKED = ("base", "rows", "domain", "period_from", "period_to", "first_rows")


class CustomerSearchSchedule(models.Model):
    """What a schedule may be: said when it is written, asked again when it runs."""

    _inherit = "customer.search.schedule"

    asked = fields.Char(
        readonly=True,
        copy=False,
        help="What the search asked when the owner scheduled it.",
    )

    @api.model
    def _check_files(self, keys):
        """Refuse, in a sentence, what a schedule cannot make."""
        runs = self.env["customer.search.run"]
        if not keys:
            raise ValidationError(
                self.env._("Tick at least one file that is handed over.")
            )
        if set(keys) & {"email", "sms"}:
            raise ValidationError(
                self.env._(
                    "A schedule hands files over to your own people. What customers get"
                    " again and again is a follow-up."
                )
            )
        if unknown := set(keys) - set(FILES):
            raise ValidationError(
                self.env._(
                    "There is no output %(key)s. Choose among: %(labels)s.",
                    key=min(unknown),
                    labels=", ".join(FILES),
                )
            )
        runs._check_outputs(keys)

    @api.constrains("interval", "hour", "month_day", "link_days")
    def _check_rhythm(self):
        for schedule in self:
            if not 0 <= schedule.hour < 24:
                raise ValidationError(
                    self.env._("The hour is between 00:00 and 23:59. Correct it.")
                )
            if not 1 <= schedule.month_day <= 31:
                raise ValidationError(
                    self.env._("The day of the month is between 1 and 31. Correct it.")
                )
            if not 1 <= schedule.link_days <= MOST_DAYS:
                raise ValidationError(
                    self.env._("Links are good for 1 to %s days.", MOST_DAYS)
                )

    @api.constrains(*[f"out_{key}" for key in FILES], "search_id", "user_id")
    def _check_outputs(self):
        runs = self.env["customer.search.run"]
        for schedule in self:
            keys = runs._keys(schedule.outputs)
            mine = schedule._as_owner()
            mine._check_files(keys)
            mine.search_id.check_access("read")
            mine.search_id._check_paper(keys)

    @api.constrains("delivery", "user_ids", "company_id", "out_csv", "active")
    def _check_delivery(self):
        for schedule in self.filtered("active"):
            if schedule.delivery == "folder":
                self.env["customer.search.delivery"]._folder()
            elif not schedule.user_ids:
                raise ValidationError(
                    self.env._("Say who gets the link: choose at least one user.")
                )
            for user, reason in schedule._refused_users().items():
                raise ValidationError(
                    self.env._(
                        "%(user)s %(reason)s. Choose somebody else.",
                        user=user.name,
                        reason=reason,
                    )
                )

    def _refused_users(self):
        """Return {user: why not} of the recipients who may not have the files."""
        if self.delivery != "email":
            return {}
        refused = {}
        # sudo: whether a colleague may have them is asked by who hands them over
        for user in self.sudo().with_context(active_test=False).user_ids:
            if reason := self._refusal_of(user):
                refused[user] = reason
        return refused

    def _refusal_of(self, user):
        """Return why a user may not have the files of this schedule, if so."""
        runs = self.env["customer.search.run"]
        functions = runs._output_functions()
        wanted = {"search_use"} | {
            functions[key]
            for key in runs._keys(self.outputs)
            if functions.get(key) == "customer_export"
        }
        if not user.active:
            return self.env._("has left")
        if not user._is_internal():
            return self.env._("does not work here")
        if self.company_id not in user.company_ids:
            return self.env._("does not work for %s", self.company_id.name)
        if not user.email:
            return self.env._("has no e-mail address")
        for function in sorted(wanted):
            if not user._has_function(function):
                group = self.env.ref(f"customer_care.function_{function}")
                # sudo: what a function is called is no secret
                return self.env._("may not: %s", group.sudo().name)
        return None

    def _as_owner(self):
        """Return this schedule as its owner sees it, in its company, by its clock."""
        owner = self.user_id
        # sudo: by whose clock it runs is nobody's secret
        zone = self.sudo().company_id._time_zone()
        return (
            self.with_user(owner)
            .with_company(self.company_id)
            .with_context(
                allowed_company_ids=self.company_id.ids,
                lang=owner.lang or self.env.lang,
                tz=zone,
                cron_id=None,
            )
        )

    # -- who may change one ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        self.env["res.users"]._check_function("search_schedule")
        schedules = super().create(vals_list)
        schedules._check_own()
        schedules._stamp()
        return schedules

    def write(self, vals):
        if not self.env.su:
            self.env["res.users"]._check_function("search_schedule")
            if vals != {"active": False}:
                self._check_own(vals.get("user_id"))
        result = super().write(vals)
        if not self.env.su:
            self._stamp()
        return result

    def _check_own(self, user_id=None):
        """It works with its owner's rights: only the owner says what, and to whom.

        Whoever manages searches stops it, deletes it or takes it over.
        """
        if self.env.su:
            return
        for schedule in self:
            if (user_id or schedule.user_id.id) != self.env.uid:
                raise UserError(
                    self.env._(
                        "%(schedule)s works with the rights of %(user)s. Take it over"
                        " to change it, or switch it off.",
                        schedule=schedule.display_name,
                        user=schedule.user_id.name,
                    )
                )

    def _stamp(self):  # pylint: disable=missing-return
        """Write down what the search asks now: its owner has seen that."""
        for schedule in self:
            if (asked := schedule._question()) != schedule.asked:
                # sudo: the stamp is the program's
                parent = super(CustomerSearchSchedule, schedule.sudo())
                parent.write({"asked": asked})  # pylint: disable=super-method-mismatch

    def _question(self):
        # sudo: to be compared, not shown
        search = self.search_id.sudo()
        parts = [str(search[name] or "") for name in ASKED]
        parts += search.column_ids.sorted("sequence").mapped("path")
        return sha256("\n".join(parts).encode()).hexdigest()

    def _check_question(self):
        """Refuse a question that somebody else changed: it has the owner's rights."""
        # sudo: the question of a colleague is compared, not shown
        search = self.search_id.sudo()
        if search.user_id != self.user_id and self._question() != self.asked:
            raise UserError(
                self.env._(
                    "Somebody changed what %s asks since you scheduled it. Look at it,"
                    " and save the schedule again.",
                    search.name,
                )
            )

    def action_confirm(self):
        """Go on with what the search asks now."""
        self.env["res.users"]._check_function("search_schedule")
        self._check_own()
        self._stamp()
        return True

    def action_take_over(self):
        """Let it run with one's own rights from now on."""
        self.env["res.users"]._check_function("search_configure")
        self.write({"user_id": self.env.uid})
        return True
