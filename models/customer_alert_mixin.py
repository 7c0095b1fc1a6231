# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .customer_alert import MUST_READ


class CustomerAlertMixin(models.AbstractModel):
    """A document on which the alerts of its customer are shown.

    It promises the field `customer_alerts` for the form's widget of the same name, and
    `_check_alerts_acknowledged` for the step that is decisive. It asks for
    `_alert_partners`.
    """

    _name = "customer.alert.mixin"
    _description = "Shows the alerts of its customer"

    customer_alerts = fields.Json(
        "Alerts",
        compute="_compute_customer_alerts",
        exportable=False,
        groups="customer_care.function_customer_see",
        help="List of {id, name, kind, date_end, holder, is_read}: holder is named "
        "when it is not the customer chosen; is_read says whether the "
        "user has acknowledged it.",
    )

    # Whether a line always says whose it is, since the form names several people.
    _alerts_name_customer = False

    def _alert_partners(self):
        """Return the customers whose alerts this document shows."""
        return self.partner_id

    def _alert_partner_fields(self):
        """Return the names of the fields that `_alert_partners` reads."""
        return ["partner_id"]

    @api.depends(lambda self: self._alert_partner_fields())
    @api.depends_context("uid", "tz", "allowed_company_ids")
    def _compute_customer_alerts(self):
        lines = self._alert_lines()
        for document in self:
            document.customer_alerts = lines[document]

    def _alert_lines(self):
        """Return {document: the value of `customer_alerts`}, in two queries."""
        partners = {document: document._alert_partners()._origin for document in self}
        everybody = self.env["res.partner"].union(*partners.values())
        alerts = {}
        if self._have_alerts(everybody):
            alerts = everybody._customer_alerts(self._origin)
        return {
            document: document._lines_of(partners[document], alerts)
            for document in self
        }

    def _have_alerts(self, partners):
        """Whether any alert is kept for these customers, shown today or not.

        Most customers have none, and every form asks: this costs a tenth of the rules
        and joins of `_customer_alerts`.
        """
        if not partners.ids:
            return False
        self.env["customer.alert"].flush_model(["partner_id"])
        partners.flush_model(["commercial_partner_id"])
        [(found,)] = self.env.execute_query(
            SQL(
                """
                SELECT EXISTS(
                    SELECT FROM res_partner chosen
                      JOIN customer_alert alert ON alert.partner_id
                           IN (chosen.id, chosen.commercial_partner_id)
                     WHERE chosen.id = ANY(%s))
                """,
                partners.ids,
            )
        )
        return found

    def _lines_of(self, partners, alerts):
        """Return the lines of these customers that concern this document's company."""
        company = self.company_id if "company_id" in self._fields else False
        concerned = {None, *company._with_parents().ids} if company else set()
        lines = {}
        for partner in partners:
            for alert in alerts.get(partner.id, ()):
                if concerned and alert["company_id"] not in concerned:
                    continue
                is_plain = (
                    not self._alerts_name_customer and alert["holder_id"] == partner.id
                )
                lines[alert["id"]] = {
                    "id": alert["id"],
                    "name": alert["name"],
                    "kind": alert["kind"],
                    "date_end": alert["date_end"],
                    "holder": "" if is_plain else alert["holder"],
                    "is_read": alert["read_today"]
                    or self._origin.id in alert["read_on"],
                }
        return list(lines.values())

    def _check_alerts_acknowledged(self):
        """Refuse a user who has not acknowledged what these customers' alerts say."""
        if self.env.su or not self.env["res.users"]._has_function("customer_see"):
            return
        unread = {
            (document._alert_partners()[:1].display_name, line["name"])
            for document, lines in self._alert_lines().items()
            for line in lines
            if line["kind"] == MUST_READ and not line["is_read"]
        }
        if unread:
            raise UserError(
                self.env._(
                    'Read the alerts first: %(alerts)s. Click "I have read it" next to'
                    " the red line, then try again.",
                    alerts="; ".join(
                        f"{customer}: {text}" for customer, text in sorted(unread)
                    ),
                )
            )

    @api.model
    def _forget_shown_alerts(self):
        """An alert was changed: what documents know of it is no longer so."""
        for name in self.pool.descendants([self._name], "_inherit"):
            self.env[name].invalidate_model(["customer_alerts"], flush=False)
        counts = self.env["res.partner"]
        counts.invalidate_model(["customer_alert_count"], flush=False)
