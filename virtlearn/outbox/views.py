"""The head's page of what goes to other systems: what waits, what failed and why."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from virtlearn.core.refusal import codes
from virtlearn.outbox.delivery import kind_of
from virtlearn.outbox.models import OutboxItem
from virtlearn.outbox.services import items_send_again
from virtlearn.people.access import head_required

page_size = 100
State = OutboxItem.State


@never_cache
@require_safe
@head_required
def outbox(request: HttpRequest) -> HttpResponse:
    """Of one state; without one, what failed or is on its way."""
    state = request.GET.get("state", "")
    rows = OutboxItem.objects.all()
    if state in State.values:
        rows = rows.filter(state=state)
    else:
        state = ""
        rows = rows.filter(state__in=[State.FAILED, State.WAITING, State.SENDING])
    page = Paginator(rows.order_by("-pk"), page_size).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "state": state,
        "lines": [(each, kind_name(each.kind), fault_words(each.fault)) for each in page],
        "counts": counts(OutboxItem.objects.all()),
    }
    return render(request, "outbox/page.html", context)


@require_POST
@head_required
def again(request: HttpRequest) -> HttpResponse:
    """Tries one item at once, or with `all` all that failed."""
    rows = OutboxItem.objects.filter(state=State.FAILED)
    if request.POST.get("all") != "yes":
        number = request.POST.get("item", "")
        known = number.isascii() and number.isdigit() and len(number) < 19
        rows = OutboxItem.objects.filter(pk=int(number) if known else 0)
    count = items_send_again(rows=rows)
    said = ngettext(
        "%(count)d message is tried again.", "%(count)d messages are tried again.", count
    )
    messages.success(request, said % {"count": count})
    return redirect("outbox:outbox")


def counts(rows: QuerySet[OutboxItem]) -> dict[str, int]:
    found = rows.order_by().values_list("state").annotate(number=Count("pk"))
    return {**dict.fromkeys(State.values, 0), **dict(found)}


def kind_name(kind: str) -> str:
    found = kind_of(kind)
    return str(found.name) if found else kind


def fault_words(fault: str) -> str:
    """In the reader's language; the code itself where it is one of a version that is gone."""
    code = codes().get(fault)
    return str(code.refusal()) if code else fault
