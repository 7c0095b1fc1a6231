from dataclasses import replace

from odoo import fields, models
from odoo.tools import SQL

from odoo.addons.customer_care.models.customer_search_run_part import ROWS, TYPES

ROWS["names"], TYPES["names"] = 100_000, ("txt", "text/plain")


class ResPartner(models.Model):
    _inherit = "res.partner"

    quiet_until = fields.Date("Left in peace until", index="btree_not_null")

    def _gate_person(self, channel, purpose):
        self.flush_model(["quiet_until"])
        day = fields.Date.context_today(self)
        quiet = SQL("SELECT id FROM res_partner WHERE quiet_until >= %s", day)
        sentence = self.env._("This customer wants to be left in peace for a while.")
        reasons = super()._gate_person(channel, purpose)
        return [*reasons, (sentence, SQL("asked.id IN (%s)", quiet))]


class CustomerDataMap(models.AbstractModel):
    _inherit = "customer.data.map"

    def _place_reviews(self):
        reviews = super()._place_reviews()
        card = reviews["res.partner"]
        card = replace(card, blank=f"{card.blank} quiet_until")
        return {**reviews, "res.partner": card}


class CustomerSearch(models.Model):
    _inherit = "customer.search"

    out_names = fields.Boolean("File: names")

    def _asked_fields(self):
        asked = super()._asked_fields()
        asked["res.partner"].append("quiet_until")
        return asked


class CustomerSearchRun(models.Model):
    _inherit = "customer.search.run"

    def _outputs(self):
        return {**super()._outputs(), "names": self.env._("Names")}

    def _output_names(self):
        self._write_parts("names", self._write_names)

    def _write_names(self, file, after, until):
        for rows in self._table_batches(after, until):
            file.writelines(f"{row[0]}\n".encode() for row in rows)
