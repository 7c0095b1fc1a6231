# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import logging
from tempfile import TemporaryFile

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_logger = logging.getLogger(__name__)

# More records or bytes of files than this are no work for somebody who waits.
MANY_ROWS = 5_000
MANY_BYTES = 50 << 20


class CustomerDataPackage(models.Model):
    """Making a package: at once, or by the background job that shows how far it is."""

    _inherit = "customer.data.package"

    @api.model
    def _make_for(self, partner, request=None, content="all"):
        """Make a package, or let the background job make it if it is large."""
        partner._check_personal_data()
        if request:
            request._check_asked_by(partner)
        # sudo: packages are written by the program only
        package = self.sudo().create(
            {
                "partner_id": partner.id,
                "request_id": request and request.id,
                "content": content,
                "user_id": self.env.uid,
                "company_id": (request and request.company_id or self.env.company).id,
            }
        )
        package = package.sudo(False)
        if package._is_large():
            # sudo: whoever asks for it need not know crons
            self.env.ref("customer_care.cron_data_package").sudo()._trigger()
        else:
            package._make()
        return package

    def _is_large(self):
        rows, size = self._expected()
        return rows > MANY_ROWS or size > MANY_BYTES

    def _expected(self):
        """Return (records, bytes of files) that the package will have about."""
        engine = self._engine()
        scope = engine._scope(self.partner_id)
        rows = sum(table.count for table in engine._tables(scope))
        files = scope.rows.get("ir.attachment")
        if files is None:
            return rows, 0
        ((size,),) = self.env.execute_query(
            SQL("SELECT sum(file_size) FROM ir_attachment WHERE id IN (%s)", files)
        )
        return rows, size or 0

    def _engine(self):
        """The reader, as whoever asked for the package and in the customer's words."""
        return (
            self.env["customer.personal.data"]
            .with_user(self.user_id)
            .with_company(self.company_id)
            .with_context(lang=self.partner_id.lang or self.env.lang)
        )

    def _make(self, progress=None):
        """Write the file. Nothing is changed before it is whole."""
        self.ensure_one()
        engine = self._engine()
        partner = self.partner_id.with_env(engine.env)
        scope = engine._scope(partner, self.content == "portable")
        paper = engine._paper(partner)
        with TemporaryFile() as file:
            facts = engine._archive(scope, file, paper, progress)
            self._finish_reading()
            attachment = self.env["ir.attachment"]._create_from_file(
                file,
                {
                    "name": self._file_name(),
                    "res_model": self._name,
                    "res_field": "file",
                    "res_id": self.id,
                    "mimetype": "application/zip",
                },
            )
        # sudo: packages are written by the program only
        self.sudo().write(
            {
                "state": "done",
                "progress": 100,
                "made_at": fields.Datetime.now(),
                "row_count": sum(group["rows"] for group in facts["groups"]),
                "file_count": facts["file_count"],
                "withheld_count": sum(row["count"] for row in facts["withheld"]),
                "size": attachment.file_size,
                "error": False,
            }
        )

    @api.model
    def _cron_make(self):
        """Make what waits, the oldest first; what fails says why and is left."""
        waiting = self.search([("state", "in", ("waiting", "running"))], order="id")
        for number, package in enumerate(waiting):
            package._make_in_background()
            if not self._commit(len(waiting) - number - 1):
                return

    def _make_in_background(self):
        try:
            if not self.partner_id:
                raise UserError(self.env._("The customer is not there any more."))
            self._make(self._show_progress if self._is_cron() else None)
        except Exception as error:  # any addon's data may refuse
            if not self._is_cron():
                raise
            _logger.exception("Package %s stopped", self.id)
            self.env.cr.rollback()
            self.env.invalidate_all(flush=False)
            self.write({"state": "stopped", "error": str(error) or repr(error)})

    def _show_progress(self, share):
        """Let others see how far it is, while this transaction reads.

        A transaction of its own: the reading one shows nothing before its end, and its
        view of the data stays that of one moment.
        """
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """UPDATE customer_data_package
                          SET progress = %s, state = 'running' WHERE id = %s""",
                    min(99, int(share * 100)),
                    self.id,
                )
            )

    def _finish_reading(self):
        """In the background, end the transaction that read: the row that
        `_show_progress` changed meanwhile can only be written by a new one."""
        if self._is_cron():
            self.env["ir.cron"]._commit_progress(0)

    def _commit(self, left):
        if not self._is_cron():
            return True
        return bool(self.env["ir.cron"]._commit_progress(1, remaining=left))

    def _is_cron(self):
        return bool(self.env.context.get("cron_id"))

    def action_make_again(self):
        """Make it anew, after it was stopped."""
        self._check_package()
        for package in self:
            if package.state != "stopped":
                raise UserError(
                    self.env._("%s was not stopped: make a new one.", package.name)
                )
            # sudo: packages are written by the program only
            package.sudo().write({"state": "waiting", "error": False})
        # sudo: whoever asks for it need not know crons
        self.env.ref("customer_care.cron_data_package").sudo()._trigger()
