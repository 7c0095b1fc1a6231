"""A name for the state of the addon's sources, so that templates can be reused."""

from __future__ import annotations

import ast
import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from .cache import ROOT

# What Odoo never loads at an installation.
ASIDE = {"tests", "devtools", "benchmarks", "docs", "doc", "readme", "dev"}
ASIDE_BELOW = {"__pycache__", "node_modules"}
SUFFIXES_ASIDE = {".pot", ".md", ".rst", ".toml", ".orig", ".rej", ".swp"}
DEPENDS = ["contacts", "sale_management", "sale_loyalty", "calendar", "sms"]


def loaded(root: Path = ROOT) -> Iterator[Path]:
    """Every file an installation may read, in a stable order."""
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        aside = ASIDE if here == root else ASIDE_BELOW
        folders[:] = sorted(
            name
            for name in folders
            if name not in aside | ASIDE_BELOW
            and not name.startswith(".")
            and not (name == "tests" and here == root / "static")
        )
        for name in sorted(files):
            if name.startswith(".") or name.endswith("~"):
                continue
            if here == root and not name.endswith(".py"):
                continue
            if Path(name).suffix not in SUFFIXES_ASIDE:
                yield here / name


def digest(root: Path = ROOT) -> str:
    """A hash over names and contents; a file that vanishes meanwhile is skipped."""
    total = hashlib.sha256()
    for path in loaded(root):
        try:
            content = path.read_bytes()
        except OSError:
            continue
        total.update(f"{path.relative_to(root)}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()[:12]


def depends(root: Path = ROOT) -> list[str]:
    """The manifest's dependencies, sorted; the known ones before there is any."""
    try:
        manifest = ast.literal_eval((root / "__manifest__.py").read_text())
    except (OSError, ValueError, SyntaxError):
        return sorted(DEPENDS)
    return sorted(manifest.get("depends", DEPENDS))
