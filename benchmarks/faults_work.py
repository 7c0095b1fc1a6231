"""What goes on while `./dev faults` kills: a clerk's calls, and what he was told.

Each phase begins work over the same calls as the web client's. A call that was answered
is in the ledger; what was not answered may or may not have happened.
"""

import random
import re
import subprocess
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import cycle

import requests

from .faults_server import Victims
from .load_server import Clerk, Refused

PRINTED = 15  # letters of one PDF
PHASES = (
    "sending",
    "merging",
    "renumbering",
    "exporting",
    "follow-ups",
    "printing",
)
JOBS = {
    "sending": "cron_send",
    "merging": "cron_operation",
    "exporting": "cron_search",
    "follow-ups": "cron_follow_ups",
}
# What the job will do, so that there is more to hit than the call that asked for it.
WAITING = {
    "merging": "SELECT FROM customer_operation WHERE state IN ('queued', 'running')",
    "exporting": "SELECT FROM customer_search_run WHERE state = 'running'",
}
LETTER = re.compile(r"LETTER(\d+)X")


@dataclass
class Ledger:
    """What the clerk was told, and the paper he holds."""

    notes: set = field(default_factory=set)
    noes: dict = field(default_factory=dict)  # partner: when it was acknowledged
    merged: set = field(default_factory=set)
    renumbered: int = 0
    sheets: list = field(default_factory=list)  # letters on each PDF
    confirmed: set = field(default_factory=set)
    refused: list = field(default_factory=list)


class Work:
    """Begins the work of a phase."""

    def __init__(self, victims: Victims, made: dict, chance: random.Random) -> None:
        self.victims, self.made, self.chance = victims, made, chance
        self.ledger = Ledger()
        self.is_busy = False
        self.exports = cycle(made["exports"])
        self.count = 0
        self.clerk = Clerk(victims.url, victims.database, made["clerk"])

    def begin(self, phase: str) -> None:
        """Do what a phase does; whatever breaks because of a kill is no fault."""
        verb = getattr(self, phase.replace("-", "_"))
        with suppress(requests.RequestException, ValueError), self._calling():
            try:
                verb()
            except Refused as refusal:
                self.ledger.refused.append(f"{phase}: {str(refusal)[-300:]}")

    @contextmanager
    def _calling(self):
        self.is_busy = True
        try:
            yield
        finally:
            self.is_busy = False

    def _call(self, *args, **kwargs):
        return self.clerk.call(*args, **kwargs)[0]

    # -- phases ------------------------------------------------------------------------

    def sending(self):
        """A search writes to its people; meanwhile some of them say no."""
        search = self._next(
            "sends",
            "SELECT search_id FROM customer_search_run WHERE search_id = ANY(%s)",
        )
        if search:
            self._call("customer.search", "action_run", [search])
        self.notes()
        self._say_no()

    def merging(self):
        operation = self._next(
            "merges",
            "SELECT id FROM customer_operation"
            " WHERE id = ANY(%s) AND state <> 'rehearsed'",
        )
        if operation:
            model = "customer.duplicate.combine"
            wizard = self._call(model, "create", {"operation_id": operation})
            self._call(model, "action_combine", [wizard])
            self.ledger.merged.add(operation)

    def renumbering(self):
        """All numbers of the city go to the other code, or back."""
        model = "customer.change.area.code"
        [[old]] = self.victims.sql(
            "SELECT substr(number_e164, 3, 3) FROM customer_phone p"
            " WHERE partner_id = %s AND is_primary",
            self.made["R"][0],
        )
        codes = self.made["codes"]
        new = codes[codes.index(old) - 1]
        values = {"old_code": old, "new_code": new, "force": True}
        wizard = self._call(model, "create", values)
        self._call(model, "action_find", [wizard])
        lines = self._call(
            f"{model}.city", "search", [("wizard_id", "=", wizard), ("key", "=", "r")]
        )
        self._call(f"{model}.city", "write", lines, {"is_chosen": True})
        self._call(model, "action_preview", [wizard])
        self._call(model, "action_change", [wizard])
        self.ledger.renumbered += 1

    def exporting(self):
        self._call("customer.search", "action_run", [next(self.exports)])

    def follow_ups(self):
        rule = self._next(
            "rules", "SELECT id FROM customer_follow_up WHERE id = ANY(%s) AND active"
        )
        if rule:
            self._call("customer.follow.up", "write", [rule], {"active": True})
        self.victims.trigger([self.made["crons"]["cron_follow_ups"]])
        self.notes()

    def printing(self):
        """Letters are printed, taken from the printer, and confirmed."""
        rows = self.victims.sql(
            "SELECT id FROM customer_message WHERE channel = 'letter'"
            " AND state = 'planned' AND id = ANY(%s) ORDER BY id LIMIT %s",
            self.made["letters"],
            PRINTED,
        )
        ids = [row_id for (row_id,) in rows]
        action = self._call("customer.message", "action_print_letters", ids)
        printed = action.get("context", {}).get("active_ids") or []
        if printed:
            self._take_paper(action["report_name"], printed)
            self._call("customer.message", "action_confirm_printed", printed)
            self.ledger.confirmed |= set(printed)

    def _next(self, kind, begun):
        """The first of what waits that nobody has begun yet."""
        waiting = self.made[kind]
        known = {row_id for (row_id,) in self.victims.sql(begun, waiting)}
        return next((each for each in waiting if each not in known), None)

    # -- parts -------------------------------------------------------------------------

    def _take_paper(self, report, ids):
        url = f"{self.victims.url}/report/pdf/{report}/{','.join(map(str, ids))}"
        answer = self.clerk.session.get(url, timeout=300)
        answer.raise_for_status()
        if not answer.content.startswith(b"%PDF"):
            raise ValueError("no paper came")
        text = subprocess.run(
            ["pdftotext", "-", "-"], input=answer.content, capture_output=True
        )
        self.ledger.sheets.append(LETTER.findall(text.stdout.decode()))

    def notes(self):
        """Small things of every day: a note of a customer."""
        for _time in range(2):
            self.count += 1
            name = f"Ledger {self.count}"
            partner = self.chance.choice(self.made["R"])
            values = {"partner_id": partner, "name": name}
            self._call("customer.note", "create", values)
            self.ledger.notes.add(name)

    def _say_no(self):
        """Somebody calls and wants no more offers."""
        partner = self.chance.choice(self.made["R"])
        model = "customer.consent.change"
        for channel in ("email", "sms"):
            values = {
                "partner_id": partner,
                "purpose_id": self.made["marketing"],
                "channel": channel,
                "given": False,
                "method": "phone",
            }
            wizard = self._call(model, "create", values)
            self._call(model, "action_record", [wizard])
        self.ledger.noes.setdefault(partner, time.time())

    # -- whether it is under way -------------------------------------------------------

    def is_under_way(self, phase: str) -> bool:
        """Whether a kill now hits the work of a phase: its job runs, or its call."""
        if phase in JOBS and self.victims.is_running(self.made["crons"][JOBS[phase]]):
            return True
        if phase in ("sending", "follow-ups"):
            return False
        return self.is_busy and not (
            phase in WAITING and self.victims.sql(WAITING[phase])
        )
