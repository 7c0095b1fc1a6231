# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError

BATCH = 500
# Where a day begins last.
LATEST_ZONE = timedelta(hours=12)


class CustomerSearchFile(models.Model):
    """Files are kept for a while; the list of who got what is kept for good."""

    _inherit = "customer.search.file"

    until = fields.Integer(
        readonly=True,
        aggregator=None,
        help="The place in the list at which this file ends.",
    )
    size = fields.Integer(related="attachment_id.file_size", aggregator=None)
    is_deleted = fields.Boolean(compute="_compute_is_deleted")

    @api.depends("attachment_id")
    def _compute_is_deleted(self):
        for file in self:
            file.is_deleted = not file.attachment_id

    def action_download(self):
        """Open the file in the browser, which shows how far it is."""
        self.ensure_one()
        self.env["res.users"]._check_function("search_use")
        self.check_access("read")
        self._check_kept()
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self.attachment_id.id}?download=true",
            "target": "self",
        }

    def _check_kept(self):
        """Refuse, in a sentence, what was deleted when its time had come."""
        if not self.attachment_id:
            raise UserError(
                self.env._(
                    "%s was deleted, as files are after some time. Run the search again"
                    " to have it anew.",
                    self.name,
                )
            )

    @api.model
    def _cron_delete_files(self):
        """Delete the files whose time has come; what stands in the lists stays.

        Their day is that of whoever ran the search: it has begun everywhere.
        """
        domain = [
            ("delete_on", "<=", (fields.Datetime.now() - LATEST_ZONE).date()),
            ("attachment_id", "!=", False),
        ]
        while files := self.search(domain, limit=BATCH):
            files.attachment_id.unlink()
            files.flush_model()
            files.invalidate_recordset(["attachment_id"])
            if not self.env.context.get("cron_id"):
                continue
            remaining = self.search_count(domain)
            if not self.env["ir.cron"]._commit_progress(
                len(files), remaining=remaining
            ):
                return

    @api.model
    def _delete_about(self, partners):
        """Delete the files of all lists that these customers are in; the lists stay.

        For whoever removes a person's data: nothing can be taken out of a file.
        """
        # sudo: files are their runner's, but the person is who asks
        files = self.sudo().search(
            [
                ("attachment_id", "!=", False),
                ("run_id.recipient_ids.partner_id", "in", partners.ids),
            ]
        )
        files.attachment_id.unlink()
        files.invalidate_recordset(["attachment_id"])
        return files

    def unlink(self):
        """A file goes with its row."""
        # sudo: who may delete the row may delete the file it is about
        attachments = self.sudo().attachment_id
        result = super().unlink()
        attachments.unlink()
        return result
