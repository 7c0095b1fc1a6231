# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from pathlib import Path

from odoo import fields, models
from odoo.exceptions import ValidationError

from .customer_anonymise_register_file import FOLDER


class ResConfigSettings(models.TransientModel):
    """Where the register of anonymised customers is saved, outside the database."""

    _inherit = "res.config.settings"

    customer_register_folder = fields.Char(
        "Folder of the register", config_parameter=FOLDER, groups="base.group_system"
    )

    def set_values(self):
        """A folder that is not there would only be noticed after a restore."""
        for settings in self:
            folder = settings.customer_register_folder
            if folder and not Path(folder).is_dir():
                raise ValidationError(
                    self.env._(
                        "There is no folder %s on the server. Make it first, and let"
                        " the server write to it.",
                        folder,
                    )
                )
        return super().set_values()
