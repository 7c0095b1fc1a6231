"""System packages: what is missing, and how it gets installed."""

from __future__ import annotations

import contextlib
import glob
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from . import process
from .cache import Cache
from .console import Failure, step

CREATE_CLUSTER = Path("/etc/postgresql-common/createcluster.d/customer-care.conf")
CHROMIUM = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


def postgres_bin() -> Path | None:
    """The newest PostgreSQL server's programs; Debian keeps them off the PATH."""
    found = glob.glob("/usr/lib/postgresql/*/bin/initdb")
    found.sort(key=lambda path: int(path.split("/")[4]))
    if found:
        return Path(found[-1]).parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def chromium() -> str | None:
    """The browser Odoo's own tests would take."""
    return next(filter(None, map(shutil.which, CHROMIUM)), None)


def _font() -> bool:
    return bool(glob.glob("/usr/share/fonts/**/DejaVuSans.ttf", recursive=True))


def _venv() -> bool:
    return bool(importlib.util.find_spec("ensurepip"))


def _which(name: str) -> Callable[[], bool]:
    return lambda: bool(shutil.which(name))


NEEDED: dict[str, Callable[[], object]] = {
    "postgresql": postgres_bin,
    "chromium": chromium,
    "wkhtmltopdf": _which("wkhtmltopdf"),
    "gettext": _which("msgfmt"),
    "poppler-utils": _which("pdftoppm"),
    "fonts-dejavu-core": _font,
    f"python3.{sys.version_info[1]}-venv": _venv,
}


def missing(needed: dict[str, Callable[[], object]] = NEEDED) -> list[str]:
    """Packages whose programs do not answer, however they were installed."""
    return [package for package, present in needed.items() if not present()]


def install_command(packages: list[str]) -> list[str]:
    return ["apt-get", "install", "-y", "--no-install-recommends", *packages]


def ensure(cache: Cache) -> None:
    """Install what is missing, or say in one sentence which command would."""
    packages = missing()
    if not packages:
        return
    prefix = _privilege()
    if prefix is None or not shutil.which("apt-get"):
        raise Failure(refusal(packages))
    with cache.lock("apt"), step(1, f"System packages: {', '.join(packages)}"):
        with _no_system_cluster(packages, prefix):
            log = cache.log("apt")
            # What an interrupted run left unconfigured would stop apt.
            _apt([*prefix, "dpkg", "--configure", "-a"], log, packages)
            _apt([*prefix, "apt-get", "update"], log, packages)
            _apt([*prefix, *install_command(packages)], log, packages)
    if left := missing():
        raise Failure(refusal(left))


def refusal(packages: list[str]) -> str:
    """The sentence for a person without the right to install."""
    command = " ".join(install_command(packages))
    return (
        f"Missing system packages: {', '.join(packages)}. Run "
        f"`sudo apt-get update && sudo {command}`, then the same command again."
    )


def _privilege() -> list[str] | None:
    """How to become root without a question, if there is a way."""
    if os.getuid() == 0:
        return []
    if shutil.which("sudo"):
        probe = subprocess.run(["sudo", "-n", "true"], capture_output=True)
        if not probe.returncode:
            return ["sudo", "-n"]
    return None


def _apt(command: list[str], log: Path, packages: list[str]) -> None:
    if command[:1] == ["sudo"]:
        command = [*command[:2], "DEBIAN_FRONTEND=noninteractive", *command[2:]]
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    process.logged(
        command, log, "Installing system packages", refusal(packages), env=env
    )


@contextlib.contextmanager
def _no_system_cluster(packages: list[str], prefix: list[str]) -> Iterator[None]:
    """Keep Debian from creating and starting a cluster nobody asked for.

    ``postgresql-common`` reads this folder when a server package is configured; the
    setting goes away again, since later installations are none of our business.
    """
    if "postgresql" not in packages:
        yield
        return
    script = f"mkdir -p {CREATE_CLUSTER.parent} && cat > {CREATE_CLUSTER}"
    text = b"create_main_cluster = false\n"
    subprocess.run([*prefix, "sh", "-c", script], input=text, check=True)
    try:
        yield
    finally:
        subprocess.run([*prefix, "rm", "-f", str(CREATE_CLUSTER)], check=False)
