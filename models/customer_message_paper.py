# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, fields, models
from odoo.exceptions import UserError

REPORT = "customer_care.action_report_customer_letter"
# Letters of one PDF: more would outlive a web request.
PRINT_LIMIT = 500


class CustomerMessage(models.Model):
    """Letters: printed by a person, who confirms that they left.

    Printing claims them, so that two clerks print each letter once; a printed
    letter is never printed again by itself, whatever happened to the paper.
    """

    _inherit = "customer.message"

    def action_print_letters(self):
        """Print these letters, or without a selection all that are due, as one PDF."""
        self.env["res.users"]._check_function("message_send")
        self._check_sending()
        letters = self or self.search(
            self._due_domain("letter"), order="scheduled_at, id", limit=PRINT_LIMIT
        )
        if len(letters) > PRINT_LIMIT:
            raise UserError(
                self.env._("Please print at most %s letters at a time.", PRINT_LIMIT)
            )
        letters.check_access("read")
        # sudo: the fate of a message is written by the outbox alone
        taken = (
            letters.sudo()
            .try_lock_for_update()
            .filtered(lambda row: row.state == "planned" and row.channel == "letter")
        )
        printed = taken._write_letters()
        if not printed:
            return self._notify_nothing_printed(taken)
        return self._letter_report(printed)

    def _write_letters(self):
        """Claim the letters the gate allows, with their text, and return them."""
        way = self._way_of_sending()
        self.write({"state": "claimed", "claimed_at": fields.Datetime.now()})
        done = self.browse()
        for out in self._prepare_outgoing():
            out.is_trial = bool(way and way[0] == "trial")
            self._hand_over(out)
            done |= self.browse(out.ids)
        done.write({"user_id": self.env.uid, "reason": False})
        return done

    def _compose_letter(self, out, content, own_address):
        """A letter is laid out when it is printed; here only its text is kept."""

    def _letter_report(self, letters):
        return self.env.ref(REPORT).report_action(letters.ids, config=False)

    @api.model
    def _notify_nothing_printed(self, taken):
        reasons = [reason for reason in taken.mapped("reason") if reason]
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "title": self.env._("No letter was printed"),
                "message": " ".join(dict.fromkeys(reasons))
                or self.env._(
                    "There is none to print; somebody else may have printed them."
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_reprint_letters(self):
        """Print the same paper again: letters that were printed or have left."""
        rows = self._take("message_send", "claimed", "sent").filtered(
            lambda row: row.channel == "letter"
        )
        return self._letter_report(rows)

    def action_confirm_printed(self):
        """The letters are on their way."""
        rows = self._take("message_send", "claimed").filtered(
            lambda row: row.channel == "letter"
        )
        rows.write(
            {
                "state": "sent",
                "sent_at": fields.Datetime.now(),
                "user_id": self.env.uid,
                "claimed_at": False,
                "handed_at": False,
            }
        )
        return True

    def action_not_printed(self):
        """The paper was lost or never came out: plan the letters again."""
        rows = self._take("message_send", "claimed").filtered(
            lambda row: row.channel == "letter"
        )
        rows._unwrite()
        rows.write(
            {
                "state": "planned",
                "batch_uid": False,
                "is_trial": False,
                "claimed_at": False,
                "handed_at": False,
            }
        )
        return True

    def _address_lines(self, company):
        """Return the lines under the name; at home the country is left out."""
        lines = (self.address or "").splitlines()
        country = self.partner_id.country_id.with_context(lang="en_US")
        if country == company.country_id and lines and lines[-1] == country.name:
            lines.pop()
        return lines
