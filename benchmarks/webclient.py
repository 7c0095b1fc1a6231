"""What the web client asks the server for when it opens a form or a list.

The views themselves are cached in the browser; each opening sends one ``web_read`` (a
form) or ``web_search_read`` (a list) with a specification that the client derives from
the view: every field of the arch, also on hidden pages, and the fields of the views
inside it. ``tests/test_web_client.py`` compares it with what a browser sends.
"""

import ast
from dataclasses import dataclass, field

from lxml import etree

from odoo.api import Environment

# Fields a widget needs of each linked record, and of its own record.
RELATED = {
    "many2many_tags": ("display_name",),
    "many2many_tags_avatar": ("display_name",),
    "many2many_tags_banks": ("display_name", "active"),
    "many2many_tags_email": ("display_name", "email", "name"),
    "many2many_binary": ("name", "mimetype"),
}
ACTIVITY = (
    "activity_exception_decoration",
    "activity_exception_icon",
    "activity_state",
    "activity_summary",
    "activity_type_icon",
    "activity_type_id",
)
NEEDED = {
    "image": ("write_date",),
    "contact_image": ("write_date",),
    "list_activity": ACTIVITY,
    "kanban_activity": ACTIVITY,
}
LINES, PAGE, COUNTED = 40, 80, 10_000
# What a calendar of ours asks for at most: static/src/bounded_calendar.
CALENDAR, DRAWN = "customer_bounded_calendar", 1000
MODES = ("list", "kanban")


@dataclass
class Request:
    """A view of one model as the client calls it for one user."""

    model: str
    specification: dict
    context: dict
    domain: list = field(default_factory=list)
    order: str = ""
    limit: int = PAGE

    def open(self, env, record_id):
        """Open a record in the form; the list of one is what the client gets."""
        records = env[self.model].with_context(bin_size=True, **self.context)
        return records.browse(record_id).web_read(self.specification)

    def page(self, env, domain=(), offset=0):
        """Load a page of the list with its count, as far as the client counts."""
        records = env[self.model].with_context(bin_size=True, **self.context)
        return records.web_search_read(
            [*self.domain, *domain],
            self.specification,
            offset=offset,
            limit=self.limit,
            order=self.order,
            count_limit=COUNTED + 1,
        )

    def count(self, env, domain=()):
        """Count as far as the client does."""
        records = env[self.model].with_context(**self.context)
        return records.search_count([*self.domain, *domain], limit=COUNTED + 1)


def view(env, model, kind, view_id=False, context=None, domain=()):
    """Return the request that the client derives from a view."""
    context = dict(context or {})
    views = env[model].with_context(**context).get_views([(view_id, kind)])
    arch = etree.fromstring(views["views"][kind]["arch"])
    scope = {**env.context, **context, "uid": env.uid}
    reader = Reader(env, views["models"])
    specification = _specification(reader.fields(arch, model), scope)
    if kind == "form":
        specification.setdefault("display_name", {})  # for the breadcrumbs
    return Request(
        model=model,
        specification=specification,
        context=context,
        domain=list(domain),
        order=_order(arch),
        limit=int(arch.get("limit", PAGE)),
    )


@dataclass
class Reader:
    """Reads the fields of a view and of the views inside it."""

    env: Environment
    described: dict  # {model: {"fields": {name: description}}}

    def fields(self, arch, model):
        """Return {name: what the view says}; nodes of one field are put together."""
        found = {}
        for node in _field_nodes(arch):
            name = node.get("name")
            description = self.described[model]["fields"][name]
            entry = {
                "type": description["type"],
                "context": node.get("context") or str(description.get("context", "")),
                "hidden": _is_hidden(node),
                "definition": description.get("definition_record"),
                **self._linked(node, description),
            }
            if name in found:
                _put_together(found[name], entry)
            else:
                found[name] = entry
            for needed in NEEDED.get(node.get("widget"), ()):
                if field := self.env[model]._fields.get(needed):
                    found.setdefault(needed, _plain(field.type))
        return found

    def _linked(self, node, description):
        """What is read of the records of an x2many field."""
        if description["type"] not in ("one2many", "many2many"):
            return {"related": None}
        if node.get("widget") in RELATED:
            names = list(RELATED[node.get("widget")])
            options = ast.literal_eval(node.get("options") or "{}")
            names += [options[key] for key in ("color_field",) if options.get(key)]
            return {"related": {name: _plain("char") for name in names}}
        inside = {child.tag: child for child in node if isinstance(child.tag, str)}
        mode = _mode(node.get("mode"), inside)
        if not mode:
            return {"related": {}}
        related = self.fields(inside[mode], description["relation"])
        if "form" in inside:
            extra = self.fields(inside["form"], description["relation"])
            for name, entry in extra.items():
                related.setdefault(name, {**entry, "hidden": True})
        return {
            "related": related,
            "limit": int(inside[mode].get("limit") or LINES),
            "order": _order(inside[mode]),
        }


def _order(arch):
    """The order a list asks for; lines with a handle are in theirs."""
    terms = (arch.get("default_order") or "").replace(",", " , ").split(" , ")
    found = [term.split() for term in terms if term.strip()]
    handles = arch.xpath("./field[@widget='handle']/@name")
    if not found and handles:
        found = [[handles[0]], ["id"]]
    return ", ".join(
        f"{name} {'DESC' if 'desc' in map(str.lower, rest) else 'ASC'}"
        for name, *rest in found
    )


def _plain(kind):
    return {"type": kind, "context": "", "hidden": False, "related": None}


def _is_hidden(node):
    return any(
        node.get(name) in ("True", "1") for name in ("invisible", "column_invisible")
    )


def _field_nodes(node):
    """Fields of a view, without those of the views inside its fields."""
    for child in node:
        if child.tag == "field":
            yield child
        elif isinstance(child.tag, str):
            yield from _field_nodes(child)


def _mode(wanted, inside):
    if wanted and "," not in wanted:
        return wanted if wanted in inside else None
    return next((mode for mode in MODES if mode in inside), None)


def _put_together(first, second):
    """A field that stands twice in a view is read once, for both places."""
    first["hidden"] = first["hidden"] and second["hidden"]
    if first["related"] is not None:
        first["related"] = {**(second["related"] or {}), **first["related"]}
        for key in ("limit", "order"):
            if first.get(key) is None and key in second:
                first[key] = second[key]


def _specification(nodes, scope):
    result = {}
    for name, entry in nodes.items():
        result[name] = asked = {}
        if entry["type"] in ("many2one", "reference"):
            asked["fields"] = {} if entry["hidden"] else {"display_name": {}}
        elif entry["related"] is None:
            continue
        elif not entry["hidden"]:
            asked["fields"] = _specification(entry["related"], scope)
            if entry.get("limit"):
                asked["limit"] = entry["limit"]
            if entry.get("order"):
                asked["order"] = entry["order"]
        if not entry["hidden"] and (context := _context(entry["context"], scope)):
            asked["context"] = context
    for entry in nodes.values():
        if (definition := entry.get("definition")) in result:
            result[definition].setdefault("fields", {})["display_name"] = {}
    return result


def _context(text, scope):
    """What of a context is known without the record; the rest is left out."""
    try:
        tree = ast.parse(text or "{}", mode="eval").body
    except SyntaxError:
        return {}
    known = {}
    for key, value in zip(tree.keys, tree.values, strict=True):
        if isinstance(value, ast.Constant):
            known[ast.literal_eval(key)] = value.value
        elif isinstance(value, ast.Name) and value.id in scope:
            known[ast.literal_eval(key)] = scope[value.id]
    return known
