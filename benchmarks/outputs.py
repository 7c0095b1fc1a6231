"""One search, every way out: counting, freezing, files, paper, e-mails.

Run with ``./dev bench outputs --customers 1000000``: an invoice line for each customer.
Beside each stand the bare floor (the same SQL or COPY without us) or core's export and
mass composer, on the same rows in the same run.
"""

import io
from types import SimpleNamespace
from unittest.mock import patch

from odoo.addons.web.controllers import export

from . import outputs_data, outputs_list, outputs_mail, outputs_paper

SHEET_ROWS = 100_000
CORE_ROWS = 10_000
REPORT_ROWS = 20_000
MEMORY = 300


def run(bench):
    shop = outputs_data.prepare(bench)
    outputs_list.counting(bench, shop)
    whole = outputs_list.freezing(bench, shop)
    _csv(bench, shop, whole)
    some = outputs_list.frozen(bench, shop, min(SHEET_ROWS, bench.customers))
    _xlsx(bench, some)
    _others(bench, shop)
    outputs_mail.measure(bench, shop)
    outputs_paper.measure(bench, shop)


def _csv(bench, shop, run):
    """The whole list as CSV, against COPY of the same columns into nothing."""
    names = ", ".join(f"p.{name}" for name in outputs_list.COLUMNS[:-1])
    copied = (
        f"COPY (SELECT {names}, c.name->>'en_US',"
        " r.refusal_email, r.refusal_sms, r.refusal_post"
        " FROM customer_search_recipient r JOIN res_partner p ON p.id = r.row_id"
        " LEFT JOIN res_country c ON c.id = p.country_id"
        f" WHERE r.run_id = {run.id} AND r.sequence > 0 ORDER BY r.sequence)"
        " TO STDOUT WITH (FORMAT csv)"
    )
    ours, _bare = bench.compare(
        f"CSV of {shop.count:,} rows of 10 columns, COPY",
        lambda: run._output_csv(),
        lambda: bench.env.cr.copy_expert(copied, _Nothing()),
        at_most=4,
        repeat=2,
    )
    bench.memory("memory of the CSV", ours, MEMORY)


def _xlsx(bench, run):
    count = run._last_place()
    ours = bench.figure(f"XLSX of {count:,} rows", lambda: run._output_xlsx(), repeat=1)
    bench.memory("memory of the XLSX", ours, MEMORY)
    against_core(bench, run, "of")


def against_core(bench, run, which):
    """CSV and XLSX of a list, against core's export of its first rows, scaled."""
    count = run._last_place()
    share = min(CORE_ROWS, count)
    records = run._row_model().browse(row[3] for row in run._list(0, share))
    for label, output, writer in (
        ("CSV", run._output_csv, export.CSVExport),
        ("XLSX", run._output_xlsx, export.ExcelExport),
    ):
        bench.compare(
            f"{label} {which} {count:,} rows, core's export of {share:,} scaled",
            output,
            lambda writer=writer: _core_export(bench.env, records, writer),
            at_least=5,
            repeat=2,
            scale=count / share,
        )


def _core_export(env, records, writer):
    """Do what core's export does, without the request around it."""
    names = list(outputs_list.COLUMNS)
    fields = [{"type": records._fields[name].type} for name in names]
    rows = records.export_data(names)["datas"]
    with patch.object(export, "request", SimpleNamespace(env=env)):
        return writer().from_data(fields, names, rows)


def _others(bench, shop):
    run = outputs_list.frozen(bench, shop, min(REPORT_ROWS, bench.customers))
    count = run._last_place()
    for label, output in (
        ("report of", run._output_report),
        ("vCards of", run._output_vcard),
    ):
        made = bench.figure(f"{label} {count:,} rows", output, repeat=1)
        bench.memory(f"memory of the {label} {count:,}", made, MEMORY)


class _Nothing(io.RawIOBase):
    """Takes what is written and forgets it."""

    def write(self, data):
        return len(data)
