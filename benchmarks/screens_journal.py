"""What was asked of each screen already, kept in the database itself.

A round among a million customers takes hours. One that was stopped goes on where it
was, if its database was kept; one that came to its end begins anew. To begin anew
before that: ``DROP TABLE customer_bench_screens``.
"""

from dataclasses import dataclass

TABLE = "customer_bench_screens"


@dataclass
class Asked:
    """One request and what it took; ``error`` where it was refused or failed."""

    label: str
    kind: str
    seconds: float = 0.0
    queries: int = 0
    error: str = ""


class Journal:
    """The requests of one round by screen."""

    def __init__(self, side, name):
        self.side, self.name = side, name
        self._execute(
            f"CREATE TABLE IF NOT EXISTS {TABLE} (id serial PRIMARY KEY, round varchar,"
            " screen varchar, label varchar, kind varchar, seconds float, queries int,"
            " error varchar)"
        )

    def read(self, screen):
        """Return what was asked of a screen; nothing when it was not its turn yet."""
        rows = self._execute(
            f"SELECT label, kind, seconds, queries, error FROM {TABLE}"
            " WHERE round = %s AND screen = %s ORDER BY id",
            [self.name, screen],
        )
        return [Asked(*row) for row in rows]

    def write(self, screen, done):
        """Keep all of a screen at once, so that half a screen is asked again."""
        for row in done:
            self._execute(
                f"INSERT INTO {TABLE} (round, screen, label, kind, seconds, queries,"
                " error) VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [self.name, screen, *vars(row).values()],
            )

    def end(self):
        """The next round is a new one."""
        self._execute(f"DELETE FROM {TABLE} WHERE round = %s", [self.name])

    def _execute(self, query, parameters=None):
        with self.side.env() as env:
            env.cr.execute(query, parameters)
            return env.cr.fetchall() if env.cr.description else []
