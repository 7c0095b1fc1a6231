"""The forms of a screen: one that is opened, a new one, and its smart buttons."""

from . import screens_search
from .screens_ask import Ask


class Forms:
    """What of a screen is asked behind its list."""

    def _forms(self, env, domain):
        if "form" not in self.requests:
            return
        request = self.requests["form"]
        record = self._sample(env, domain)
        if record:
            yield Ask(
                "open one",
                "form",
                lambda each, number=record.id: request.open(each, number),
            )
            yield from self._buttons(record.id)
        yield from self._new(env)

    def _new(self, env):
        """A new one: what its defaults and its first onchange cost."""
        request = self.requests.get("form")
        arch = self.arch.get("form")
        if request is None or arch.get("create") in ("0", "false", "False"):
            return
        if self.window.get("target") != "new" and not env[self.model].has_access(
            "create"
        ):
            return

        def new(each):
            records = each[self.model].with_context(**self.own)
            return records.onchange({}, [], request.specification)

        yield Ask("new one", "form", new)

    def _buttons(self, number):
        """Each smart button, and the first page of what it opens."""
        for button in self.arch["form"].xpath(
            "//div[@name='button_box']//button[@name]"
        ):
            name, kind = button.get("name"), button.get("type")
            if button.get("invisible") in ("1", "True"):
                continue
            label = (button.get("string") or name).strip()
            yield Ask(
                f"button {label}",
                "button",
                lambda env, name=name, kind=kind: self._pressed(
                    env, name, kind, number
                ),
            )

    def _pressed(self, env, name, kind, number):
        record = env[self.model].browse(number)
        if kind == "action":
            window = _action(env, name)
            context = {"active_id": number, "active_ids": [number], **self.own}
            env = env(context={**env.context, **context})
        else:
            window = getattr(record, name)()
        if (
            not isinstance(window, dict)
            or window.get("type") != "ir.actions.act_window"
        ):
            return None
        if window.get("res_id") or not window.get("views"):
            return None
        window = {**window, "context": _with_active(env, window, number, self.model)}
        window["domain"] = _text(env, window.get("domain"), number)
        screen = type(self)(env, "", window)
        _view, first = screen.views[0]
        for ask in screen._kind(
            "", first, screen.domain + screen.opened, screen.groupbys
        ):
            return ask(env)
        return None


def _action(env, name):
    """The window of a button, which names it by number or external id."""
    if name.isdigit():
        # sudo: as the web client loads actions
        action = env["ir.actions.actions"].sudo().browse(int(name))
        return env[action.type].sudo().browse(action.id)._get_action_dict()
    return env["ir.actions.actions"]._for_xml_id(name)


def _text(env, text, number):
    return screens_search.evaluated(
        env, text or "[]", active_id=number, active_ids=[number]
    )


def _with_active(env, window, number, model):
    text = window.get("context") or "{}"
    return screens_search.evaluated(
        env, text, active_id=number, active_ids=[number], active_model=model
    )
