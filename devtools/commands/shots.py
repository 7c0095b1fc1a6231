"""./dev shots DIR: screenshots of the screens listed in devtools/shots.json."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from .. import ports, server, system
from ..cache import ROOT
from ..console import Failure, say
from ..database import DEMO, Databases
from ..environment import ready
from ..process import foreground

BROWSER = ROOT / "devtools" / "shots_browser.py"
SCREENS = ROOT / "devtools" / "shots.json"


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev shots", description=__doc__)
    parser.add_argument("folder", metavar="DIR", type=Path)
    parser.add_argument("--only", metavar="NAME,NAME", default="", help="just these")
    parser.add_argument(
        "--width", metavar="PIXELS", type=int, help="of the window, of all screens"
    )
    options = parser.parse_args(arguments)
    options.folder.mkdir(parents=True, exist_ok=True)
    with ready() as environment:
        databases = Databases(environment)
        databases.sweep()
        name = f"cc_shots_{os.getpid()}"
        try:
            databases.create(name, DEMO)
            port = ports.free()
            quiet = ("--max-cron-threads=0", "--log-level=error")
            with server.running(environment, name, port, *quiet):
                code = _shoot(environment, port, options)
        finally:
            databases.drop(name)
    if code:
        raise Failure("Not every screen could be shot; see above.")
    say(f"The screenshots are in {options.folder}.")
    return 0


def _shoot(environment, port: int, options: argparse.Namespace) -> int:
    """The browser is driven from our environment, which has playwright."""
    browser = system.chromium()
    command = [environment.python, BROWSER, SCREENS, options.folder.resolve()]
    command += [f"http://{ports.HOST}:{port}", browser, options.only]
    if options.width:
        command.append(str(options.width))
    return foreground(command, environment.environ)
