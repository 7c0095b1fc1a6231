# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import io
import os
from pathlib import Path

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import config

from ..tools.folder_file import write_whole

# In Odoo's configuration file, or a system parameter, which only administrators write.
OPTION = "customer_care_folder"
PARAMETER = "customer_care.search_folder"


class CustomerSearchDelivery(models.Model):
    """Files into the one folder that the administrator has named.

    A schedule chooses neither the folder nor the name: the name is made of that of the
    search, and of the number of the delivery, so that what is written twice is there
    once and no two schedules meet.
    """

    _inherit = "customer.search.delivery"

    @api.model
    def _folder(self):
        """Return the folder, or say what is wrong with it."""
        # sudo: where it is is not shown; who may name it decides Odoo
        parameter = self.env["ir.config_parameter"].sudo().get_param(PARAMETER)
        named = config.get(OPTION) or parameter
        if not named:
            raise UserError(
                self.env._(
                    "The administrator has not named a folder for files of schedules:"
                    " %(option)s in the configuration file, or the setting Folder of"
                    " schedules. Hand them over by e-mail.",
                    option=OPTION,
                )
            )
        folder = Path(named)
        if not folder.is_absolute() or not folder.is_dir():
            raise UserError(
                self.env._(
                    "The folder for files of schedules is not there. Ask the"
                    " administrator, who has named it."
                )
            )
        folder = folder.resolve()
        if any(folder.is_relative_to(place) for place in self._closed_places()):
            raise UserError(
                self.env._(
                    "The folder for files of schedules is one of Odoo's own. Ask the"
                    " administrator to name another one."
                )
            )
        if not os.access(folder, os.W_OK | os.X_OK):
            raise UserError(
                self.env._(
                    "Odoo may not write into the folder for files of schedules. Ask the"
                    " administrator, who has named it."
                )
            )
        return folder

    @api.model
    def _closed_places(self):
        """Return the folders that Odoo itself reads."""
        places = [config["data_dir"], *(config["addons_path"] or [])]
        return [Path(place).resolve() for place in places if place]

    def _put_into_folder(self):
        folder = self._folder()
        for file in self.file_ids.sorted("id"):
            stem, end = os.path.splitext(file.name)
            try:
                with self._opened(file.attachment_id) as source:
                    write_whole(folder, f"{stem}_{self.id}{end}", source)
            except OSError as error:
                raise UserError(
                    self.env._(
                        "%(file)s could not be written into the folder: %(reason)s.",
                        file=file.name,
                        reason=error.strerror or str(error),
                    )
                ) from error

    @api.model
    def _opened(self, attachment):
        """Return a file to be read piece by piece, however large it is."""
        if attachment.store_fname:
            return open(attachment._full_path(attachment.store_fname), "rb")
        return io.BytesIO(attachment.raw or b"")
