# Part of Customer Care. See LICENSE file for full copyright and licensing details.
import time

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .customer_consent_choices import OBJECTED

# Of pg_advisory_xact_lock: two numbers, this one and the customer's.
LOCK = 520_390
TRIES, PAUSE = 20, 0.05
SHOWN = "customer_care_shown_wordings"


class CustomerConsent(models.Model):
    """What the customer decides on the page of choices.

    A form answers what it showed. A no always counts; a yes counts only where nothing
    was said since, so that an old form sent again never brings back what was withdrawn.
    """

    _inherit = "customer.consent"

    @api.model
    def _answer_page(self, page, shown, choices):
        """Record what changed.

        :param shown: as `_read_form` returns it
        :param choices: {cell: "yes" | "no"}; the cells not named stay as they are
        :return: (the new rows of the log, [sections with cells that changed meanwhile])
        """
        before = max(self._last_rows(page).values(), default=0)
        stale = []
        for section in self._choices(page):
            for cell in section["cells"]:
                choice = choices.get(cell["key"])
                if not choice or not section["is_open"] or cell["key"] not in shown:
                    continue
                last, wording_id, is_same = shown[cell["key"]]
                if choice == "no":
                    self._say_no(page, section, cell, wording_id or 0)
                elif cell["said"] != "given" and not page.is_locked:
                    if last != cell["last"] or not is_same:
                        stale.append((section, cell))
                    else:
                        self._say(page, section, cell, wording_id, "given")
        return self._new_rows(page, before), stale

    @api.model
    def _withdraw_page(self, page, shown=None):
        """Say no to everything that the customer decides about."""
        before = max(self._last_rows(page).values(), default=0)
        sections = [part for part in self._choices(page) if part["is_open"]]
        for section in sections:
            for cell in section["cells"]:
                words = (0, section["wording"].id or 0, True)
                wording_id = (shown or {}).get(cell["key"], words)[1]
                self._say_no(page, section, cell, wording_id or 0)
        if page.is_own:
            purposes = self.env["customer.consent.purpose"]
            self._end_rest(page, purposes.union(*(s["purpose"] for s in sections)))
        return self._new_rows(page, before)

    @api.model
    def _say_no(self, page, section, cell, wording_id):
        """Note a no that was not said before; an earlier yes of the customer for
        another address ends too, and what is planned is taken back."""
        purpose = section["purpose"]
        is_objection = purpose.lawful_basis in OBJECTED
        state = "objected" if is_objection else "withdrawn"
        recorded = self.browse()
        if cell["said"] != "refused":
            recorded = self._say(page, section, cell, wording_id, state)
        earlier = self.browse()
        if page.is_own:
            earlier = self._given_of(page.partner, purpose, cell["channel"])
            earlier -= recorded
        earlier._end_by_page(
            page, state, {purpose.id: wording_id}, is_logged=bool(recorded)
        )
        (recorded | earlier)._cancel_planned()

    @api.model
    def _end_rest(self, page, purposes):
        """End every yes of the customer that is left: for an address or number they no
        longer have, which the page does not show."""
        rest = self.search(
            Domain("partner_id", "=", page.partner.id)
            & Domain("purpose_id", "in", purposes.ids)
            & Domain("state", "=", "given")
        )
        for purpose, consents in rest.grouped("purpose_id").items():
            is_objection = purpose.lawful_basis in OBJECTED
            consents._end_by_page(page, "objected" if is_objection else "withdrawn", {})
        rest._cancel_planned()

    def _end_by_page(self, page, state, wordings, is_logged=False):
        """Write a no over these answers.

        :param is_logged: whether the customer's no is an event already
        """
        with self._logging_answers({page.partner.id} if is_logged else set()):
            self.with_context(**{SHOWN: wordings}).write(
                {
                    "state": state,
                    "method": "page",
                    "note": self._page_note(page),
                    "changed_at": fields.Datetime.now(),
                    "user_id": False,
                }
            )

    @api.model
    def _say(self, page, section, cell, wording_id, state):
        point = {page.partner.id or False: page.points[cell["channel"]]}
        purpose = section["purpose"]
        consents = self.with_context(**{SHOWN: {purpose.id: wording_id}})
        return consents._record(
            purpose, cell["channel"], point, state, "page", self._page_note(page)
        )

    @api.model
    def _page_note(self, page):
        if not page.taken_by:
            return False
        return self.env._("Link handed over by %s", page.taken_by)

    @api.model
    def _new_rows(self, page, before):
        """The rows of the log that came after the given one."""
        domain = [("id", ">", before), *self._own_rows_domain(page)]
        return self.env["customer.consent.log"].search(domain, order="id")

    @api.model
    def _take_turn(self, page):
        """Wait a moment for another decision of this customer; False if it lasts.

        Two clicks on one button are one answer: the second must see what the first has
        written, so each attempt begins a transaction of its own.
        """
        number = page.partner.id or int(page.address_hash[:7], 16)
        for _try in range(TRIES):
            [(is_mine,)] = self.env.execute_query(
                SQL("SELECT pg_try_advisory_xact_lock(%s, %s)", LOCK, number)
            )
            if is_mine:
                return True
            # nothing was written yet; a later snapshot is what is needed
            self.env.cr.rollback()
            time.sleep(PAUSE)
        return False


class CustomerConsentWording(models.Model):
    """The words of a decision are those that were on the page."""

    _inherit = "customer.consent.wording"

    @api.model
    def _current(self, purpose, langs):
        shown = self.env.context.get(SHOWN, {})
        if purpose.id not in shown:
            return super()._current(purpose, langs)
        return dict.fromkeys(langs, self.browse(shown[purpose.id] or []).exists())
