"""Labels and letters of the scenario ``outputs``."""

import io
from time import perf_counter

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from odoo.addons.customer_care.tools.label_pdf import write_labels

from . import outputs_list

LABELS, LABELS_PER_SECOND = 100_000, 4_000
LETTERS, LETTERS_MB = 10_000, 1024
FORMAT = "customer_care.label_l7160"


def measure(bench, shop):
    _labels(bench, shop)
    _letters(bench, shop)


def _purpose(env):
    """Return what everybody may be written for."""
    return env.ref("customer_care.purpose_service").id


def _labels(bench, shop):
    """Draw labels whose rows are read, beside a loop that only draws strings."""
    env = bench.env
    run = outputs_list.frozen(
        bench, shop, min(LABELS, bench.customers), purpose_id=_purpose(env)
    )
    labels = [
        [name, *lines]
        for batch in run._addressees()
        for _recipient, _partner, name, lines, _lang in batch
    ]
    form = env.ref(FORMAT)
    sheet, face = form._sheet(), form._paper_face()
    ours, _bare = bench.compare(
        f"draw {len(labels):,} labels, bare reportlab loop",
        lambda: write_labels(io.BytesIO(), sheet, face, labels),
        lambda: _bare_loop(sheet, labels),
        repeat=1,
    )
    speed = len(labels) / ours.seconds
    bench.check(
        f"{speed:,.0f} labels a second",
        speed >= LABELS_PER_SECOND,
        f">= {LABELS_PER_SECOND:,} a second",
    )
    made = bench.figure(
        f"{len(labels):,} labels: gate, addresses, outbox and files",
        run._output_labels,
        repeat=1,
    )
    bench.memory(f"memory of {len(labels):,} labels", made)


def _bare_loop(sheet, labels):
    canvas = Canvas(io.BytesIO(), pagesize=(210 * mm, 297 * mm))
    for number, lines in enumerate(labels):
        place = number % sheet.count
        if number and not place:
            canvas.showPage()
        x, y = sheet.corner(place)
        for row, line in enumerate(lines):
            canvas.drawString(x * mm, (297 - y - 5 * row) * mm, line)
    canvas.save()


def _letters(bench, shop):
    """Make letters, and see how far that is while it goes on."""
    env = bench.env
    count = min(LETTERS, bench.customers // 100)
    text = env["mail.template"].create(
        {
            "name": "Bench letter",
            "model_id": env["ir.model"]._get_id("res.partner"),
            "subject": "For {{ object.name }}",
            "body_html": '<p>Dear <t t-out="object.name"/>, come by.</p>',
        }
    )
    run = outputs_list.frozen(
        bench, shop, count, letter_template_id=text.id, purpose_id=_purpose(env)
    )
    shown = []
    keep = type(run)._commit_output

    def commit(self, output, place):
        shown.append((place, perf_counter()))
        return keep(self, output, place)

    type(run)._commit_output = commit
    try:
        made = bench.figure(f"{count:,} letters", run._output_letters, repeat=1)
    finally:
        type(run)._commit_output = keep
    bench.memory(f"memory of {count:,} letters", made, LETTERS_MB)
    bench.check(f"shown {len(shown)} times how far it is", len(shown) > 1)
