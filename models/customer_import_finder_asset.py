# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ..tools.asset_key import chip_key, plate_key, serial_key, vin_key

KEYS = {
    "vin_key": vin_key,
    "chip_key": chip_key,
    "plate_key": plate_key,
    "serial_key": serial_key,
}


class CustomerImportFinder(models.AbstractModel):
    """Which vehicle, animal or equipment is meant: by its number, or by owner and
    name."""

    _inherit = "customer.import.finder"

    @api.model
    def _assets(self, asked):
        """Return {key: (asset, sentence)}; one of both is empty.

        :param asked: {key: (text, id of the owner or None)}
        """
        found = self._find_assets([text for text, _owner in asked.values()])
        return {
            key: self._answer_asset(text, owner, found)
            for key, (text, owner) in asked.items()
        }

    @api.model
    def _find_assets(self, texts):
        """Return {(field, value): assets}, in two queries."""
        texts = set(texts)
        domain = Domain.OR(
            Domain(field, "in", [key for text in texts if (key := function(text))])
            for field, function in KEYS.items()
        )
        domain |= Domain("name", "in", list(texts))
        assets = self.env["customer.asset"].with_context(active_test=False)
        found = defaultdict(assets.browse)
        for asset in texts and assets.search(
            domain & Domain("merged_into_id", "=", False), order="id"
        ):
            for field in (*KEYS, "name"):
                if asset[field]:
                    found[field, asset[field]] |= asset
        former = self.env["customer.asset.plate"].search(
            Domain("plate_key", "in", [plate_key(text) for text in texts])
        )
        for plate in former.filtered(lambda each: each.asset_id.active):
            found["former", plate.plate_key] |= plate.asset_id
        return found

    @api.model
    def _answer_asset(self, text, owner, found):
        none = self.env["customer.asset"]
        ways = [(field, function(text)) for field, function in KEYS.items()]
        for way in [*ways, ("former", plate_key(text)), ("name", text)]:
            assets = found[way] if way[1] else none
            if owner and (len(assets) > 1 or way[0] == "name"):
                assets = assets.filtered(lambda each: each.partner_id.id == owner)
            if len(assets) > 1:
                names = ", ".join(
                    self.env._(
                        "%(asset)s of %(owner)s",
                        asset=each.display_name,
                        owner=each.partner_id.display_name,
                    )
                    for each in assets[:5]
                )
                return none, self.env._(
                    "%(text)s is several: %(names)s. Name the one that is meant by its"
                    " VIN, chip or serial number.",
                    text=text,
                    names=names,
                )
            if assets:
                return assets, ""
        return none, self.env._(
            "There is no vehicle, animal or equipment %s. Import the vehicles and"
            " animals first, or correct it.",
            text,
        )
