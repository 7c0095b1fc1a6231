# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..tools.calendar_dates import local_to_utc, utc_to_local_date

MUST_READ = "acknowledge"
LONGEST = 80


class CustomerAlert(models.Model):
    """A short red line, shown wherever its customer is chosen.

    It is shown until its last day is over, in the day of whoever looks (without a time
    zone of their own, of the company), and stays in the list afterwards: nothing runs
    at midnight. An alert of a company is also one of its contact persons and addresses.
    What happens to an alert is an event of its customer.

    One kind must be acknowledged: see `customer.alert.acknowledgement`.
    """

    _name = "customer.alert"
    _description = "Alert"
    _inherit = ["customer.required.mixin"]
    _order = "partner_id, sequence, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    partner_id = fields.Many2one(
        "res.partner",
        "Customer",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    name = fields.Char("Line", required=True, help="At most 80 characters.")
    kind = fields.Selection(
        [("notice", "Red line"), (MUST_READ, "Must be acknowledged")],
        required=True,
        default="notice",
    )
    date_end = fields.Date("Until", help="The last day. Empty: until it is removed.")
    is_current = fields.Boolean(
        "Shown", compute="_compute_is_current", search="_search_is_current"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        help="Empty: shown in every company.",
    )
    acknowledgement_ids = fields.One2many(
        "customer.alert.acknowledgement", "alert_id", "Acknowledged", readonly=True
    )

    @api.depends("partner_id")
    def _compute_company_id(self):
        """The customer's company: a customer of one company has no shared alert."""
        for alert in self:
            alert.company_id = alert.partner_id.company_id or alert.company_id

    @api.depends("active", "date_end")
    def _compute_is_current(self):
        current = self.filtered_domain(self._current_domain())
        for alert in self:
            alert.is_current = alert in current

    @api.model
    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._current_domain()

    @api.model
    def _current_domain(self):
        """Which alerts are shown today."""
        return Domain("active", "=", True) & (
            Domain("date_end", "=", False) | Domain("date_end", ">=", self._today()[0])
        )

    @api.model
    def _today(self):
        """Return (the user's day, the UTC time at which it began)."""
        tz = (
            self.env.context.get("tz")
            or self.env.user.tz
            # sudo: a time zone is no secret, whoever works here
            or self.env.company.sudo().partner_id.tz
        )
        day = utc_to_local_date(fields.Datetime.now(), tz)
        return day, local_to_utc(day, 0.0, tz)

    @api.constrains("partner_id")
    def _check_partner(self):
        self.partner_id._refuse_strangers()

    @api.constrains("name")
    def _check_name(self):
        for alert in self.filtered(lambda alert: len(alert.name) > LONGEST):
            raise ValidationError(
                self.env._(
                    "An alert is one short line: this one has %(length)s characters,"
                    " at most %(limit)s fit. Shorten it.",
                    length=len(alert.name),
                    limit=LONGEST,
                )
            )

    @api.model
    def _clean(self, vals):
        name = vals.get("name")
        return (
            {**vals, "name": " ".join(name.split())} if isinstance(name, str) else vals
        )

    @api.model_create_multi
    def create(self, vals_list):
        alerts = super().create([self._clean(vals) for vals in vals_list])
        today = self._today()[0]
        if any(alert.date_end and alert.date_end < today for alert in alerts):
            raise ValidationError(
                self.env._(
                    "The alert would end before it is shown. Choose today or a later"
                    " day, or leave the day empty."
                )
            )
        alerts._log_changes({})
        return alerts

    def write(self, vals):
        before = self._texts()
        result = super().write(self._clean(vals))
        self._log_changes(before)
        return result

    def unlink(self):
        before = self._texts()
        result = super().unlink()
        self.browse()._log_changes(before)
        return result

    def _texts(self):
        """Return {(alert id, customer id): words} of those that are not removed."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        texts = {}
        for alert in self.filtered("active"):
            parts = [kinds[alert.kind]] if alert.kind == MUST_READ else []
            if alert.date_end:
                until = fields.Date.to_string(alert.date_end)
                parts.append(self.env._("until %s", until))
            note = f" ({', '.join(parts)})" if parts else ""
            texts[alert.id, alert.partner_id.id] = alert.name + note
        return texts

    def _log_changes(self, before):
        """Tell the customers' events what these alerts said before and say now."""
        self.env["customer.alert.mixin"]._forget_shown_alerts()
        after = self._texts()
        self.env["customer.event"]._log(
            [
                {
                    "partner_id": key[1],
                    "kind": "alert",
                    "old_value": before.get(key),
                    "new_value": after.get(key),
                }
                for key in {**before, **after}
            ]
        )

    def action_acknowledge(self, texts=None, res_model=False, res_id=False, name=False):
        """Record that the user has read these alerts.

        :param texts: the lines as the user saw them, in the order of the alerts; one
            that was changed meanwhile is recorded as it was read, and asked about again
        :param res_model: where the customer was chosen, with `res_id` (False while the
            document is not saved) and `name` (what it is called there)
        """
        self.env["res.users"]._check_function("customer_see")
        alerts = self.exists()._filtered_access("read")
        shown = dict(zip(self.ids, texts or [], strict=False))
        self.env["customer.alert.acknowledgement"]._record(
            {
                alert: str(shown.get(alert.id) or alert.name)
                for alert in alerts
                if alert.kind == MUST_READ
            },
            res_model,
            res_id,
            name,
        )
