"""Pins compared with a copy of the Python Packaging Advisory Database.

Runs by itself in the environment of requirements-audit.txt, which has PyYAML.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import yaml
from packaging.utils import canonicalize_name, canonicalize_version
from packaging.version import Version

UNREADABLE = (AttributeError, LookupError, TypeError, ValueError, yaml.YAMLError)


def compare(folder: Path, pins: list[tuple[str, str]]) -> dict:
    """What is known of pins: faults, how much was read, its newest date."""
    known, days, unread = [], [], []
    for name, version in pins:
        name = canonicalize_name(name)
        for path in sorted((folder / "vulns" / name).glob("*.yaml")):
            try:
                # all values as text: a version such as 3.10 is no number
                loader = yaml.BaseLoader(path.read_text(encoding="utf-8"))
                advisory = loader.get_single_data()
                cures = fault(advisory, name, version)
                days.append(advisory["modified"])
            except UNREADABLE:
                unread.append(path.name)
                continue
            if cures is not None:
                cure = ", ".join(cures) or "no version yet"
                known.append(f"{name} {version}: {path.stem}, mended in {cure}")
    newest = max(days, default="")
    return {"known": known, "compared": len(days), "newest": newest, "unread": unread}


def fault(advisory: dict, name: str, version: str) -> list[str] | None:
    """The versions that mend it, when this one has it."""
    affected = [
        each
        for each in advisory["affected"]
        if canonicalize_name(each["package"]["name"]) == name
    ]
    listed = {
        canonicalize_version(at) for each in affected for at in each.get("versions", ())
    }
    ranges = [
        [pair for event in one["events"] for pair in event.items()]
        for each in affected
        for one in each.get("ranges", ())
        if one["type"] == "ECOSYSTEM"
    ]
    inside = [_within(events, Version(version)) for events in ranges]
    concerned = any(inside) or canonicalize_version(version) in listed
    if "withdrawn" in advisory or not concerned:
        return None
    cures = {at for events in ranges for kind, at in events if kind == "fixed"}
    return sorted(cures, key=Version)


def _within(events: list[tuple[str, str]], version: Version) -> bool:
    """Whether the last event up to a version says that it has the fault."""
    inside = False
    for kind, at in sorted(events, key=lambda event: Version(event[1])):
        if kind == "introduced":
            inside = inside or at == "0" or version >= Version(at)
        elif kind == "fixed":
            inside = inside and version < Version(at)
        elif kind == "last_affected":
            inside = inside and version <= Version(at)
    return inside


if __name__ == "__main__":
    print(json.dumps(compare(Path(sys.argv[1]), json.load(sys.stdin))))
