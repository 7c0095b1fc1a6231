# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import io
import json
import zipfile

from .common import CustomerCommon


class PersonalDataCommon(CustomerCommon):
    """A customer of whom something is kept, who may hand it over; reads a package."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.anna = cls._make_customer()
        cls.clerk = cls.user_level_2

    def _as_clerk(self, partner=None):
        return (partner or self.anna).with_user(self.clerk)

    def _package(self, partner=None):
        """Return an open ZIP of the customer's data."""
        content = self._as_clerk(partner)._personal_data_archive()
        return zipfile.ZipFile(io.BytesIO(content))

    def _all_texts(self, package):
        """Everything a package says, as one text."""
        return "\n".join(
            package.read(name).decode("utf-8", "replace") for name in package.namelist()
        )

    def _manifest(self, package):
        return json.loads(package.read("manifest.json"))

    def _print(self, report, ids, user=None):
        reports = self.env["ir.actions.report"].with_user(user or self.clerk)
        html, _kind = reports._render_qweb_html(report, ids)
        return " ".join(html.decode().split())
