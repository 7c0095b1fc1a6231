"""Splink's prediction over given candidates, in a process and environment of its own.

    python duplicates_splink.py customers.csv keys.csv

Prints seconds, peak megabytes and the number of pairs as JSON. Only `predict()` is
timed: reading the data is not, building the keys is not.
"""

import json
import re
import resource
import sys
import time
from pathlib import Path

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def main(customers: str, keys: str) -> None:
    # Odoo bounds the address space of its processes; this is not Splink's bound
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
    connection = duckdb.connect()
    connection.execute(
        f"""
        CREATE TABLE customers AS
        SELECT c.*, coalesce(k.keys, []) AS keys
          FROM read_csv('{customers}', all_varchar = true, header = true) c
          LEFT JOIN (SELECT id, list(h) AS keys
                       FROM read_csv('{keys}', all_varchar = true, header = true)
                      GROUP BY id) k ON k.id = c.unique_id
        """
    )
    api = DuckDBAPI(connection=connection)
    comparisons = [
        cl.JaroWinklerAtThresholds("first", [0.9, 0.8]),
        cl.JaroWinklerAtThresholds("last", [0.9, 0.8]),
        cl.LevenshteinAtThresholds("birth_date", [1, 2]),
        cl.ExactMatch("phone"),
        cl.ExactMatch("email"),
        cl.JaroWinklerAtThresholds("street", [0.9]),
        cl.ExactMatch("zip"),
    ]
    settings = SettingsCreator(
        link_type="dedupe_only",
        comparisons=comparisons,
        blocking_rules_to_generate_predictions=[
            block_on("keys", arrays_to_explode=["keys"])
        ],
    )
    linker = Linker(api.register("customers"), settings)
    start = time.perf_counter()
    found = linker.inference.predict(threshold_match_probability=0.5)
    seconds = time.perf_counter() - start
    [(count,)] = connection.execute(
        f"SELECT count(*) FROM {found.physical_name}"
    ).fetchall()
    peak = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
    print(
        "ANSWER "
        + json.dumps({"seconds": seconds, "peak_mb": peak / 1024, "pairs": count})
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
