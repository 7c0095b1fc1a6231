# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from tempfile import TemporaryFile

from odoo import fields, models
from odoo.tools import SQL

from .customer_search_paper import PAPER

BATCH = 1000
CHANNELS = {"labels": "label", "postcards": "postcard", "letters": "letter"}


class CustomerSearchRun(models.Model):
    """Paper of a run: the same people in the same order, whatever is printed.

    So that a stack of letters and a sheet of labels match, who gets paper is settled
    before the first of a pair is drawn: the gate is asked once more, and whose address
    the letters of our font cannot write is left out with that reason.
    """

    _inherit = "customer.search.run"

    paper_note = fields.Text(
        "About the paper", readonly=True, help="Whose label is hard to read."
    )

    def _settle_paper(self):
        """Ask the gate again before paper is made; a no is written into the list."""
        wanted = ",".join(key for key in PAPER if key in self._keys(self.outputs))
        # sudo: how far it is is the program's
        progress = self.sudo().progress or {}
        if progress.get("paper_settled") == wanted:
            return
        # sudo: who is refused is the gate's to say, for whatever purpose
        run = self.sudo()
        face = run.env["customer.label.format"]._paper_face()
        after = self._place_of("paper_settling")
        while found := self._list(after, BATCH, self._by_post()):
            partners = run.env["res.partner"].browse(row[2] for row in found)
            refused = partners._contact_refusals(
                "letter", run.search_id.purpose_id or None
            )
            addresses = partners._postal_addresses(run.company_id)
            for partner_id, lines in addresses.items():
                if missing := face.missing("".join(lines)):
                    refused.setdefault(
                        partner_id,
                        self.env._(
                            "The address has letters that cannot be printed: %s",
                            " ".join(dict.fromkeys(missing))[:60],
                        ),
                    )
            until = found[-1][0]
            run._write_refusals({"refusal_post": refused}, after, until)
            after = until
            self._commit_output("paper_settling", after)
        run.progress = {
            **(run.progress or {}),
            "paper_settled": wanted,
            "paper_settling": 0,
            "paper_done": 1,
        }

    def _people(self, after, limit):
        """Return the next [(place, partner)] of paper, and {partner id: lines}."""
        found = self._list(after, limit, self._by_post())
        # sudo: who is in the list is settled, the address is for the envelope
        partners = self.sudo().env["res.partner"].browse(row[2] for row in found)
        places = [row[0] for row in found]
        return list(zip(places, partners, strict=True)), partners._postal_addresses(
            self.company_id
        )

    def _write_paper(self, output, size, write, sides=1):
        """Write files of an output behind those that are there.

        :param size: people of one file
        :param write: takes an open file, a generator of (partner, lines) and whether it
            is the first file
        :param sides: pages of a sheet of paper
        """
        self._check_output(output)
        self._settle_paper()
        after = max(self._files_of(output).mapped("until"), default=0)
        parts = -(-self._paper_count() // size)
        while self._list(after, 1, self._by_post()):
            number = len(self._files_of(output)) + 1
            with TemporaryFile() as file:
                people = self._paper_people(output, after, size)
                write(file, people, number == 1)
                after = self._paper_after(after, size)
                name = self._file_name(output, number, parts)
                row = self._keep_file(output, name, file, after)
                row.write({"printed_state": "waiting", "sides": sides})
            self._commit_output(output, after)

    def _paper_people(self, output, after, size):
        """Yield (partner, lines) of a file, and plan what they get in the outbox."""
        while size > 0:
            found, lines = self._people(after, min(size, BATCH))
            if not found:
                return
            self._plan_paper(output, [partner for _place, partner in found])
            for _place, partner in found:
                yield partner, lines[partner.id]
            after = found[-1][0]
            size -= len(found)
            self.env.invalidate_all()

    def _paper_after(self, after, size):
        """Return the place of the last one of the next ``size`` people."""
        [[place]] = self.env.execute_query(
            SQL(
                """SELECT max(sequence) FROM (
                   SELECT sequence FROM customer_search_recipient
                    WHERE run_id = %s AND sequence > %s AND %s
                 ORDER BY sequence LIMIT %s) AS part""",
                self.id,
                after,
                self._by_post(),
                size,
            )
        )
        return place

    def _paper_count(self):
        """Return how many people get paper."""
        [[count]] = self.env.execute_query(
            SQL(
                "SELECT count(*) FROM customer_search_recipient"
                " WHERE run_id = %s AND sequence > 0 AND %s",
                self.id,
                self._by_post(),
            )
        )
        return count

    # The outbox

    def _plan_paper(self, output, partners, texts=None):
        """Write down what these customers get; return the rows.

        The rows are under way at once, because the paper is: a person says whether it
        came out well.

        :param texts: {partner id: {"subject", "body", "lang"}} of letters
        """
        channel = CHANNELS[output]
        # sudo: rows of the outbox belong to the program
        messages = self.env["customer.message"].sudo()
        people = messages.env["res.partner"].browse(p.id for p in partners)
        own = people._gate_rows(channel)
        # sudo: rows of the outbox belong to the program
        vals_list = [
            {
                "partner_id": partner.id,
                "company_id": self._company_that_writes(partner.company_id.id),
                "channel": channel,
                "purpose_id": self.sudo().search_id.purpose_id.id,
                "scheduled_at": self.env.cr.now(),
                "source": f"{self._name},{self.id}",
                "occurrence": f"{self._name},{self.id}:{partner.id}",
                "user_id": self.user_id.id,
                "address": own[partner.id]["address"],
                "lang": partner.lang or None,
                **((texts or {}).get(partner.id) or {}),
            }
            for partner in people
        ]
        rows = messages._plan(vals_list, is_checked=True)
        now = fields.Datetime.now()
        rows.flush_recordset()
        self.env.cr.execute(
            SQL(
                """UPDATE customer_message
                      SET state = 'claimed', claimed_at = %(now)s, handed_at = %(now)s,
                          is_trial = %(trial)s
                    WHERE id = ANY(%(ids)s) AND state = 'planned'""",
                now=now,
                trial=messages._sending_state() == "trial",
                ids=rows.ids,
            )
        )
        rows.invalidate_recordset(flush=False)
        return rows

    def _customer_letter_template(self):
        """Return the text of the letters of this run, which says their envelope too."""
        return self.search_id.letter_template_id
