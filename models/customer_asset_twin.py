# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..tools.asset_twin import (
    CHIP,
    HERD,
    LOOK_ALIKES,
    Member,
    groups,
    survivor,
    whole_chip,
    whole_vin,
)

# What a rule compares; "all" is what is offered when somebody asks for no rule.
RULES = {
    "vin_and_plate": ("_twin_vins_and_plates",),
    "vin_or_plate": ("_twin_vins", "_twin_plates"),
    "vin": ("_twin_vins",),
    "plate": ("_twin_plates",),
    "animal": ("_twin_names",),
    "all": ("_twin_vins", "_twin_plates", "_twin_chips", "_twin_names"),
}


@dataclass
class Twin:
    """A vehicle or animal that is entered twice: who goes, who stays, why, why not.

    shared: the kinds of keys both have; doubt: what speaks against it, as a key.
    """

    source: int
    survivor: int
    reason: str
    refusal: str = ""
    shared: tuple = ()
    doubt: str = ""


class CustomerAsset(models.Model):
    """Which vehicles and animals are entered twice; found by sets, not one by one."""

    _inherit = "customer.asset"

    @api.model
    def _twins(self, rule, domain=Domain.TRUE):
        """Return what a rule finds among what the user may see.

        :param rule: a key of `RULES`
        :param domain: Domain, to look at some of them only
        :return: list of Twin; those with a `refusal` are shown and never combined
        """
        if rule not in RULES:
            raise UserError(self.env._("There is no way %s to find duplicates.", rule))
        return self._twins_among(self._twin_keys(rule, domain))

    @api.model
    def _twin_keys(self, rule, domain):
        """Return [(key, ids)] of what more than one has."""
        self.env.flush_all()
        visible = self.with_context(active_test=False)._search(
            Domain(domain) & Domain("merged_into_id", "=", False)
        )
        return [
            found
            for method in RULES[rule]
            for found in getattr(self, method)(visible.subselect())
        ]

    @api.model
    def _twins_among(self, sets):
        """Return the Twins of those who have a key in common."""
        keys = {}
        for key, ids in sets:
            for asset_id in ids:
                keys.setdefault(asset_id, set()).add(key)
        members = self._twin_members(keys)
        return [twin for group in groups(members) for twin in self._twins_of(group)]

    @api.model
    def _twins_of(self, group):
        """Return the pairs of a group of `tools.asset_twin`."""
        stays = survivor(group.members)
        sources = [member for member in group.members if member != stays]
        twins = [self._twin(each, stays, group) for each in sources]
        is_herd = any(key.startswith("name") for key in group.keys)
        if is_herd and len(group.members) > HERD:
            for twin in twins:
                twin.doubt = "herd"
                twin.refusal = self.env._(
                    "%(count)s animals have this name: combine them by hand.",
                    count=len(group.members),
                )
        sentences = self._twin_refusals()
        for each, why in group.others:
            twin = self._twin(each, stays, group)
            twin.doubt, twin.refusal = why, sentences[why]
            twins.append(twin)
        return twins

    @api.model
    def _twin(self, member, stays, group):
        """Say what a member has in common with the rest of its group."""
        words = {
            "vin": self.env._("VIN"),
            "plate": self.env._("plate"),
            "both": self.env._("VIN and plate"),
            "chip": self.env._("chip"),
            "name": self.env._("owner, name and species"),
        }
        others = [each for each in group.members if each != member]
        shared = tuple(
            kind
            for kind in words
            if any(
                key.startswith(f"{kind}:") and key in each.keys
                for key in member.keys
                for each in others
            )
        )
        reason = self.env._("Same %s", ", ".join(words[kind] for kind in shared))
        return Twin(member.id, stays.id, reason, shared=shared)

    @api.model
    def _twin_refusals(self):
        """Return {what `difference` found: sentence}."""
        return {
            "vin": self.env._("The VINs are different: the plate was used again."),
            "chip": self.env._("The chips are different."),
            "country": self.env._("The plates are of different countries."),
            "time": self.env._(
                "They had the plate at different times: it was used again."
            ),
            "owner": self.env._(
                "They belong to different customers, and no VIN says that they are one."
            ),
            "sex": self.env._("One is female and the other male."),
            "born": self.env._("They were born on different days."),
            "died": self.env._("One had died before, or on another day."),
            "either": self.env._("It could be any of several with this plate or name."),
        }

    # -- what is compared ------------------------------------------------------------

    @api.model
    def _twin_vins(self, visible):
        return self._twin_sets("vin", self._twin_vin_sql(), visible)

    @api.model
    def _twin_plates(self, visible):
        return self._twin_sets("plate", self._twin_plate_sql(), visible)

    @api.model
    def _twin_vins_and_plates(self, visible):
        both = SQL("%s || ' ' || %s", self._twin_vin_sql(), self._twin_plate_sql())
        return self._twin_sets("both", both, visible)

    @api.model
    def _twin_chips(self, visible):
        """A chip is in one animal, whatever it is called and whoever brings it."""
        key = SQL(
            "CASE WHEN a.kind = 'animal' AND a.chip_key ~ %s THEN a.chip_key END", CHIP
        )
        return self._twin_sets("chip", key, visible)

    @api.model
    def _twin_names(self, visible):
        """Same owner, name and species; the name of a species is no name."""
        key = SQL(
            """
            CASE WHEN a.kind = 'animal' AND NOT EXISTS (
                    SELECT FROM customer_asset_species s, jsonb_each_text(s.name) n
                     WHERE s.id = a.species_id AND lower(n.value) = lower(trim(a.name)))
                 THEN (SELECT coalesce(p.merged_into_id, p.id) FROM res_partner p
                        WHERE p.id = a.partner_id)
                      || ' ' || coalesce(a.species_id, 0) || ' '
                      || lower(regexp_replace(trim(a.name), '\\s+', ' ', 'g'))
            END
            """
        )
        return self._twin_sets("name", key, visible)

    @api.model
    def _twin_sets(self, kind, key, visible):
        """Yield (key, ids) of what is there more than once."""
        for value, ids in self.env.execute_query(
            SQL(
                """
                SELECT key, array_agg(id ORDER BY id)
                  FROM (SELECT a.id, %(key)s AS key FROM customer_asset a
                         WHERE a.id IN %(visible)s) AS keyed
                 WHERE key IS NOT NULL
              GROUP BY key HAVING count(*) > 1
                """,
                key=key,
                visible=visible,
            )
        ):
            yield f"{kind}:{value}", ids

    @api.model
    def _twin_vin_sql(self):
        """Return the VIN of `a` as it is compared; what is no number is none."""
        return self._twin_number(SQL("translate(a.vin_key, %s, %s)", *LOOK_ALIKES), 5)

    @api.model
    def _twin_plate_sql(self):
        return self._twin_number(SQL("a.plate_key"), 2)

    @api.model
    def _twin_number(self, text, shortest):
        """Return a number of a vehicle, unless it is "none", "0000" or the like."""
        return SQL(
            "CASE WHEN a.kind = 'vehicle' AND length(%(text)s) >= %(shortest)s"
            " AND %(text)s ~ '[0-9]' AND %(text)s !~ '^(.)\\1*$' THEN %(text)s END",
            text=text,
            shortest=shortest,
        )

    @api.model
    def _twin_members(self, keys):
        """Return what is known of these assets, in one query.

        :param keys: {id: {what it has in common with another}}
        """
        return [
            Member(
                id=row["id"],
                keys=frozenset(keys.get(row["id"], ())),
                rank=(
                    not row["active"],
                    bool(row["gone"] or row["died"]),
                    not (whole_vin(row["vin_key"]) or whole_chip(row["chip_key"])),
                    row["id"],
                ),
                owner=row["owner"],
                vin=row["vin_key"] or "",
                plate=row["plate_key"] or "",
                country=row["country"],
                plate_from=row["plate_from"],
                plate_to=row["plate_to"],
                chip=row["chip_key"] or "",
                sex=row["sex"] or "",
                born=row["born"],
                died=row["died"],
            )
            for row in self.env.execute_query_dict(self._twin_query(keys))
        ]

    @api.model
    def _twin_query(self, ids):
        return SQL(
            """
            SELECT a.id, a.active, a.gone, coalesce(p.merged_into_id, p.id) AS owner,
                   a.vin_key, a.plate_key, a.plate_country_id AS country,
                   (SELECT max(f.date_to) FROM customer_asset_plate f
                     WHERE f.asset_id = a.id) AS plate_from,
                   CASE WHEN a.gone IS NOT NULL THEN a.gone_on END AS plate_to,
                   a.chip_key, a.sex,
                   CASE WHEN NOT coalesce(a.is_birth_estimated, FALSE)
                        THEN a.birth_date END AS born,
                   coalesce(a.death_date, CASE WHEN a.gone = 'died' THEN a.gone_on END)
                       AS died
              FROM customer_asset a JOIN res_partner p ON p.id = a.partner_id
             WHERE a.id = ANY(%s)
          ORDER BY a.id
            """,
            list(ids),
        )
