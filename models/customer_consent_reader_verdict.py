# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from collections import defaultdict

from odoo import api, fields, models

from .customer_consent import OPT_OUT
from .customer_consent_reader import Verdict

# Where the memory keeps the points whose no came by an import before.
IMPORTED = "imported"


class CustomerConsentReader(models.AbstractModel):
    """What becomes of an answer beside what is known already.

    A later no is never overwritten by an older yes, and what is known as well or better
    stays as it is.
    """

    _inherit = "customer.consent.reader"

    @api.model
    def _judge(self, rows, memory, result):
        """Return the verdicts that are new; all others are counted."""
        owners = self._owners(rows, result)
        verdicts = self._points(rows, owners, result)
        self._remember(verdicts, memory)
        self._remember_imports(verdicts, memory)
        blocked = self._suppressed(verdicts)
        fresh = []
        for verdict in verdicts:
            kind = self._compare(verdict, memory, verdict in blocked)
            if kind in ("new", "unproven"):
                fresh.append(verdict)
                memory[self._key(verdict)][verdict.partner_id] = verdict
            result[kind] += 1
            if kind == "conflict":
                why = self.env._("A later answer of this customer stays as it is.")
                if verdict in blocked:
                    why = self.env._("This address must not be used any more.")
                result["problems"].append((verdict.row.line, why))
                result["kept"].add(verdict.row.line.number)
        return self._last_only(fresh)

    @api.model
    def _last_only(self, fresh):
        """Of several lines about one point the last decides what is stored."""
        last = {(*self._key(v), v.partner_id): v for v in fresh}
        return list(last.values())

    @api.model
    def _key(self, verdict):
        return (verdict.row.purpose.id, verdict.row.channel, verdict.digest)

    @api.model
    def _remember(self, verdicts, memory):
        """Read what is known of points that were not met before; one query."""
        new = {self._key(v) for v in verdicts} - memory.keys()
        for key in new:
            memory[key] = {}
        known = self.env["customer.consent"].search(
            [("address_hash", "in", list({digest for _p, _c, digest in new}))],
            order="changed_at, id",
        )
        for row in known:
            key = (row.purpose_id.id, row.channel, row.address_hash)
            if key in new:
                memory[key][row.partner_id.id] = row

    @api.model
    def _suppressed(self, verdicts):
        """Those of a yes for an address that must not be written to."""
        by_channel = defaultdict(dict)
        for verdict in verdicts:
            if verdict.state not in OPT_OUT:
                by_channel[verdict.row.channel][verdict] = verdict.address
        suppression = self.env["customer.suppression"]
        return {
            verdict
            for channel, addresses in by_channel.items()
            for verdict in suppression._suppressed(channel, addresses)
        }

    @api.model
    def _compare(self, verdict, memory, is_blocked):
        """Say whether a verdict is new, unproven, unchanged or a conflict."""
        said = memory[self._key(verdict)]
        own = said.get(verdict.partner_id)
        verdict.known = (
            own if isinstance(own, models.BaseModel) else (own and own.known)
        )
        moment = verdict.row.moment
        if verdict.state in OPT_OUT:
            return self._compare_no(verdict, own, memory)
        if is_blocked:
            return "conflict"
        noes = [self._when(row) for row in said.values() if row.state in OPT_OUT]
        if noes and (verdict.state == "imported" or max(noes) >= moment):
            return "conflict"
        if verdict.state == "imported":
            return "unchanged" if own else "unproven"
        is_settled = own and own.state in ("given", "expired")
        return "unchanged" if is_settled and self._when(own) >= moment else "new"

    @api.model
    def _compare_no(self, verdict, own, memory):
        said, moment = memory[self._key(verdict)], verdict.row.moment
        # without an own answer that of the address holds, for an address any one's
        others = said.values() if not verdict.partner_id else [said.get(False)]
        if any(row and row.state in OPT_OUT for row in ([own] if own else others)):
            return "unchanged"
        # a no without a date is the last word, but only once
        if own and own.state == "given":
            if moment and self._when(own) > moment:
                return "conflict"
            if not moment and self._key(verdict) in memory[IMPORTED]:
                return "unchanged"
        return "new"

    @api.model
    def _remember_imports(self, verdicts, memory):
        """Add the points for which the log has a no of an import already."""
        digests = [
            verdict.digest
            for verdict in verdicts
            if verdict.state in OPT_OUT and not verdict.row.moment
        ]
        if not digests:
            return
        codes = {v.row.purpose.code: v.row.purpose.id for v in verdicts}
        for code, channel, digest in self.env["customer.consent.log"]._read_group(
            [
                ("point_hash", "in", digests),
                ("purpose_code", "in", list(codes)),
                ("method", "=", "import"),
                ("event", "in", OPT_OUT),
            ],
            ["purpose_code", "channel", "point_hash"],
        ):
            memory[IMPORTED].add((codes[code], channel, digest))

    @api.model
    def _when(self, said):
        """When an answer was given: one that is stored, or of an earlier line."""
        if isinstance(said, Verdict):
            return said.row.moment or fields.Datetime.now()
        return said.changed_at
