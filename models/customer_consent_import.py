# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models

from .customer_consent import OPT_OUT

NO_WORDS = {
    "wording_uid": False,
    "wording_version": 0,
    "wording_sha256": False,
    "lang": False,
}


class CustomerConsent(models.Model):
    """Answers that were given elsewhere, written down as what they are.

    A yes is proven only with its time, its source and its words. Without them it is
    "imported": shown, kept in the log, and for the gate as good as never asked.
    """

    _inherit = "customer.consent"

    state = fields.Selection(
        selection_add=[("imported", "Imported, unproven")],
        ondelete={"imported": "cascade"},
    )

    def _write_down(self, *args, **kwargs):
        """An import writes its rows down together, when all of them are there."""
        if self.env.context.get("is_written_later"):
            return None
        return super()._write_down(*args, **kwargs)

    @api.model
    def _write_imported(self, verdicts):
        """Store the answers of an import and write them into the log; constant queries.

        :param verdicts: list of `Verdict` of `customer.consent.reader`, each a decision
            that is new
        """
        later = self.with_context(is_written_later=True)
        before = {v: v.known and v.known.state for v in verdicts}
        old = [verdict for verdict in verdicts if verdict.known]
        # what came with the same date and source is one write
        alike = {}
        for verdict in old:
            values = self._import_values(verdict)
            alike.setdefault(tuple(values.items()), []).append(verdict.known.id)
        known = later.browse([verdict.known.id for verdict in old])
        for values, ids in alike.items():
            known.browse(ids).with_prefetch(known.ids).write(dict(values))
        new = [verdict for verdict in verdicts if not verdict.known]
        created = later.create(
            [
                {
                    "partner_id": verdict.partner_id,
                    "purpose_id": verdict.row.purpose.id,
                    "channel": verdict.row.channel,
                    "address_hash": verdict.digest,
                    "address_hint": verdict.hint,
                    **self._import_values(verdict),
                }
                for verdict in new
            ]
        )
        made = dict(zip(new, created, strict=True)) | {v: v.known for v in old}
        said = {made[verdict].id: verdict.row for verdict in verdicts}
        rows = self.browse(said)
        rows.with_context(imported_rows=said)._write_down(is_worded=False)
        self._tell_imported(made, before)
        return made

    @api.model
    def _import_values(self, verdict):
        return {
            "state": verdict.state,
            "method": "import",
            "note": verdict.row.source or False,
            "changed_at": verdict.row.moment or fields.Datetime.now(),
            "user_id": self.env.uid,
        }

    @api.model
    def _tell_imported(self, made, before):
        """Events of the customers, and what is planned for a no is taken back."""
        questions = {}
        for verdict, consent in made.items():
            key = (verdict.row.purpose, verdict.row.channel)
            questions.setdefault(key, {})[verdict] = consent
        for asked in questions.values():
            rows = self.browse(consent.id for consent in asked.values())
            rows._log_answers({v.partner_id: before[v] for v in asked})
        noes = self.browse(
            consent.id for verdict, consent in made.items() if verdict.state in OPT_OUT
        )
        # sudo: what is planned for them is the program's
        messages = self.env["customer.message"].sudo()
        planned = messages._read_group(
            [("state", "=", "planned"), ("partner_id", "in", noes.partner_id.ids)],
            ["partner_id"],
        )
        waiting = {partner.id for (partner,) in planned}
        noes.filtered(lambda row: row.partner_id.id in waiting)._cancel_planned()

    def _decision(self, *args):
        """The words of an import are evidence; ours only if they are the same."""
        decision = super()._decision(*args)
        said = self.env.context.get("imported_rows", {}).get(self.id)
        if said:
            evidence = {"source": said.source, "words": said.words}
            decision.update(NO_WORDS, evidence=decision["evidence"] | evidence)
        return decision


class CustomerConsentLog(models.Model):
    """The source and the words of an imported answer, from its evidence."""

    _inherit = "customer.consent.log"

    source = fields.Char(compute="_compute_source")
    is_proven = fields.Boolean("Proven", compute="_compute_is_proven")

    @api.depends("event")
    def _compute_is_proven(self):
        for row in self:
            row.is_proven = row.event != "imported"

    def _imported(self):
        """{number of the row: its evidence}, of those that were imported."""
        # sudo: the evidence follows the row, which has its own rules
        evidence = self.env["customer.consent.evidence"].sudo()
        uids = self.filtered(lambda row: row.method == "import").mapped("uid")
        found = evidence.search([("log_uid", "in", uids)])
        return {row.log_uid: row.content for row in found}

    @api.depends("uid")
    def _compute_source(self):
        found = self._imported()
        for row in self:
            row.source = found.get(row.uid, {}).get("source")

    @api.depends("wording_uid")
    def _compute_wording_text(self):
        """Of an imported answer the words it came with."""
        result = super()._compute_wording_text()
        found = self._imported()
        for row in self:
            if words := found.get(row.uid, {}).get("words"):
                row.wording_text = words
        return result
