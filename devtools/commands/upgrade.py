"""./dev upgrade REF: update a database of an older version, and compare it."""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

from ..cache import ADDON, ROOT, Cache
from ..console import Failure, say, step
from ..database import DEMO, Databases
from ..environment import Environment, configure, ready
from ..process import output

SHOP = ROOT / "benchmarks" / "upgrade_shop.py"
CHECK = """
from odoo.addons.customer_care.benchmarks import upgrade_check
upgrade_check.main(env, {fresh!r}, {before!r}, {target!r})
"""
COMPLAINT = re.compile(r"^[\d-]+ [\d:,]+ \d+ (?:WARNING|ERROR|CRITICAL) .*$", re.M)
# What Odoo says of these files whenever they are loaded, also by an installation: it is
# about their style, and the update has no part in it.
ALWAYS = re.compile(
    r"have the same label|\(class alert-\*\) must have|fa class .* must have title"
    r"|have no access rules in module"
)
LOG = "log of the update"
SHOWN = 12


def run(arguments: list[str]) -> int:
    options = _parse(arguments)
    commit = resolve(options.ref)
    with ready() as environment:
        Databases(environment).sweep()
        past = Past(environment, commit)
        return judge(past.updated(options.keep))


class Past:
    """The addon as it was at a commit, and what becomes of its database."""

    def __init__(self, environment: Environment, commit: str) -> None:
        self.env = environment
        self.now = Databases(environment)
        self.sources = fetch(environment.cache, commit)
        config = configure(
            environment.cache, environment.odoo, environment.cluster, self.sources
        )
        self.then = Databases(replace(environment, config=config))
        self.name = f"cc_upgrade_{os.getpid()}"
        self.fresh = f"cc_upgrade_fresh_{os.getpid()}"

    def updated(self, keep: bool = False) -> dict[str, list[str]]:
        """Make the older database, work in it, update it: {kind: findings}."""
        try:
            flavour = replace(DEMO, root=self.sources)
            self.then.create_without_addon(self.name, flavour)
            with step(
                6, f"Installing {ADDON} as at {self.sources.name}, with demo data"
            ):
                self.then.install(self.name, [ADDON], demo=True)
            with step(6, "Work of a shop"):
                self.then.script(self.name, SHOP.read_text())
            with tempfile.TemporaryDirectory() as folder:
                return self._compared(Path(folder))
        finally:
            if keep:
                say(f"Kept: {self.name} and {self.fresh}, until the next ./dev upgrade")
            else:
                self.now.drop(self.name)
                self.now.drop(self.fresh)

    def _compared(self, folder: Path) -> dict[str, list[str]]:
        before, target = folder / "before.json", folder / "findings.json"
        command = [self.env.python, "-m", "benchmarks.lifecycle_picture", self.name]
        before.write_text(output(command, env=self.env.environ, cwd=ROOT))
        with step(6, "Updating to the present files"):
            log = self.now.update(self.name, ADDON)
        self.now.create(self.fresh, DEMO)
        with step(6, "Comparing with a new database"):
            names = {"fresh": self.fresh, "before": str(before), "target": str(target)}
            self.now.script(self.name, CHECK.format(**names))
        return {LOG: complaints(log.read_text()), **json.loads(target.read_text())}


def resolve(ref: str) -> str:
    """The commit that a tag, branch or hash names."""
    command = ["git", "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}"]
    try:
        return output(command, cwd=ROOT)
    except subprocess.CalledProcessError as error:
        raise Failure(
            f"This checkout knows no commit {ref}: name a tag or a hash that "
            "`git log` shows; `git fetch --tags` brings those of others."
        ) from error


def fetch(cache: Cache, commit: str) -> Path:
    """The addon's files at a commit, in a folder of the cache."""
    folder = cache.folder / "sources" / commit[:12]
    with cache.lock("sources"):
        if not folder.exists():
            partial = folder.with_name(f"{folder.name}.partial")
            shutil.rmtree(partial, ignore_errors=True)
            partial.mkdir(parents=True)
            archive = partial / "archive.tar"
            output(["git", "archive", "-o", archive, commit], cwd=ROOT)
            output(["tar", "-xf", archive, "-C", partial])
            archive.unlink()
            partial.rename(folder)
    return folder


def complaints(log: str) -> list[str]:
    """What Odoo warned of, without the time and the process."""
    lines = [line.split(" ", 3)[3] for line in COMPLAINT.findall(log)]
    return [line for line in lines if not ALWAYS.search(line)]


def judge(found: dict[str, list[str]]) -> int:
    """Print what was compared, and what is not as it should be."""
    for kind, findings in found.items():
        say(f"{kind:<36} {'ok' if not findings else f'{len(findings)} WRONG'}")
        for finding in findings[:SHOWN]:
            say(f"    {finding}")
        if len(findings) > SHOWN:
            say(f"    … and {len(findings) - SHOWN} more")
    if any(found.values()):
        raise Failure("The update did not leave what an installation makes; see above.")
    return 0


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev upgrade", description=__doc__)
    parser.add_argument("ref", metavar="REF", help="a tag, branch or commit")
    parser.add_argument(
        "--keep", action="store_true", help="leave both databases, to look at them"
    )
    return parser.parse_args(arguments)
