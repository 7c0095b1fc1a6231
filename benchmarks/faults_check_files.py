"""What was exported: files are whole or not there, and hold everybody once."""

import csv
import hashlib
import io
import re
import subprocess
from collections import Counter, defaultdict

NAME = re.compile(r"^[RMWBL] \d+$", re.MULTILINE)


def _whole(world):
    """Each file that is kept is on the disk, as it was written."""
    found, files = [], _files(world)
    for file in files:
        if file["data"] is None:
            found.append(f"file {file['id']} of run {file['run']} is gone")
        elif hashlib.sha1(file["data"]).hexdigest() != file["checksum"]:  # noqa: S324
            found.append(f"file {file['id']} of run {file['run']} is torn")
    return len(files), found


def _complete(world):
    """A run that is done has each customer of its list in its files once."""
    runs = world.sql(
        """SELECT r.id, r.state, coalesce(r.outputs, ''), coalesce(r.error, ''),
                  (SELECT count(*) FROM customer_search_recipient
                    WHERE run_id = r.id AND sequence > 0),
                  (SELECT count(*) FROM customer_search_recipient
                    WHERE run_id = r.id AND sequence > 0
                      AND coalesce(refusal_post, '') = '')
             FROM customer_search_run r"""
    )
    made = defaultdict(list)
    for file in _files(world):
        if file["data"]:
            made[file["run"], file["output"]].append(file["data"])
    found = []
    for run, state, outputs, error, listed, by_post in runs:
        if state != "done":
            found.append(f"run {run} is {state}: {error}")
            continue
        for output in set(outputs.split(",")) & READERS.keys():
            wanted = by_post if output == "labels" else listed
            names = Counter(
                name for data in made[run, output] for name in READERS[output](data)
            )
            if len(names) != wanted or set(names.values()) - {1}:
                found.append(
                    f"run {run}, {output}: {len(names)} of {wanted},"
                    f" {names.most_common(1)}"
                )
    return len(runs), found


def _written_once(world):
    """Of each run nobody has two rows of a channel, merged or not."""
    twice = world.sql(
        """SELECT occurrence, channel, count(*) FROM customer_message
            WHERE source LIKE 'customer.search.run,%%'
         GROUP BY 1, 2 HAVING count(*) > 1"""
    )
    [[count]] = world.sql(
        "SELECT count(*) FROM customer_message"
        " WHERE source LIKE 'customer.search.run,%%'"
    )
    return count, [str(row) for row in twice]


def _files(world):
    folder = world.victims.cache.filestore / world.victims.database
    rows = world.sql(
        """SELECT f.id, f.run_id, f.output, a.checksum, a.store_fname
             FROM customer_search_file f
        LEFT JOIN ir_attachment a ON a.id = f.attachment_id"""
    )
    files = []
    for file_id, run, output, checksum, name in rows:
        path = folder / (name or "-")
        data = path.read_bytes() if path.exists() else None
        files.append(
            {
                "id": file_id,
                "run": run,
                "output": output,
                "checksum": checksum,
                "data": data,
            }
        )
    return files


def _csv(data):
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    return [row[0] for row in rows[1:]]


def _xlsx(data):
    from openpyxl import load_workbook

    sheet = load_workbook(io.BytesIO(data), read_only=True).worksheets[0]
    found = [str(row[0]) for row in sheet.iter_rows(values_only=True)]
    return [name for name in found if NAME.match(name)]


def _vcard(data):
    return re.findall(r"^FN:(.*?)\r?$", data.decode(), re.MULTILINE)


def _labels(data):
    text = subprocess.run(["pdftotext", "-", "-"], input=data, capture_output=True)
    return NAME.findall(text.stdout.decode())


READERS = {"csv": _csv, "xlsx": _xlsx, "vcard": _vcard, "labels": _labels}
FILES = (
    ("Files that are kept are whole", _whole),
    ("Runs are done, with everybody once in each file", _complete),
    ("No run wrote to anybody twice", _written_once),
)
