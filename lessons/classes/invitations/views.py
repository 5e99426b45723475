"""The page of a class's invitations: typed addresses, sending, withdrawing, how each stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST
from django.views.decorators.vary import vary_on_headers

from lessons.classes.access import ClassAccess, class_required
from lessons.classes.invitations import selectors, services
from lessons.classes.invitations.core import addresses_most, addresses_read, link_valid
from lessons.classes.invitations.presenter import line_make
from lessons.classes.members.views import number
from lessons.classes.policy import Right
from lessons.classes.refusal import ClassCode
from virtlearn.core.refusal import RefusedError
from virtlearn.people.mail.services import mail_is_set

page_size = 100


@never_cache
@vary_on_headers("HX-Request")
@require_http_methods(["GET", "HEAD", "POST"])
@class_required(Right.MANAGE)
def invitations(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Who is invited, and what became of it; POST invites addresses. htmx gets the list alone."""
    if request.method != "POST":
        if request.headers.get("HX-Request"):
            context = list_context(request, found)
            return render(request, "lessons/classes/invitations/_list.html", context)
        return shown(request, found)
    text = request.POST.get("addresses", "")
    people, problems = addresses_read(text)
    if problems or not people:
        code = ClassCode.ADDRESSES_REFUSED if problems else ClassCode.NO_ADDRESS
        told = {"problems": problems, "refused": code.refusal(), "text": text}
        return shown(request, found, told, 422)
    try:
        added = services.addresses_invite(row=found.row, by=found.user, people=people)
        if added.joined:
            said = _("These are in the class already: %(who)s.")
            messages.info(request, said % {"who": ", ".join(added.joined)})
        if mail_is_set() and added.waiting:
            sent = services.invitations_send(
                row=found.row,
                by=found.user,
                language=language_of(request),
                places=added.waiting,
            )
            put_on_way(request, sent)
        elif added.waiting:
            messages.success(request, _("They are in the list, each with a personal link."))
    except RefusedError as error:
        return shown(request, found, {"refused": error.refusal, "text": text}, 422)
    return redirect("lessons:class_invitations", found.row.pk)


@require_POST
@class_required(Right.MANAGE)
def send(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """To those who are ticked; with `all`, to all who were not mailed yet."""
    places = None if request.POST.get("all") == "yes" else ticked_of(request.POST.getlist("member"))
    try:
        sent = services.invitations_send(
            row=found.row, by=found.user, language=language_of(request), places=places
        )
    except RefusedError as error:
        messages.warning(request, str(error))
    else:
        put_on_way(request, sent)
    return redirect("lessons:class_invitations", found.row.pk)


@require_POST
@class_required(Right.MANAGE)
def withdraw(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """The links of those who are ticked let nobody in any more."""
    return ticked_do(
        request,
        found,
        services.invitations_withdraw,
        lambda count: ngettext(
            "%(count)d invitation is withdrawn: its link lets nobody in any more.",
            "%(count)d invitations are withdrawn: their links let nobody in any more.",
            count,
        ),
    )


@require_POST
@class_required(Right.MANAGE)
def renew(request: HttpRequest, found: ClassAccess) -> HttpResponse:
    """Those who are ticked get new personal links to be handed out; the old ones end."""
    return ticked_do(
        request,
        found,
        services.links_renew,
        lambda count: ngettext(
            "%(count)d personal link is new; the old one ends.",
            "%(count)d personal links are new; the old ones end.",
            count,
        ),
    )


def ticked_do(
    request: HttpRequest,
    found: ClassAccess,
    do: Callable[..., int],
    said: Callable[[int], str],
) -> HttpResponse:
    """Does to the places that are ticked what the button says, and tells of how many."""
    try:
        count = do(row=found.row, places=ticked_of(request.POST.getlist("member")))
    except RefusedError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, said(count) % {"count": count})
    return redirect("lessons:class_invitations", found.row.pk)


def put_on_way(request: HttpRequest, sent: services.Sent) -> None:
    if sent.number:
        said = ngettext(
            "%(count)d invitation is on its way.",
            "%(count)d invitations are on their way.",
            sent.number,
        )
        messages.success(request, said % {"count": sent.number})
    if sent.held:
        said = ngettext(
            "%(count)d was not sent again: it went a short time ago, or often enough.",
            "%(count)d were not sent again: they went a short time ago, or often enough.",
            sent.held,
        )
        messages.info(request, said % {"count": sent.held})
    if not sent.number and not sent.held:
        messages.info(request, _("Nobody is left to whom an invitation could go."))


def shown(
    request: HttpRequest, found: ClassAccess, told: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    context = {
        **list_context(request, found),
        "phase": found.phase,
        "language": get_language(),
        "languages": settings.LANGUAGES,
        "most": addresses_most,
        "days": link_valid.days,
        "no_mail": None if mail_is_set() else ClassCode.NO_MAIL.refusal(),
        **(told or {}),
    }
    return render(request, "lessons/classes/invitations/page.html", context, status=status)


def list_context(request: HttpRequest, found: ClassAccess) -> dict[str, Any]:
    rows = selectors.invitations_of(found.row)
    page = Paginator(rows, page_size).get_page(request.GET.get("page"))
    ticked = ticked_of(request.GET.getlist("member"))
    mails = mail_is_set()
    lines = [line_make(each, ticked=ticked, links=not mails) for each in page]
    counts = selectors.invitations_counted(found.row)
    return {
        "found": found,
        "row": found.row,
        "page": page,
        "lines": lines,
        "counts": counts,
        "mails": mails,
        "server_fault": any(each.of_server for each in lines),
    }


def ticked_of(values: list[str]) -> set[int]:
    return {number(each) for each in values}


def language_of(request: HttpRequest) -> str:
    """That the mail is written in: as chosen, else as the page is read."""
    wished = request.POST.get("language", "")
    return wished if wished in dict(settings.LANGUAGES) else (get_language() or "en")
