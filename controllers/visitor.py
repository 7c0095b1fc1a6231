# Part of Customer Care. See LICENSE file for full copyright and licensing details.
"""What the pages of a visitor share: no login, no script, the signed link is all."""

from odoo.http import request

HEADERS = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # no script at all; the stylesheet is a file of ours
    "Content-Security-Policy": "default-src 'none'; style-src 'self';"
    " form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
}


def words(values, name):
    """Return a field of a form as text, whatever was sent under its name."""
    value = values.get(name)
    return value if isinstance(value, str) else ""


def visitor_env(lang=None, company=None, tz=None):
    """The environment of nobody in particular, whoever is logged in here."""
    context = {"lang": lang or request.env.lang or "en_US", "tz": tz}
    if company:
        context["allowed_company_ids"] = company.ids
    user = request.env.ref("base.public_user")
    # sudo: the visitor has no rights at all, the signed link is the permission
    return request.env(user=user.id, su=True, context=context)


def shown_language(env, values, theirs):
    """Return the language asked for, else the customer's, else one there is."""
    installed = dict(env["res.lang"].get_installed())
    wanted = [words(values, "lang"), theirs, env.lang, *installed]
    return next(code for code in wanted if code in installed)


def render_page(template, values, env, status=200):
    """Return the answer with one of our pages, in the language of ``env``."""
    return page_response(env["customer.consent"]._page_html(template, values), status)


def page_response(html, status=200):
    return request.make_response(html, headers=list(HEADERS.items()), status=status)
