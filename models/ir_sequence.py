# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import api, models
from odoo.tools import SQL

CUSTOMER_CODE = "customer_care.customer_code"
# In the context: what is made is taken back, so no number is drawn for it.
TRIAL = "customer_code_trial"
PEEKED = 50


class IrSequence(models.Model):
    """Many customer codes at once."""

    _inherit = "ir.sequence"

    @api.model
    def _customer_code_sequence(self, company_id):
        """Return the sequence of a company's codes: its own, else the nearest above.

        Else the shared one.
        """
        company = self.env["res.company"].browse(company_id) or self.env.company
        above = [False, *company._with_parents().ids]
        sequences = self.search(
            [("code", "=", CUSTOMER_CODE), ("company_id", "in", above)]
        )
        return sequences.sorted(lambda s: -above.index(s.company_id.id))[:1]

    def _next_many(self, count):
        """Draw several numbers, in one query where the sequence is PostgreSQL's own."""
        if self.implementation != "standard" or self.use_date_range:
            return [self._next() for _number in range(count)]
        rows = self.env.execute_query(
            SQL(
                "SELECT nextval(%s) FROM generate_series(1, %s)",
                f"ir_sequence_{self.id:03d}",
                count,
            )
        )
        prefix, suffix = self._get_prefix_suffix()
        return [f"{prefix}{number:0{self.padding}d}{suffix}" for (number,) in rows]

    def _next_free_codes(self, count):
        """Draw several codes and leave out those that somebody typed before."""
        is_trial = self.env.context.get(TRIAL) and not self.use_date_range
        ahead = self._ahead if is_trial else self._next_many
        return self._free_codes(ahead(count))

    def _ahead(self, count):
        """Return the codes that would be drawn next."""
        start, step = self.number_next_actual, self.number_increment
        numbers = range(start, start + count * step, step)
        return [self.get_next_char(number) for number in numbers]

    def _peek_free_code(self):
        """Return the code that would be given next, without drawing it.

        None where it cannot be told: with numbers by period, and where a long row of
        codes was typed before.
        """
        if not self or self.use_date_range:
            return None
        return next(iter(self._free_codes(self._ahead(PEEKED))), None)

    def _free_codes(self, codes):
        used = {
            text
            for (text,) in self.env.execute_query(
                SQL(
                    """
                    SELECT wanted.code
                      FROM unnest(%s::varchar[]) AS wanted (code)
                      JOIN customer_alias alias
                        ON alias.kind = 'code' AND upper(alias.value) =
                        upper(wanted.code)
                    """,
                    codes,
                )
            )
        }
        return [code for code in codes if code not in used]
