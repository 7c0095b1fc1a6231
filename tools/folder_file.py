# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""Files in a folder that other programs watch: whole or not at all."""

import contextlib
import os
import re
import shutil
from pathlib import Path
from typing import BinaryIO

UNFIT = re.compile(r'[\x00-\x1f\x7f\\/:*?"<>|]+')
# What ext4, NTFS and SMB take, less the mark of what is being written.
LONGEST = 200


def fit_name(name: str) -> str:
    """Return a name that is a file of the folder itself, whatever was asked for.

    >>> fit_name("../../etc/passwd")
    'etc passwd'
    >>> fit_name(".."), fit_name("")
    ('file', 'file')
    >>> fit_name(".hidden.csv"), fit_name("a\\x00b/../c.csv ")
    ('hidden.csv', 'a b .. c.csv')
    >>> len(fit_name("ż" * 300 + ".csv").encode()), fit_name("ż" * 300 + ".csv")[-5:]
    (200, 'ż.csv')
    """
    name = " ".join(UNFIT.sub(" ", name).split()).lstrip(". ")
    stem, dot, end = name.rpartition(".")
    if not dot:
        stem, end = name, ""
    room = LONGEST - len(f"{dot}{end}".encode())
    stem = stem.encode()[: max(room, 0)].decode(errors="ignore").rstrip(" ")
    return f"{stem}{dot}{end}" if stem else "file"


def write_whole(folder: str | Path, name: str, source: BinaryIO) -> str:
    """Copy a file into a folder, at once and durably; return its path.

    Whoever watches the folder never sees a part of it: it is written under a name that
    begins with a dot, and gets its own when it is there. What has that name is
    replaced, so that what is written twice is there once. A link that somebody put
    there is replaced, not followed.

    >>> import io, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = write_whole(folder, "../a.csv", io.BytesIO(b"1;2"))
    ...     (Path(path).parent == Path(folder), os.listdir(folder))
    ...     Path(path).read_bytes()
    (True, ['a.csv'])
    b'1;2'
    """
    name = fit_name(name)
    target, part = Path(folder) / name, Path(folder) / f".{name}.part"
    part.unlink(missing_ok=True)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        with os.fdopen(os.open(part, flags, 0o640), "wb") as file:
            shutil.copyfileobj(source, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    _sync_folder(folder)
    return str(target)


def _sync_folder(folder: str | Path) -> None:
    """Let the new name last, where the system can."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        with contextlib.suppress(OSError):
            os.fsync(handle)
    finally:
        os.close(handle)
