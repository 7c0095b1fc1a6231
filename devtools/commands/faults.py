"""./dev faults: kill the server and PostgreSQL at random, and check what is left."""

from __future__ import annotations

import argparse
import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..cache import ROOT, Cache
from ..console import Failure, say
from ..database import BARE, Databases, copy_filestore
from ..environment import Environment, configure, ready
from ..postgres import DURABLE, Cluster
from ..process import foreground, output

NAME = "cc_faults"


def run(arguments: list[str]) -> int:
    options = _parse(arguments)
    with ready() as environment, _aside(environment) as own:
        command = [own.python, "-m", "benchmarks.faults", own.cache.folder, NAME]
        command += [f"--kills={options.kills}", f"--seed={options.seed}"]
        command += [f"--customers={options.customers}"]
        code = foreground(command, own.environ, cwd=ROOT)
        if options.keep:
            log = own.cache.logs / "server.log"
            say(f"PGHOST={own.cluster.socket} PGUSER=odoo psql {NAME}; log: {log}")
            input("Enter ends it. ")
    if code:
        raise Failure("Not all of it held; see above.")
    return 0


@contextmanager
def _aside(shared: Environment) -> Iterator[Environment]:
    """An environment whose PostgreSQL nobody else uses, because it will be killed."""
    for left in shared.cache.folder.glob("faults-[0-9]*"):
        if not Path(f"/proc/{left.name.partition('-')[2]}").exists():
            shutil.rmtree(left)
    cache = Cache(shared.cache.folder / f"faults-{os.getpid()}")
    for folder in (cache.locks, cache.logs, cache.data):
        folder.mkdir(parents=True)
    cluster = Cluster(cache, DURABLE)
    try:
        with cluster.running():
            config = configure(cache, shared.odoo, cluster)
            own = Environment(cache, shared.odoo, shared.python, cluster, config)
            _copy(shared, own)
            yield own
    finally:
        shutil.rmtree(cache.folder, ignore_errors=True)
        shutil.rmtree(cluster.socket, ignore_errors=True)


def _copy(shared: Environment, own: Environment) -> None:
    """Carry a new database over to the other PostgreSQL."""
    databases, name = Databases(shared), f"cc_bench_faults_{os.getpid()}"
    dump = own.cache.folder / "dump"
    try:
        databases.create(name, BARE)
        command = ["pg_dump", "-Fc", "-Z0", "-f", dump, name]
        output(command, env=shared.environ)
        if databases.filestore(name).exists():
            copy_filestore(databases.filestore(name), Databases(own).filestore(NAME))
    finally:
        databases.drop(name)
    output(["createdb", NAME], env=own.environ)
    # nothing is killed yet: one commit is enough
    output(["pg_restore", "-O", "-1", "-d", NAME, dump], env=own.environ)
    dump.unlink()


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev faults", description=__doc__)
    parser.add_argument("--kills", type=int, default=50, help="default: 50")
    parser.add_argument(
        "--seed",
        type=int,
        default=random.SystemRandom().randrange(10_000),
        help="repeats a run: what is killed when",
    )
    parser.add_argument("--customers", type=int, default=4800, help="default: 4800")
    parser.add_argument(
        "--keep", action="store_true", help="wait at the end, to look at what is left"
    )
    return parser.parse_args(arguments)
