# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""The calendar day of a point in time, reckoned by PostgreSQL."""

from odoo.tools import SQL


def local_day(moment: SQL, tz: SQL | str) -> SQL:
    """Return an expression for the day of ``moment``, in UTC, in a time zone.

    >>> local_day(SQL("sent_at"), "Europe/Warsaw").code
    "(sent_at AT TIME ZONE 'UTC' AT TIME ZONE %s)::date"
    """
    return SQL("(%s AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", moment, tz)


def company_day(moment: SQL, company: SQL) -> SQL:
    """Return the day of ``moment`` where a company is; that of UTC without one.

    >>> day = company_day(SQL("t.date_order"), SQL("t.company_id")).code
    >>> "coalesce((SELECT seat.tz" in day, "t.company_id), 'UTC'))::date" in day
    (True, True)
    """
    tz = SQL(
        "coalesce((SELECT seat.tz FROM res_company office"
        " JOIN res_partner seat ON seat.id = office.partner_id"
        " WHERE office.id = %s), 'UTC')",
        company,
    )
    return local_day(moment, tz)
