# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What a button returns to open a form in the web client: an action of Odoo's."""


def form_window(model: str, res_id: int = False, **more) -> dict:
    """Return the action that opens the form of a record, or of a new one.

    ``more`` are further keys of ``ir.actions.act_window``, such as ``name``.

    >>> form_window("res.partner", 7, name="Anna")["res_id"]
    7
    >>> form_window("res.partner")["views"]
    [(False, 'form')]
    """
    return {
        "type": "ir.actions.act_window",
        "res_model": model,
        "res_id": res_id,
        "views": [(False, "form")],
        **more,
    }


def dialog(model: str, name: str, **more) -> dict:
    """Return the action that opens a form over the page, under a title.

    >>> dialog("customer.change.code", "Change customer code")["target"]
    'new'
    """
    return form_window(model, name=name, target="new", **more)
