"""The Python environment: pinned packages, built once for each set of pins."""

from __future__ import annotations

import hashlib
import shutil
import sys
from pathlib import Path

from . import process
from .cache import ROOT, Cache
from .console import step

PINS = ("requirements.txt", "requirements-dev.txt")
ALONE = "devtools/requirements-alone.txt"
HINT = (
    "If the network was interrupted, run the same command again: what pip already "
    "has is not fetched twice."
)


def stamp(root: Path = ROOT) -> str:
    """Names an environment by its Python and its pins."""
    digest = hashlib.sha256(f"{sys.version_info[:3]} {sys.prefix}".encode())
    for name in (*PINS, ALONE):
        digest.update((root / name).read_bytes())
    return digest.hexdigest()[:12]


def ensure(cache: Cache) -> Path:
    """The environment's Python; a half-built one is thrown away."""
    folder = cache.folder / "venv" / stamp()
    python = folder / "bin" / "python"
    ready = folder / "ready"
    if not ready.exists():
        with cache.lock("venv"):
            if not ready.exists():
                with step(3, "Python packages"):
                    _build(cache, folder, python)
                ready.touch()
    return python


def ensure_aside(cache: Cache, pins: str) -> Path:
    """The folder of an environment with exactly what a file of pins names."""
    text = (ROOT / pins).read_bytes()
    digest = hashlib.sha256(f"{sys.version_info[:3]}".encode() + text)
    folder = cache.folder / "venv" / f"aside-{digest.hexdigest()[:12]}"
    ready = folder / "ready"
    with cache.lock("venv"):
        if not ready.exists():
            shutil.rmtree(folder, ignore_errors=True)
            log = cache.log("venv")
            create = [sys.executable, "-m", "venv", folder]
            process.logged(create, log, "Creating a Python environment")
            install = [folder / "bin" / "python", "-m", "pip", "install", "--no-deps"]
            command = [*install, "--disable-pip-version-check", "-r", ROOT / pins]
            process.logged(command, log, "Installing Python packages", HINT)
            ready.touch()
    return folder


def _build(cache: Cache, folder: Path, python: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    log = cache.log("venv")
    create = [sys.executable, "-m", "venv", folder]
    process.logged(create, log, "Creating the Python environment")
    install = [python, "-m", "pip", "install", "--disable-pip-version-check"]
    pinned = [part for name in PINS for part in ("-r", ROOT / name)]
    for further in (pinned, ["--no-deps", "-r", ROOT / ALONE]):
        process.logged([*install, *further], log, "Installing Python packages", HINT)
