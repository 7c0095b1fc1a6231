"""./dev shell NAME: run the script on stdin (or type) in Odoo's shell."""

from __future__ import annotations

import argparse

from ..console import Failure
from ..database import Databases, check_name
from ..environment import ready
from ..process import foreground


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev shell", description=__doc__)
    parser.add_argument("name", metavar="NAME")
    options, further = parser.parse_known_args(arguments)
    name = check_name(options.name)
    with ready() as environment:
        if not Databases(environment).exists(name):
            raise Failure(f"There is no database {name}; ./dev db {name} creates it.")
        command = [*environment.launcher, "shell", "-d", name, "--no-http"]
        command += ["--log-level=error", *further]
        return foreground(command, environment.environ, group=False)
