# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ..tools.window import dialog
from .customer_data_delivery import DAYS, PLACE


class CustomerDataPackage(models.Model):
    """Handing a package over: by link, in My account, or by our staff."""

    _inherit = "customer.data.package"

    def action_download(self):
        """Take the file, to give it to the customer; that is a hand-over."""
        self._check_ready()
        return {
            "type": "ir.actions.act_url",
            "url": f"/customer_care/package/file/{self.id}",
            "target": "download",
        }

    def action_link(self):
        """Ask for how long, and show a link once."""
        self._check_ready()
        return dialog(
            "customer.data.link",
            self.env._("Link for %s", self.partner_id.display_name),
            context={"default_package_id": self.id, "dialog_size": "medium"},
        )

    def _hand_over(self, method, **values):
        """Write a hand-over of this package down; the request knows it, too."""
        self._check_ready()
        delivery = self.env["customer.data.delivery"]._log_hand_over(
            self.partner_id, method, self, self.request_id, **values
        )
        self._note_result(delivery)
        return delivery

    def _note_result(self, delivery):
        """The request says what was done, unless somebody said it already."""
        # sudo: who may make packages need not decide requests
        request = self.request_id.sudo()
        if request and not (request.result or "").strip():
            methods = dict(delivery._fields["method"]._description_selection(self.env))
            request.result = self.env._(
                "%(package)s (%(rows)s records, %(files)s files) handed over on"
                " %(day)s: %(how)s.",
                package=self.name,
                rows=self.row_count,
                files=self.file_count,
                day=format_date(self.env, fields.Date.context_today(self)),
                how=methods[delivery.method],
            )

    def _hand_over_download(self):
        """Return the file for a user who gives it to the customer."""
        self._hand_over("download", used=1, opened_at=fields.Datetime.now())
        return self._attachment()

    def _link(self, days=DAYS, times=1):
        """Return a new link to this package; its secret is kept nowhere."""
        delivery = self._hand_over(self._link_method())
        return delivery._url(delivery._new_token(days, times))

    def _send_link(self, days=DAYS, times=1):
        """Let the outbox send a link, which is made when the message leaves."""
        delivery = self._hand_over(self._link_method())
        # the days and downloads are kept; the secret replaced when the message leaves
        delivery._new_token(days, times)
        lang = self.partner_id.lang or self.env.lang
        words = self.with_context(lang=lang)
        return self.env["customer.message"]._plan(
            [
                {
                    "partner_id": self.partner_id.id,
                    "company_id": self.company_id.id,
                    "channel": "email",
                    "subject": words.env._("Your personal data"),
                    "body": words._link_text(delivery),
                    "source": f"{delivery._name},{delivery.id}",
                }
            ]
        )

    def _link_text(self, delivery):
        return self.env._(
            "Hello,\n\nyou asked what we keep about you. It is ready here:\n\n"
            "%(link)s\n\n"
            "The link is good until %(day)s and for %(times)s download.\n",
            link=f"{self.get_base_url()}{PLACE}",
            day=format_date(self.env, delivery.expires_at),
            times=delivery.limit,
        )

    def _link_method(self):
        deliveries = self.env["customer.data.delivery"]
        return "login" if deliveries._has_login(self.partner_id) else "link"

    def _check_ready(self):
        self._check_package()
        for package in self:
            if package.state != "done" or not package._attachment():
                raise UserError(
                    self.env._("%s is not ready, or was removed.", package.name)
                )
            if not package.partner_id:
                raise UserError(self.env._("The customer is not there any more."))
        self.ensure_one()


class CustomerMessage(models.Model):
    """A link to personal data is made when its message leaves and never stored."""

    _inherit = "customer.message"

    def _personal_links(self, text, address):
        text = super()._personal_links(text, address)
        delivery = self.source if PLACE in (text or "") else None
        if not delivery or delivery._name != "customer.data.delivery":
            return text
        url = delivery._renewed_url()
        return type(text)(str(text).replace(f"{self.get_base_url()}{PLACE}", url))


class CustomerDataDelivery(models.Model):
    _inherit = "customer.data.delivery"

    def _renewed_url(self):
        """Return the link with a new secret, good for as long as was said."""
        self.ensure_one()
        days = max(1, (self.expires_at - self.date).days)
        return self._url(self._new_token(days, self.limit))
