"""What somebody can ask of a search view: words in its fields, filters, groupings.

The client joins what is chosen as `search_model.js` does: filters between two
separators by OR, everything else by AND; what a screen is opened with stays chosen.
"""

import datetime
import re
from dataclasses import dataclass, field

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.fields import Domain
from odoo.tools import safe_eval
from odoo.tools.date_utils import end_of, start_of

TEXTS = ("char", "text", "html")
NUMBERS = ("integer", "float", "monetary")
WORD = re.compile(r"\w{4,}")
USUAL = "kowalska"


@dataclass
class Item:
    """A filter or a search field; ``group`` says what it is joined with by OR."""

    name: str
    kind: str  # field, filter, groupby
    label: str
    group: int
    domain: str = ""
    groupby: str = ""
    node: object = None


@dataclass
class Search:
    """The search view of a screen, read once."""

    env: object
    model: str
    described: dict
    items: list = field(default_factory=list)

    def default(self, context):
        """(domain, groupbys) of what the screen is opened with."""
        groups, groupbys = {}, []
        for item in self.items:
            value = context.get(f"search_default_{item.name}")
            if not value:
                continue
            if item.kind == "groupby":
                groupbys.append((value if type(value) is int else 1, item.groupby))
            elif item.kind == "filter":
                groups.setdefault(item.group, []).append(self.domain(item))
            else:
                groups.setdefault(item.group, []).append(self.typed(item, value))
        domain = Domain.AND(Domain.OR(found) for found in groups.values())
        return list(domain), [name for _place, name in sorted(groupbys)]

    def with_filter(self, context, chosen):
        """The domain when a filter is chosen besides what is chosen already."""
        groups = {chosen.group: [self.domain(chosen)]}
        for item in self.items:
            if item.kind == "filter" and context.get(f"search_default_{item.name}"):
                groups.setdefault(item.group, []).append(self.domain(item))
        return list(Domain.AND(Domain.OR(found) for found in groups.values()))

    def domain(self, item):
        if date := item.node.get("date"):
            return self._period(date, item.node.get("default_period") or "month")
        return Domain(evaluated(self.env, item.domain) or [])

    def _period(self, name, period):
        """This month, or this year; a longer list of periods is one from its first."""
        unit = "year" if period.startswith("year") else "month"
        now = fields.Datetime.now()
        first, last = start_of(now, unit), end_of(now, unit)
        if self.described[name]["type"] == "date":
            first, last = first.date(), last.date()
        return Domain([(name, ">=", str(first)), (name, "<=", str(last)[:19])])

    def typed(self, item, value):
        """What the client asks when a value is typed into a field, or chosen there."""
        if text := item.node.get("filter_domain"):
            return Domain(evaluated(self.env, text, self=value))
        operator = item.node.get("operator")
        kind = self.described[item.name]["type"]
        if not operator:
            exact = kind in (*NUMBERS, "selection", "boolean", "date", "datetime")
            exact = exact or not isinstance(value, str)
            operator = "=" if exact else "ilike"
        elif kind not in TEXTS and isinstance(value, str):
            operator = "ilike"  # only what was chosen from the list has a hierarchy
        return Domain(item.name, operator, value)

    def word(self, item, record):
        """What somebody may type there: a word of a record that exists."""
        described = self.described.get(item.name)
        if not described:
            return USUAL
        value = record[item.name] if record else None
        if described["type"] in TEXTS or item.node.get("filter_domain"):
            found = WORD.findall(str(value or "")) if isinstance(value, str) else None
            return found[-1] if found else USUAL
        if described["type"] in ("many2one", "many2many", "one2many", "reference"):
            found = WORD.findall(value[:1].display_name or "") if value else None
            return found[-1] if found else USUAL
        if described["type"] == "selection":
            return value or described["selection"][0][0]
        if described["type"] in ("date", "datetime"):
            return str(value or fields.Date.today())
        return value or 1


def read(env, model, arch, described):
    """The search view as the client reads it."""
    search = Search(env, model, described)
    group = 0
    for node in arch.iter():
        if node.tag in ("separator", "group"):
            group += 1
        elif node.tag in ("field", "filter") and node.get("invisible") in ("1", "True"):
            continue
        elif node.tag == "field":
            group += 1
            if not _is_asked(described[node.get("name")]):
                continue
            label = node.get("string") or described[node.get("name")]["string"]
            search.items.append(
                Item(node.get("name"), "field", label, group, node=node)
            )
            group += 1
        elif node.tag == "filter":
            context = evaluated(env, node.get("context") or "{}")
            groupby = context.get("group_by")
            if groupby and described[_first(groupby)]["type"] == "properties":
                continue
            if node.get("date"):
                group += 1
            item = Item(
                node.get("name") or "",
                "groupby" if groupby else "filter",
                node.get("string") or node.get("name"),
                group,
                node.get("domain") or "",
                groupby[0] if isinstance(groupby, list) else groupby or "",
                node,
            )
            search.items.append(item)
            if node.get("date"):
                group += 1
    return search


def _is_asked(described):
    """Whether words can be typed for a field; of properties each is asked by itself."""
    return described.get("searchable", True) and described["type"] != "properties"


def _first(groupby):
    name = groupby[0] if isinstance(groupby, list) else groupby
    return name.split(":")[0].split(".")[0]


def evaluated(env, text, **more):
    """A domain or context of a view, with what the client knows there."""
    if not isinstance(text, str):
        return text
    scope = {
        "uid": env.uid,
        "context_today": fields.Date.today,
        "datetime": safe_eval.datetime,
        "time": safe_eval.time,
        "relativedelta": relativedelta,
        "current_date": str(datetime.date.today()),
        "allowed_company_ids": env.context.get("allowed_company_ids"),
        "active_id": False,
        "active_ids": [],
        "active_model": False,
        "context": env.context,
        **more,
    }
    return safe_eval.safe_eval(text, scope)
