# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import hashlib
import os
import shutil

from odoo import api, models
from odoo.tools import SQL

PIECE = 1 << 20


class IrAttachment(models.Model):
    """A file of a million rows becomes an attachment without being read into memory."""

    _inherit = "ir.attachment"

    @api.model
    def _create_from_file(self, file, vals):
        """Create an attachment with what an open file holds, for the caller's rights.

        Rights are the caller's matter. Where the filestore is no folder, the file goes
        through memory as any other attachment.
        """
        file.seek(0)
        # sudo: what a program made for the user, see above
        attachments = self.sudo()
        if self._storage() != "file":
            return attachments.create({**vals, "raw": file.read()})
        attachment = attachments.create({**vals, "raw": b""})
        checksum, size = self._measure_file(file)
        stored = f"{checksum[:2]}/{checksum}"
        self._store_file(file, stored)
        attachment.flush_recordset()
        self.env.cr.execute(
            SQL(
                """UPDATE ir_attachment
                      SET store_fname = %s, checksum = %s, file_size = %s
                    WHERE id = %s""",
                stored,
                checksum,
                size,
                attachment.id,
            )
        )
        attachment.invalidate_recordset()
        return attachment

    @api.model
    def _measure_file(self, file):
        """Return (checksum, bytes) of an open file."""
        found, size = hashlib.sha1(usedforsecurity=False), 0
        while piece := file.read(PIECE):
            found.update(piece)
            size += len(piece)
        return found.hexdigest(), size

    @api.model
    def _store_file(self, file, stored):
        """Copy an open file into the filestore, whole or not at all.

        Both names are noted for the filestore's own tidying up: what a transaction
        that fails or a process that is killed leaves behind is removed by it.
        """
        partly = f"{stored}part{os.getpid()}"
        target, part = self._full_path(stored), self._full_path(partly)
        self._mark_for_gc(stored)
        if os.path.exists(target):
            return
        self._mark_for_gc(partly)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        file.seek(0)
        with open(part, "wb") as copy:
            shutil.copyfileobj(file, copy, PIECE)
        os.replace(part, target)
