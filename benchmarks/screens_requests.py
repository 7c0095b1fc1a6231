"""What the web client asks for on a screen, whatever kinds of views it has."""

import datetime
import json

from lxml import etree

from odoo.fields import Domain

from . import screens_search, webclient
from .screens_ask import Ask
from .screens_forms import Forms

KINDS = ("list", "kanban", "pivot", "graph", "calendar", "activity", "form")
GROUPS = 80  # of a list; Odoo's DEFAULT_GROUP_LIMIT
CARDS = 40
OFFERED = 9  # matches that the search bar asks for, and one more to see that there are
ADDED = ("integer", "float", "monetary")


class Screen(Forms):
    """A window action as one user gets it."""

    def __init__(self, env, label, window):
        self.label, self.window = label, window
        self.uid, self.partner_id = env.uid, env.user.partner_id.id
        self.model = window["res_model"]
        self.context = screens_search.evaluated(env, window.get("context") or "{}")
        self.context = {**(self.context or {})}
        domain = screens_search.evaluated(env, window.get("domain") or "[]") or []
        self.domain = list(Domain(domain))
        self.own = {
            key: value
            for key, value in self.context.items()
            if not key.startswith("search_default_")
        }
        search_id = window.get("search_view_id") or False
        search_id = search_id[0] if isinstance(search_id, list | tuple) else search_id
        self.views = [(view or False, kind) for view, kind in window["views"]]
        self.wanted = [*self.views, (search_id, "search")]
        self._read(env)

    def _read(self, env):
        records = env[self.model].with_context(**self.own)
        found = self._views(env)
        self.described = records.fields_get()
        self.arch = {
            kind: etree.fromstring(view["arch"])
            for kind, view in found["views"].items()
        }
        self.search = screens_search.read(
            env, self.model, self.arch["search"], self.described
        )
        self.opened, self.groupbys = self.search.default(self.context)
        self.requests = {
            kind: webclient.view(env, self.model, kind, view_id, self.own, self.domain)
            for view_id, kind in self.views
            if kind in ("list", "kanban", "form")
        }

    def _views(self, env):
        options = {"toolbar": True, "load_filters": True, "action_id": False}
        records = env[self.model].with_context(**self.own)
        return records.get_views(self.wanted, options)

    def _records(self, env):
        return env[self.model].with_context(bin_size=True, **self.own)

    # -- what is asked -----------------------------------------------------------------

    def asks(self, env):
        """Everything, in the order in which somebody would do it."""
        yield from self.opening(env)
        domain, first = self.domain + self.opened, self._first()
        if first == "form":
            return
        if self.opened or self.groupbys:
            yield from self._kind("without filters", first, self.domain, [])
        yield from self._searching(env, first, domain)
        yield from self._filters(first, domain)
        yield from self._groupings(first, domain)
        yield from self._forms(env, domain)

    def opening(self, env):
        """What is asked until something is chosen: the first page of each view."""
        yield Ask("views", "views", self._views)
        for _view, kind in self.views:
            if hasattr(self, f"_{kind}"):
                yield from self._kind(
                    f"{kind}", kind, self.domain + self.opened, self.groupbys
                )
        if self._first() == "form":
            yield from self._new(env)

    def _first(self):
        return next((kind for _view, kind in self.views if kind in KINDS), "form")

    def _kind(self, label, kind, domain, groupbys):
        method = getattr(self, f"_{kind}", None)
        if method:
            yield from method(label, domain, groupbys)

    def _searching(self, env, first, domain):
        record = self._sample(env, domain)
        for item in self.search.items:
            if item.kind != "field":
                continue
            word = self.search.word(item, record.sudo())
            typed = list(self.search.typed(item, word))
            label = f"search {item.label}: {word}"
            yield from self._kind(label, first, domain + typed, self.groupbys)
            if self.opened:
                plain = f"{label}, without filters"
                yield from self._kind(plain, first, self.domain + typed, [])
            described = self.described.get(item.name, {})
            if described.get("type") in ("many2one", "many2many"):
                yield self._names(item, described, word)

    def _names(self, item, described, word):
        def names(env):
            asked = screens_search.evaluated(env, item.node.get("domain") or "[]")
            return env[described["relation"]].name_search(
                str(word), asked, limit=OFFERED
            )

        return Ask(f"names for {item.label}: {word}", "names", names)

    def _sample(self, env, domain):
        """A record of the screen, not its newest."""
        records = self._records(env)
        found = records.search(domain, limit=20) or records.search(
            self.domain, limit=20
        )
        return found[-1:]

    def _filters(self, first, domain):
        for item in self.search.items:
            if item.kind == "filter":
                chosen = self.search.with_filter(self.context, item)
                label = f"filter {item.label}"
                yield from self._kind(label, first, self.domain + chosen, self.groupbys)
                if self.opened:
                    alone = list(self.search.domain(item))
                    label += ", alone"
                    yield from self._kind(label, first, self.domain + alone, [])

    def _groupings(self, first, domain):
        for item in self.search.items:
            if item.kind == "groupby":
                label = f"group by {item.label}"
                yield from self._kind(label, first, domain, [item.groupby])
                if self.opened:
                    label += ", without filters"
                    yield from self._kind(label, first, self.domain, [item.groupby])

    # -- kinds of views ----------------------------------------------------------------

    def _list(self, label, domain, groupbys, kind="list"):
        if groupbys:
            yield self._grouped(label, kind, domain, groupbys)
            return
        request = self.requests[kind]
        limit = CARDS if kind == "kanban" else request.limit
        ask = "search" if domain != self.domain + self.opened else "page"

        def page(env):
            return self._records(env).web_search_read(
                domain,
                request.specification,
                limit=limit,
                order=request.order,
                count_limit=webclient.COUNTED + 1,
            )

        yield Ask(label, ask, page)

    def _grouped(self, label, kind, domain, groupbys):
        request = self.requests[kind]
        aggregates = [
            f"{name}:{self.described[name]['aggregator']}"
            for name in request.specification
            if self.described[name]["type"] in ADDED
            and self.described[name].get("aggregator")
        ]

        def groups(env):
            return (
                self._records(env)
                .with_context(read_group_expand=True)
                .web_read_group(
                    domain,
                    [
                        groupby if ":" in groupby else self._dated(groupby)
                        for groupby in groupbys
                    ],
                    aggregates,
                    limit=GROUPS,
                    order=request.order,
                    auto_unfold=kind == "kanban",
                    opening_info=[],
                    unfold_read_specification=request.specification,
                    unfold_read_default_limit=CARDS
                    if kind == "kanban"
                    else request.limit,
                    groupby_read_specification={},
                )
            )

        return Ask(label, "group", groups)

    def _kanban(self, label, domain, groupbys):
        arch = self.arch["kanban"]
        usual = arch.get("default_group_by")
        groupbys = groupbys or [name for name in (usual,) if name]
        yield from self._list(label, domain, groupbys[:1], "kanban")
        bar = arch.find(".//progressbar")
        if bar is not None and groupbys:
            colors = json.loads(bar.get("colors").replace("'", '"'))
            asked = {"field": bar.get("field"), "colors": colors}
            yield Ask(
                f"{label}, progress",
                "group",
                lambda env: self._records(env).read_progress_bar(
                    domain, groupbys[0], asked
                ),
            )

    def _graph(self, label, domain, groupbys):
        names, measures = self._of_graph()
        names = [self._dated(name) for name in (groupbys or names)]

        def groups(env):
            records = self._records(env).with_context(fill_temporal=True)
            return records.formatted_read_group(domain, names, measures)

        yield Ask(label, "group", groups)

    def _of_graph(self):
        names, measure = [], "__count"
        for node in self.arch["graph"].iter("field"):
            if node.get("invisible") in ("1", "True"):
                continue
            if node.get("type") == "measure":
                measure = self._measure(node.get("name"))
            elif self.described[node.get("name")].get("groupable", True):
                names.append(self._interval(node))
        return names, [measure] if measure == "__count" else ["__count", measure]

    def _pivot(self, label, domain, groupbys):
        rows, columns, measures = [], [], []
        for node in self.arch["pivot"].iter("field"):
            if node.get("invisible") in ("1", "True"):
                continue
            place = {"row": rows, "col": columns}.get(node.get("type"))
            if place is None:
                if node.get("type") == "measure":
                    measures.append(self._measure(node.get("name")))
            else:
                place.append(self._interval(node))
        rows = [self._dated(name) for name in groupbys] or rows
        sets = []
        for first in range(len(rows) + 1):
            for second in range(len(columns) + 1):
                found = [*dict.fromkeys(rows[:first] + columns[:second])]
                if found not in sets:
                    sets.append(found)
        measures = [each for each in measures if each != "__count"] + ["__count"]

        def groups(env):
            return self._records(env).formatted_read_grouping_sets(
                domain, sets, measures
            )

        yield Ask(label, "group", groups)

    def _calendar(self, label, domain, _groupbys):
        arch = self.arch["calendar"]
        start, stop = arch.get("date_start"), arch.get("date_stop")
        today = datetime.date.today()
        first, last = today.replace(day=1), today.replace(day=28)
        first -= datetime.timedelta(days=6)
        last += datetime.timedelta(days=10)
        asked = [(start, "<=", str(last)), (stop or start, ">=", str(first))]
        asked += self._own_calendar(arch)
        names = {start, stop, arch.get("color"), "display_name"}
        names |= {node.get("name") for node in arch.iter("field")}
        names = [name for name in names if name in self.described]
        bounds = {}
        if arch.get("js_class") == webclient.CALENDAR:
            bounds = {"limit": webclient.DRAWN + 1, "order": f"{start}, id"}

        def days(env):
            return self._records(env).search_read(domain + asked, names, **bounds)

        yield Ask(label, "page", days)

    def _own_calendar(self, arch):
        """What a calendar whose people are chosen asks first: one's own days."""
        own = {"res.partner": self.partner_id, "res.users": self.uid}
        return [
            (
                node.get("name"),
                "in",
                [own[self.described[node.get("name")]["relation"]]],
            )
            for node in arch.iterfind("field[@filters][@write_model]")
        ]

    def _activity(self, label, domain, _groupbys):
        def activities(env):
            return env["mail.activity"].get_activity_data(
                self.model, domain, limit=100, offset=0, fetch_done=False
            )

        yield Ask(label, "page", activities)

    def _measure(self, name):
        if name == "__count":
            return name
        described = self.described[name]
        usual = "count_distinct" if described["type"] == "many2one" else "sum"
        return f"{name}:{described.get('aggregator') or usual}"

    def _interval(self, node):
        name, interval = node.get("name"), node.get("interval")
        return f"{name}:{interval}" if interval else self._dated(name)

    def _dated(self, name):
        """Dates are grouped by month unless something else was said."""
        if ":" not in name and self.described.get(name, {}).get("type") in (
            "date",
            "datetime",
        ):
            return f"{name}:month"
        return name
