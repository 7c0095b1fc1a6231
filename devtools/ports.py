"""Ports: whether one is free, and one that is."""

from __future__ import annotations

import socket
import time
import urllib.error
import urllib.request

from .console import Failure

HOST = "127.0.0.1"


def require(port: int) -> None:
    """Fail early, before long steps, when a port cannot be had."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise Failure(
                f"Port {port} on {HOST} is taken or not allowed: choose another one, "
                f"for example `./dev run --port {8069 if port != 8069 else 8169}`."
            ) from error


def free() -> int:
    """A port nobody listens on right now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def wait_for(url: str, alive, seconds: int = 180) -> bool:
    """Whether a server answers before it dies or the patience ends."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and alive():
        try:
            with urllib.request.urlopen(url, timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            time.sleep(0.3)
    return False
