# Part of Customer Care. See LICENSE file for full copyright and licensing details.
from contextlib import contextmanager
from types import SimpleNamespace


@contextmanager
def counted(env):
    """Count the queries of a block that begins with no record in memory.

    What the block leaves to be written is not among them, unless it flushes itself:
    `with counted(self.env) as queries: …`, afterwards `queries.number`.
    """
    env.flush_all()
    env.invalidate_all()
    queries = SimpleNamespace(number=None)
    start = env.cr.sql_log_count
    yield queries
    queries.number = env.cr.sql_log_count - start
