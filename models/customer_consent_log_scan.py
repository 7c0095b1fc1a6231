# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError


class CustomerConsentLog(models.Model):
    """The scan behind a decision: shown, checked, and removed without a trace missing.

    It lies in the evidence and is read through the row, which has rules of companies.
    """

    _inherit = "customer.consent.log"

    scan = fields.Binary(compute="_compute_scan")
    scan_name = fields.Char(compute="_compute_scan_facts")
    scan_sha256 = fields.Char("Scan (SHA-256)", compute="_compute_scan_facts")
    has_scan = fields.Boolean("Scan", compute="_compute_scan_facts")
    evidence_state = fields.Selection(
        [
            ("none", "There is none"),
            ("kept", "As it was recorded"),
            ("scan_removed", "As it was recorded; the scan was removed since"),
            ("removed", "Removed since"),
            ("changed", "NOT as it was recorded"),
        ],
        "Evidence",
        compute="_compute_evidence_state",
    )

    @api.model
    def _append(self, decisions):
        """The scan is evidence of all that is recorded with it, whatever the path."""
        if scan := self.env["customer.consent"]._scan():
            kept = {"scan": scan.sha256, "scan_name": scan.name}
            decisions = [
                {**row, "evidence": {**row.get("evidence", {}), **kept}}
                for row in decisions
            ]
        return super()._append(decisions)

    def _evidence(self):
        """Return {uid: evidence} of these rows."""
        # sudo: the evidence follows the row, which has its own rules
        evidence = self.env["customer.consent.evidence"].sudo()
        found = evidence.search([("log_uid", "in", self.mapped("uid"))])
        return {row.log_uid: row for row in found}

    @api.depends("uid")
    def _compute_scan(self):
        evidence = self._evidence()
        for row in self:
            row.scan = row.uid in evidence and evidence[row.uid].scan

    @api.depends("uid")
    def _compute_scan_facts(self):
        evidence = self._evidence()
        # only whether there is one, not the files themselves
        # sudo: as above
        files = self.env["ir.attachment"].sudo()
        kept = files.search_fetch(
            [
                ("res_model", "=", "customer.consent.evidence"),
                ("res_field", "=", "scan"),
                ("res_id", "in", [row.id for row in evidence.values()]),
            ],
            ["res_id"],
        ).mapped("res_id")
        for row in self:
            found = evidence.get(row.uid)
            content = found.content if found else {}
            row.scan_name = content.get("scan_name")
            row.scan_sha256 = content.get("scan")
            row.has_scan = bool(found) and found.id in kept

    @api.depends("uid")
    def _compute_evidence_state(self):
        evidence = self._evidence()
        for row in self:
            row.evidence_state = row._state_of(evidence.get(row.uid))

    def _state_of(self, evidence):
        if not self.evidence_commit:
            return "none"
        if not evidence:
            return "removed"
        if evidence._fault(self.evidence_commit):
            return "changed"
        is_short = evidence.content.get("scan") and not self.has_scan
        return "scan_removed" if is_short else "kept"

    def action_open_scan(self):
        """Open the scan in a tab of its own."""
        self.ensure_one()
        self.env["res.users"]._check_function("consent_see")
        self.check_access("read")
        if not self.has_scan:
            raise UserError(self.env._("There is no scan with this decision."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/customer.consent.log/{self.id}/scan",
            "target": "new",
        }

    def action_delete_scan(self):
        """Remove the file, for example when its time is over; its hash stays proved."""
        self.ensure_one()
        self.env["res.users"]._check_function("consent_configure")
        self.check_access("read")
        if not self.has_scan:
            raise UserError(self.env._("There is no scan with this decision."))
        name = self.scan_name
        self._evidence()[self.uid].scan = False
        self.invalidate_recordset()
        if self.partner_id:
            self.env["customer.event"]._log(
                [
                    {
                        "partner_id": self.partner_id.id,
                        "kind": "consent",
                        "old_value": name,
                        "new_value": None,
                        "reason": self.env._("The scan of an answer was removed."),
                    }
                ]
            )
        return True
