# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models

# Loaded beside the fields of a customer, as core does with what is no field.
EXTRA = "_customer_till"


class CustomerSoft(models.AbstractModel):
    """What the till knows of its customers, beside the core's data, if there is one.

    The code, by which a cashier finds them offline too; and what stands against a sale
    on account and the factor of the points, for when the server cannot be asked.
    """

    _inherit = "customer.soft"

    @api.model
    def _soft_methods(self):
        return [
            *super()._soft_methods(),
            ("res.partner", "_load_pos_data_fields", _load_pos_data_fields),
            ("res.partner", "_load_pos_data_read", _load_pos_data_read),
        ]


def _load_pos_data_fields(origin, partners, config):
    names = origin(partners, config)
    return names if "ref" in names else [*names, "ref"]


def _load_pos_data_read(origin, partners, records, config):
    rows = origin(partners, records, config)
    loaded = partners.with_company(config.company_id).browse(row["id"] for row in rows)
    states = loaded._till_states(config.currency_id)
    for row in rows:
        if row["id"] in states:
            row[EXTRA] = states[row["id"]]
    return rows
