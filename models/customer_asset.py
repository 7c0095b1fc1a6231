# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.fields import Domain

from ..tools.asset_key import chip_key, plate_key, serial_key, vin_key

KINDS = [("vehicle", "Vehicle"), ("animal", "Animal"), ("equipment", "Equipment")]
GONE = [
    ("sold", "Sold"),
    ("given", "Given away"),
    ("died", "Died"),
    ("scrapped", "Scrapped"),
]
KEYS = {
    "vin_key": ("vin", vin_key),
    "plate_key": ("plate", plate_key),
    "chip_key": ("chip", chip_key),
    "serial_key": ("serial_number", serial_key),
}


class CustomerAsset(models.Model):
    """What a customer owns and we look after: a vehicle, an animal, equipment.

    It outlives its owner: when it is sold or given away the history stays with it.
    """

    _name = "customer.asset"
    _description = "Vehicle, Animal or Equipment"
    _inherit = [
        "customer.required.mixin",
        "mail.thread",
        "mail.activity.mixin",
        "image.mixin",
    ]
    _order = "name, id"
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    kind = fields.Selection(KINDS, required=True, index=True, default="vehicle")
    # what is left empty is made of make, model and the like, see `_derived_name`
    name = fields.Char(required=True, index="trigram", tracking=True)
    active = fields.Boolean(default=True, tracking=True)
    partner_id = fields.Many2one(
        "res.partner",
        "Owner",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company",
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        help="Empty: all companies see it.",
    )
    merged_into_id = fields.Many2one(
        "customer.asset",
        copy=False,
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    note = fields.Html("Notes")
    colour = fields.Char()
    gone = fields.Selection(
        GONE,
        copy=False,
        tracking=True,
        help="Why we do not look after it any more.",
    )
    gone_on = fields.Date("Gone on", copy=False)
    owner_ids = fields.One2many("customer.asset.owner", "asset_id", "Owners")

    # vehicle
    vin = fields.Char("VIN", copy=False, tracking=True)
    plate = fields.Char(copy=False, tracking=True)
    plate_country_id = fields.Many2one("res.country", "Country of the plate")
    plate_ids = fields.One2many("customer.asset.plate", "asset_id", "Former plates")
    make = fields.Char()
    model_name = fields.Char("Model")
    year = fields.Integer("Model year")
    fuel = fields.Selection(
        [
            ("petrol", "Petrol"),
            ("diesel", "Diesel"),
            ("lpg", "LPG"),
            ("cng", "CNG"),
            ("hybrid", "Hybrid"),
            ("plug_in", "Plug-in hybrid"),
            ("electric", "Electric"),
            ("hydrogen", "Hydrogen"),
            ("other", "Other"),
        ]
    )
    reading_ids = fields.One2many("customer.asset.reading", "asset_id", "Readings")
    odometer = fields.Float("Last reading", readonly=True, copy=False, aggregator="avg")
    odometer_unit = fields.Selection(
        [("km", "km"), ("mi", "miles"), ("h", "hours")], "Unit", default="km"
    )

    # animal
    species_id = fields.Many2one(
        "customer.asset.species", index="btree_not_null", ondelete="restrict"
    )
    breed_id = fields.Many2one(
        "customer.asset.breed", index="btree_not_null", ondelete="restrict"
    )
    sex = fields.Selection([("female", "Female"), ("male", "Male")])
    is_neutered = fields.Boolean("Neutered")
    birth_date = fields.Date("Born on")
    is_birth_estimated = fields.Boolean("Estimated age")
    death_date = fields.Date("Died on", copy=False, tracking=True)
    chip = fields.Char("Chip number", copy=False, tracking=True)
    passport = fields.Char("Passport number", copy=False)

    # equipment
    product_id = fields.Many2one(
        "product.product", index="btree_not_null", ondelete="restrict"
    )
    serial_number = fields.Char("Serial number", copy=False, tracking=True)
    site_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="restrict",
        help="The address of the customer where the equipment stands.",
    )
    installed_on = fields.Date("Installed on")
    installed_by = fields.Many2one("res.users", "Installed by")

    # what is searched, whatever was typed
    vin_key = fields.Char(compute="_compute_keys", store=True, index="btree_not_null")
    plate_key = fields.Char(compute="_compute_keys", store=True, index="btree_not_null")
    chip_key = fields.Char(compute="_compute_keys", store=True, index="btree_not_null")
    serial_key = fields.Char(
        compute="_compute_keys", store=True, index="btree_not_null"
    )

    _name_idx = models.Index("(name, id)")

    @api.depends("partner_id")
    def _compute_company_id(self):
        """What belongs to a customer of one company is that company's."""
        for asset in self:
            asset.company_id = asset.company_id or asset.partner_id.company_id

    @api.depends("vin", "plate", "chip", "serial_number")
    def _compute_keys(self):
        for asset in self:
            for key, (name, function) in KEYS.items():
                asset[key] = function(asset[name]) or False

    @api.model
    def _offered_domain(self, partner=None):
        """Return the Domain of what can be chosen in new business.

        :param partner: res.partner; only what this customer owns
        """
        domain = (
            Domain("active", "=", True)
            & Domain("gone", "=", False)
            & Domain("death_date", "=", False)
            & Domain("merged_into_id", "=", False)
            & Domain("partner_id.is_forgotten", "=", False)
        )
        if partner:
            domain &= Domain("partner_id", "=", partner.id)
        return domain
