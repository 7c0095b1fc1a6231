# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from markupsafe import Markup

from odoo import models


class CustomerSearchRun(models.Model):
    """Whoever started a long run hears when it is over; nobody has to look for it."""

    _inherit = "customer.search.run"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in ("done", "stopped") and self.env.context.get("cron_id"):
            for run in self:
                run._tell_runner()
        return result

    def _tell_runner(self):
        """Leave a notification with a link to the run, and show one at once."""
        # sudo: a message of the program to its user
        run = self.sudo().with_context(lang=self.user_id.lang or self.lang)
        if run.state == "done":
            title = run.env._("%s is ready", run.search_id.name)
            text = run.env._("%s: what you wanted is made.", run.display_name)
        else:
            title = run.env._("%s has stopped", run.search_id.name)
            text = run.env._("%(run)s: %(why)s", run=run.display_name, why=run.error)
        partner = run.user_id.partner_id
        run.env["mail.thread"].message_notify(
            partner_ids=partner.ids,
            subject=title,
            body=Markup("<p>%s</p>") % text,
            model=run._name,
            res_id=run.id,
            author_id=run.env.ref("base.partner_root").id,
        )
        partner._bus_send(
            "simple_notification",
            {
                "title": title,
                "message": text,
                "type": "success" if run.state == "done" else "warning",
                "sticky": True,
            },
        )
