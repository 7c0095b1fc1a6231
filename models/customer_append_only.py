# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from odoo import models
from odoo.exceptions import UserError
from odoo.tools import SQL

FUNCTION = "customer_care_append_only"


class CustomerAppendOnly(models.AbstractModel):
    """Rows that are written once: refused here, and by PostgreSQL itself.

    PostgreSQL's trigger holds for whoever reaches the database by another way.
    `_log_access` must be off: `create_uid` is set to null when a user is deleted, and
    that would be a change.
    """

    _name = "customer.append.only"
    _description = "Rows that are written once"
    _log_access = False

    def init(self):
        super().init()
        if self._abstract:
            return
        self.env.cr.execute(
            SQL(
                """
                CREATE OR REPLACE FUNCTION %(function)s() RETURNS trigger AS $$
                BEGIN
                    RAISE EXCEPTION
                        '%% is written once: its rows are never changed or removed.',
                        TG_TABLE_NAME USING ERRCODE = 'check_violation';
                END
                $$ LANGUAGE plpgsql;
                CREATE OR REPLACE TRIGGER %(function)s
                    BEFORE UPDATE OR DELETE ON %(table)s
                    FOR EACH ROW EXECUTE FUNCTION %(function)s();
                CREATE OR REPLACE TRIGGER %(truncate)s
                    BEFORE TRUNCATE ON %(table)s
                    FOR EACH STATEMENT EXECUTE FUNCTION %(function)s();
                """,
                function=SQL.identifier(FUNCTION),
                truncate=SQL.identifier(f"{FUNCTION}_truncate"),
                table=SQL.identifier(self._table),
            )
        )

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    def unlink(self):
        self._refuse_change()
        return super().unlink()

    def _refuse_change(self):
        raise UserError(
            self.env._(
                "%s is written once: its rows are never changed or removed.",
                self.env["ir.model"]._get(self._name).name,
            )
        )


def drop_triggers(env):
    """The function goes with the addon, and takes its triggers along."""
    env.cr.execute(
        SQL("DROP FUNCTION IF EXISTS %s() CASCADE", SQL.identifier(FUNCTION))
    )
