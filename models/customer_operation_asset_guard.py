# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.tools import SQL, format_date

from ..tools.asset_twin import whole_chip, whole_vin
from .customer_asset import KINDS
from .customer_operation_asset import ASSET, ENDED


class CustomerOperation(models.Model):
    """Which vehicles and animals may not be merged, in a sentence each.

    All is read by one query for all pairs; the guards compare what they are given.
    """

    _inherit = "customer.operation"

    def _merge_refusals(self, pairs):
        refused = super()._merge_refusals(pairs)
        if self.model != ASSET:
            return refused
        facts = self._asset_facts(pairs)
        for guard in self._asset_guards():
            left = [pair for pair in pairs if pair[0] not in refused]
            refused.update(getattr(self, guard)(left, facts))
        return refused

    def _asset_guards(self):
        """The names of the guards: each takes pairs and facts, returns {source:
        sentence}."""
        return [
            "_guard_asset_state",
            "_guard_asset_company",
            "_guard_asset_kind",
            "_guard_asset_numbers",
            "_guard_asset_owner",
            "_guard_asset_species",
            "_guard_asset_deaths",
            "_guard_asset_visits",
        ]

    def _asset_facts(self, pairs):
        """Return {id: {what the guards compare}}."""
        ids = sorted({each for pair in pairs for each in pair})
        return {
            row["id"]: row
            for row in self.env.execute_query_dict(
                SQL(
                    """
                    SELECT a.id, a.kind, a.company_id, a.merged_into_id, a.species_id,
                           a.vin_key, a.plate_key, a.chip_key, a.serial_key, a.gone,
                           coalesce(a.death_date, CASE WHEN a.gone IN %s
                                                       THEN a.gone_on END) AS ended,
                           coalesce(p.merged_into_id, p.id) AS owner,
                           p.is_forgotten, p.is_restricted,
                           coalesce(p.complete_name, p.name) AS owner_name,
                           concat_ws(' ', a.name, nullif(a.plate, '')) AS name
                      FROM customer_asset a JOIN res_partner p ON p.id = a.partner_id
                     WHERE a.id = ANY(%s)
                    """,
                    ENDED,
                    ids,
                )
            )
        }

    def _of_both(self, facts, pair, **further):
        """Return what a sentence about a pair names."""
        source, survivor = pair
        return {
            "merged": facts[source]["name"],
            "survivor": facts[survivor]["name"],
            **further,
        }

    def _first_of_group(self, pairs, facts, value):
        """Yield (pair, the source's value, what the group had before it).

        A source is compared with its survivor and with the sources before it: what
        their survivor lacks it gets from the first of them.
        """
        first = {}
        for pair in pairs:
            source, survivor = pair
            mine = first.setdefault(survivor, value(facts[survivor]))
            theirs = value(facts[source])
            if mine and theirs:
                yield pair, theirs, mine
            first[survivor] = mine or theirs

    # -- guards ----------------------------------------------------------------------

    def _guard_asset_state(self, pairs, facts):
        """What was merged, or belongs to somebody who is not to be used, stays."""
        refused = {}
        for pair in pairs:
            for each in pair:
                fact = facts[each]
                if fact["merged_into_id"]:
                    sentence = self.env._("%s has been merged already.", fact["name"])
                elif fact["is_forgotten"]:
                    sentence = self.env._(
                        "%(asset)s belongs to %(owner)s, who asked to be forgotten.",
                        asset=fact["name"],
                        owner=fact["owner_name"],
                    )
                elif fact["is_restricted"]:
                    sentence = self.env._(
                        "%(asset)s belongs to %(owner)s, whose data must not be used at"
                        " present.",
                        asset=fact["name"],
                        owner=fact["owner_name"],
                    )
                else:
                    continue
                refused.setdefault(pair[0], sentence)
        return refused

    def _guard_asset_company(self, pairs, facts):
        """Into a shared one it may be merged: whoever sees the one sees the other."""
        companies = self.env["res.company"]
        return {
            pair[0]: self.env._(
                "%(merged)s and %(survivor)s belong to different companies.",
                **self._of_both(facts, pair),
            )
            for pair in pairs
            if facts[pair[1]]["company_id"]
            and facts[pair[1]]["company_id"]
            not in companies.browse(facts[pair[0]]["company_id"])._with_parents().ids
        }

    def _guard_asset_kind(self, pairs, facts):
        names = {kind: self.env[ASSET]._kind_name(kind) for kind, _label in KINDS}
        return {
            pair[0]: self.env._(
                "%(merged)s (%(kind)s) and %(survivor)s (%(other)s) are of different"
                " kinds.",
                **self._of_both(
                    facts,
                    pair,
                    kind=names[facts[pair[0]]["kind"]],
                    other=names[facts[pair[1]]["kind"]],
                ),
            )
            for pair in pairs
            if facts[pair[0]]["kind"] != facts[pair[1]]["kind"]
        }

    def _guard_asset_numbers(self, pairs, facts):
        """Two valid numbers are two things; a mistyped one is not."""
        numbers = {
            "vehicle": (
                self.env._("VINs"),
                lambda fact: whole_vin(fact["vin_key"]),
            ),
            "animal": (
                self.env._("chips"),
                lambda fact: whole_chip(fact["chip_key"]),
            ),
            "equipment": (
                self.env._("serial numbers"),
                lambda fact: fact["serial_key"],
            ),
        }
        refused = {}
        for kind, (label, value) in numbers.items():
            same = [pair for pair in pairs if facts[pair[0]]["kind"] == kind]
            for pair, theirs, mine in self._first_of_group(same, facts, value):
                if theirs != mine:
                    refused[pair[0]] = self.env._(
                        "%(merged)s and %(survivor)s have different %(numbers)s:"
                        " %(theirs)s and %(mine)s.",
                        **self._of_both(facts, pair),
                        numbers=label,
                        theirs=theirs,
                        mine=mine,
                    )
        return refused

    def _guard_asset_owner(self, pairs, facts):
        """A vehicle may have been sold, when its VIN says that it is the same one."""
        refused = {}
        for pair in pairs:
            source, survivor = (facts[each] for each in pair)
            vins = [whole_vin(fact["vin_key"]) for fact in (source, survivor)]
            is_sold_on = source["kind"] == "vehicle" and vins[0] and vins[0] == vins[1]
            if source["owner"] != survivor["owner"] and not is_sold_on:
                refused[pair[0]] = self.env._(
                    "%(merged)s belongs to %(theirs)s and %(survivor)s to %(mine)s."
                    " Merge the customers first, or change the owner.",
                    **self._of_both(
                        facts,
                        pair,
                        theirs=source["owner_name"],
                        mine=survivor["owner_name"],
                    ),
                )
        return refused

    def _guard_asset_species(self, pairs, facts):
        found = self._first_of_group(pairs, facts, lambda fact: fact["species_id"])
        return {
            pair[0]: self.env._(
                "%(merged)s and %(survivor)s are of different species.",
                **self._of_both(facts, pair),
            )
            for pair, theirs, mine in found
            if theirs != mine
        }

    def _guard_asset_deaths(self, pairs, facts):
        """Nobody dies on two days; which one is right is asked, never decided here."""
        if self.request.get("is_shown"):
            return {}
        return {
            pair[0]: self.env._(
                "%(merged)s ended on %(theirs)s and %(survivor)s on %(mine)s: merge"
                " them by hand and choose the day.",
                **self._of_both(
                    facts,
                    pair,
                    theirs=format_date(self.env, theirs),
                    mine=format_date(self.env, mine),
                ),
            )
            for pair, theirs, mine in self._first_of_group(
                pairs, facts, lambda fact: fact["ended"]
            )
            if theirs != mine
        }
