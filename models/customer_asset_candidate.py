# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..tools.asset_twin import fold
from ..tools.window import dialog

# Candidates that are listed.
MOST = 40


class CustomerAsset(models.Model):
    """Which others one vehicle or animal may be, and what they have in common.

    Wider than what is combined automatically: a person compares them.
    """

    _inherit = "customer.asset"

    def action_entered_twice(self):
        """List what looks the same, to be compared."""
        self.ensure_one()
        self.env["res.users"]._check_function("merge")
        self.check_access("read")
        if self.merged_into_id:
            raise UserError(
                self.env._("%s has been merged already.", self.display_name)
            )
        return dialog(
            "customer.asset.twin",
            self.env._("Entered twice"),
            context={"default_asset_id": self.id},
        )

    def _twin_candidates(self):
        """Return [(record, what is the same, whether that is likely)], likely first."""
        self.ensure_one()
        others = self.with_context(active_test=False).browse()
        reasons = {}
        for reason, domain, is_likely in self._twin_questions():
            found = others.search(domain & self._twin_domain(), limit=MOST)
            for other in found:
                reasons.setdefault(other, []).append((reason, is_likely))
        for other, is_likely in self._namesakes():
            reason = self.env._("owner and name") if is_likely else self.env._("owner")
            reasons.setdefault(other, []).append((reason, is_likely))
        return sorted(
            (
                (
                    other,
                    ", ".join(reason for reason, _l in why),
                    any(likely for _reason, likely in why),
                )
                for other, why in reasons.items()
            ),
            key=lambda row: (not row[2], row[0].id),
        )[:MOST]

    def _twin_domain(self):
        return (
            Domain("id", "!=", self.id)
            & Domain("kind", "=", self.kind)
            & Domain("merged_into_id", "=", False)
        )

    def _twin_questions(self):
        """Yield (what is the same, Domain by an index, whether that is likely)."""
        if vin := self.vin_key:
            yield self.env._("VIN"), Domain("vin_key", "in", [vin, fold(vin)]), True
        if self.chip_key:
            yield self.env._("chip"), Domain("chip_key", "=", self.chip_key), True
        if self.serial_key:
            domain = Domain("serial_key", "=", self.serial_key)
            yield self.env._("serial number"), domain, True
        if self.plate_key:
            yield self.env._("plate"), Domain("plate_key", "=", self.plate_key), True
            former = Domain("plate_key", "=", self.plate_key)
            yield self.env._("former plate"), Domain("plate_ids", "any", former), False
        if former := [key for key in self.plate_ids.mapped("plate_key") if key]:
            yield self.env._("former plate"), Domain("plate_key", "in", former), False

    def _namesakes(self):
        """Yield (what the same owner has with a word of the name in common, whether it
        is the whole name)."""
        mine = _words(self.name)
        others = self.with_context(active_test=False).search(
            self._twin_domain() & Domain("partner_id", "=", self.partner_id.id)
        )
        for other in others:
            theirs = _words(other.name)
            if mine & theirs:
                yield other, mine <= theirs or theirs <= mine


def _words(name):
    """Return the words of a name that say something.

    >>> sorted(_words("Škoda Octavia II"))
    ['octavia', 'škoda']
    """
    return {word for word in (name or "").casefold().split() if len(word) > 2}
