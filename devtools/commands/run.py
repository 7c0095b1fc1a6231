"""./dev run: the web client with demo data on 127.0.0.1."""

from __future__ import annotations

import argparse

from .. import demo, ports, server
from ..database import Databases
from ..environment import ready

WELCOME = """
Customer Care is running.

  Address   http://{host}:{port}
  Login     admin
  Password  admin

Click Customer Care in the menu at the top left: the Actions Center opens with the
customers to remind from yesterday to seven days ahead. Select some, and e-mail them
or mark them done. (All sending is stopped, so no message leaves this machine; what
you send stays planned until Communication → Stop or start sending starts it.)
docs/guide has a first job of ten minutes for a shop's counter, a clinic and a garage.

Ctrl-C stops everything.
"""


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="./dev run", description=__doc__)
    parser.add_argument("--port", type=int, default=8069, help="default: 8069")
    port = parser.parse_args(arguments).port
    ports.require(port)
    with ready() as environment:
        demo.ensure(Databases(environment))
        ports.require(port)
        level = "--log-level=warn"
        with server.running(environment, demo.NAME, port, level) as child:
            print(WELCOME.format(host=ports.HOST, port=port), flush=True)
            return child.wait()
