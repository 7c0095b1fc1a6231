# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from markupsafe import Markup

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tools import format_date, human_size

PATH = "/customer_care/search/file"
# Headers and what an e-mail program adds.
ROOM = 65536


class CustomerSearchDelivery(models.Model):
    """Links by e-mail, one for each file; they ask for the login and end some day.

    The e-mails are written in the transaction that says they are: nobody gets two.
    """

    _inherit = "customer.search.delivery"

    def _mail_links(self):
        """Write to everybody who may have the files, and tell who may not."""
        schedule = self.schedule_id
        refused = schedule._refused_users()
        users = schedule.with_context(active_test=False).user_ids
        # who was written to before this one failed is not written to again
        done = self.line_ids.filtered(lambda line: not line.refusal).user_id
        self.line_ids.filtered("refusal").unlink()
        lines = self.env["customer.search.delivery.user"]
        for user in users - done:
            if reason := refused.get(user):
                lines.create(self._line_vals(user, refusal=reason))
            else:
                mail, is_attached = self._write_mail(user)
                lines.create(
                    self._line_vals(user, mail_id=mail.id, is_attached=is_attached)
                )
        self._tell_refused({u: refused[u] for u in refused if not self._is_told(u)})
        if not users - self.env["res.users"].union(*refused):
            raise UserError(
                self.env._("Nobody is left who may have the files. Choose recipients.")
            )
        self._send_soon()

    def _line_vals(self, user, **values):
        return {"delivery_id": self.id, "user_id": user.id, **values}

    def _tell_refused(self, refused):
        if not refused:
            return
        self._tell(
            self.env._("%s: somebody gets nothing any more", self._title()),
            Markup("<br/>").join(
                self.env._("%(user)s %(reason)s.", user=user.name, reason=reason)
                for user, reason in refused.items()
            ),
        )

    def _write_mail(self, user):
        """Return (e-mail, whether the files are in it) for a recipient."""
        company = self.schedule_id.company_id
        words = self.with_company(company).with_context(
            lang=user.lang or self.env.lang, tz=user.tz
        )
        message = words.env["customer.message"]
        html = message._mail_html(words._mail_text(user))
        attachments = self.file_ids.attachment_id
        is_attached = bool(self.schedule_id.attach_files and attachments)
        is_attached = is_attached and self._fits_mail(html, attachments)
        mail = words.env["mail.mail"].create(
            {
                "subject": words._title(),
                "body_html": html,
                "email_from": company.email_formatted
                or self.schedule_id.user_id.email_formatted,
                "email_to": user.email_formatted,
                "auto_delete": True,
                "attachment_ids": [Command.set(attachments.ids if is_attached else [])],
            }
        )
        return mail, is_attached

    def _mail_text(self, user):
        """Return what is said of the files, in the environment's language."""
        base_url = self.get_base_url()
        row = Markup('<li><a href="%s">%s</a> (%s)</li>')
        files = Markup().join(
            row
            % (
                f"{base_url}{PATH}/{self.id}/{file.id}",
                file.name,
                human_size(file.size) or "0",
            )
            for file in self.file_ids.sorted("id")
        )
        return Markup("<p>%s</p><p>%s</p><ul>%s</ul><p>%s</p>") % (
            self.env._("Hello %s,", user.name),
            self.env._(
                "%(search)s of %(day)s: %(count)s rows.",
                search=self._title(),
                day=format_date(self.env, self.run_id.date),
                count=self.run_id.count,
            ),
            files,
            self.env._(
                "Log in to take them. The links are for you alone and good until %s.",
                format_date(self.env, self.expires_on),
            )
            if files
            else self.env._("Nobody was found, so that there is no file."),
        )

    @api.model
    def _fits_mail(self, body, attachments):
        """Whether no mail server of ours is asked to take more than it does.

        What is too large would be turned into links by the core that ask for no login.
        """
        # sudo: how much mail servers take is nobody's secret
        servers = self.env["ir.mail_server"].sudo()
        found = servers.search([("active", "=", True)])
        limits = [server._get_max_email_size() for server in found or [servers]]
        size = self.env["mail.mail"]._estimate_email_size(
            {}, body, attachments.mapped("file_size")
        )
        return size + ROOM <= min(limits) * 1024 * 1024

    @api.model
    def _send_soon(self):
        # sudo: whoever asks for it need not know crons
        self.env.ref("mail.ir_cron_mail_scheduler_action").sudo()._trigger()
