"""./dev db NAME: a database with the addon installed."""

from __future__ import annotations

import argparse

from ..cache import ADDON
from ..console import Failure, say, step
from ..database import BARE, DEMO, Databases, check_name
from ..environment import ready


def run(arguments: list[str]) -> int:
    options = _parse(arguments)
    name = check_name(options.name)
    with ready() as environment:
        databases = Databases(environment)
        if databases.exists(name):
            if not options.replace:
                raise Failure(f"{name} exists; --replace drops it and starts afresh.")
            databases.drop(name)
        create(databases, name, options.demo, options.modules)
    say(f"{name} is ready: ./dev shell {name}, ./dev odoo -d {name}")
    return 0


def create(databases: Databases, name: str, demo: bool, further: list[str]) -> None:
    """Copy a template, or install when further addons are wished for."""
    if not further:
        databases.create(name, DEMO if demo else BARE)
        return
    partial = f"{name}_partial"
    databases.drop(partial)
    with step(6, f"Database {name}"):
        databases.install(partial, [ADDON, *further], demo)
    databases.rename(partial, name)


def _parse(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./dev db", description=__doc__)
    parser.add_argument("name", metavar="NAME")
    parser.add_argument("--demo", action="store_true", help="with demo data")
    parser.add_argument(
        "--with",
        dest="modules",
        metavar="MOD,MOD",
        type=lambda text: [part for part in text.split(",") if part],
        default=[],
        help="further Odoo addons to install",
    )
    parser.add_argument(
        "--replace", action="store_true", help="drop a database of that name first"
    )
    return parser.parse_args(arguments)
