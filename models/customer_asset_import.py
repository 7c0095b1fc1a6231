# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

from ..tools.import_columns import ImportColumn
from .customer_asset import KEYS

KIND_KEYS = {
    "vehicle": ("vin_key", "plate_key"),
    "animal": ("chip_key",),
    "equipment": ("serial_key",),
}


class CustomerAsset(models.Model):
    """Vehicles, animals and equipment of an older system.

    Found by VIN, chip, plate or serial number, else by owner and name. An import
    never changes an owner: what a file says may be older than what is known here.
    """

    _name = "customer.asset"
    _inherit = ["customer.asset", "customer.import.mixin"]
    _import_key_fields = ("name", "kind")

    @api.model
    def _import_columns(self):
        return [
            ImportColumn(
                "kind",
                self.env._("Kind"),
                "Vehicle",
                self.env._(
                    "Vehicle, Animal or Equipment. Empty: by chip or species an animal,"
                    " else a vehicle."
                ),
                ("Rodzaj", "Art"),
            ),
            *self._import_customer_columns(self.env._("Owner")),
            ImportColumn(
                "name",
                self.env._("Name"),
                "",
                self.env._("Of an animal; a vehicle is called after make and model."),
                ("Pet name", "Animal name", "Imię", "Nazwa"),
            ),
            *self._import_vehicle_columns(),
            *self._import_animal_columns(),
            ImportColumn(
                "serial_number",
                self.env._("Serial number"),
                others=("Serial", "Numer seryjny", "Seriennummer"),
                is_hidden=True,
            ),
            ImportColumn(
                "colour", self.env._("Colour"), "", "", ("Color", "Kolor", "Farbe")
            ),
        ]

    @api.model
    def _import_vehicle_columns(self):
        return [
            ImportColumn(
                "vin",
                self.env._("VIN"),
                "TMBJJ7NE8J0123456",
                "",
                ("Chassis", "Chassis number", "Numer VIN", "Fahrgestellnummer"),
            ),
            ImportColumn(
                "plate",
                self.env._("Plate"),
                "PO 1O34X",
                "",
                (
                    "Registration",
                    "Registration number",
                    "License plate",
                    "Licence plate",
                    "Numer rejestracyjny",
                    "Kennzeichen",
                ),
            ),
            ImportColumn("make", self.env._("Make"), "Škoda", "", ("Brand", "Marka")),
            ImportColumn(
                "model_name", self.env._("Model"), "Octavia", "", ("Model name",)
            ),
            ImportColumn(
                "year",
                self.env._("Model year"),
                "2018",
                "",
                ("Year", "Rok", "Rocznik", "Baujahr"),
            ),
            ImportColumn(
                "is_vin_confirmed",
                self.env._("Other chassis number"),
                help=self.env._("Yes: the number stands so on the vehicle."),
                is_hidden=True,
            ),
        ]

    @api.model
    def _import_animal_columns(self):
        return [
            ImportColumn(
                "species_id",
                self.env._("Species"),
                "",
                self.env._("As it is called under Configuration > Species and breeds."),
                ("Gatunek", "Tierart"),
            ),
            ImportColumn("breed_id", self.env._("Breed"), "", "", ("Rasa", "Rasse")),
            ImportColumn(
                "sex",
                self.env._("Sex"),
                "",
                self.env._("Female or Male."),
                ("Gender", "Płeć", "Geschlecht"),
            ),
            ImportColumn(
                "birth_date",
                self.env._("Born on"),
                "",
                "",
                ("Birth date", "Date of birth", "Born", "Data urodzenia", "Geboren"),
            ),
            ImportColumn(
                "chip",
                self.env._("Chip number"),
                "",
                "",
                ("Chip", "Microchip", "Transponder", "Numer chipa"),
            ),
        ]

    # -- which one it is ---------------------------------------------------------------

    @api.model
    def _import_existing(self, plan, datas):
        for data in datas:
            data["values"].setdefault("kind", self._import_kind(data["values"]))
        numbers = self._import_by_number(datas)
        found = super()._import_existing(plan, datas)
        result = {}
        for place, data in enumerate(datas):
            known = numbers.get(place)
            if not known and (same := self.browse(found.get(place))):
                known = None if self._import_contradicts(same, data, KEYS) else same
            if known and not self._import_refuse_owner(plan, known, data):
                result[place] = known.id
        return result

    @api.model
    def _import_kind(self, values):
        if values.get("chip") or values.get("species_id"):
            return "animal"
        is_equipment = values.get("serial_number") and not values.get("plate")
        return "equipment" if is_equipment and not values.get("vin") else "vehicle"

    @api.model
    def _import_number_keys(self, values):
        """Return [(field of the key, its value)] by which it is found."""
        keys = []
        for field in KIND_KEYS.get(values.get("kind"), ()):
            name, function = KEYS[field]
            if key := function(values.get(name)):
                keys.append((field, key))
        return keys

    @api.model
    def _import_by_number(self, datas):
        """Return {place: what has the number of the row}, in one query."""
        texts = [
            data["values"][name]
            for data in datas
            for name, _function in KEYS.values()
            if data["values"].get(name)
        ]
        known = self.env["customer.import.finder"]._find_assets(texts)
        result = {}
        for place, data in enumerate(datas):
            for way in self._import_number_keys(data["values"]):
                same = known[way].filtered(
                    lambda each, data=data: (
                        each.kind == data["values"]["kind"]
                        and not self._import_contradicts(each, data)
                    )
                )
                owner = data["values"].get("partner_id")
                mine = same.filtered(
                    lambda each, owner=owner: each.partner_id.id == owner
                )
                if same := (mine or same)[:1]:
                    result[place] = same
                    break
        return result

    @api.model
    def _import_contradicts(self, asset, data, fields=("vin_key", "chip_key")):
        """Whether a stronger number says that it is another one: a plate used again."""
        for field in fields:
            name, function = KEYS[field]
            key = function(data["values"].get(name))
            if key and asset[field] and asset[field] != key:
                return True
        return False

    @api.model
    def _import_refuse_owner(self, plan, asset, data):
        """An owner that differs is a question for a person."""
        owner = data["values"].get("partner_id")
        if not owner or asset.partner_id.id == owner:
            return False
        # sudo: the sentence is owed also to whoever may not see all of it
        plan.refuse(
            data["row"],
            self.env._(
                "%(asset)s belongs to %(owner)s here. If it changed hands, use Change"
                " owner on its form; else correct the row.",
                asset=asset.display_name,
                owner=asset.partner_id.sudo().display_name,
            ),
        )
        return True

    @api.model
    def _import_keys(self, values):
        return self._import_number_keys(values) or super()._import_keys(values)

    @api.model
    def _import_marks(self, values):
        # The name as well, past our own keys.
        # pylint: disable-next=super-method-mismatch
        return self._import_number_keys(values) + super()._import_keys(values)

    @api.model
    def _import_key(self, values):
        """What has no name of its own is called after make and model."""
        name = values.get("name") or self.new(values)._derived_name()
        return super()._import_key({**values, "name": name})
