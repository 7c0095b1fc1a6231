"""./dev odoo ARGS: the Odoo launcher in our environment, with our configuration."""

from __future__ import annotations

from ..environment import ready
from ..process import foreground


def run(arguments: list[str]) -> int:
    with ready() as environment:
        command = [*environment.launcher, *arguments]
        return foreground(command, environment.environ, group=False)
