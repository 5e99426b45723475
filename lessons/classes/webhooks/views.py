"""Pages of webhooks: the list, and one with the log of its messages."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lessons.classes.webhooks import services
from lessons.classes.webhooks.access import endpoint_or_404, endpoints_of
from lessons.classes.webhooks.forms import WebhookForm, WebhookNewForm
from lessons.classes.webhooks.presenter import endpoint_view, message_view
from lessons.models import WebhookEndpoint
from virtlearn.core.refusal import RefusedError
from virtlearn.outbox.events import EventName
from virtlearn.people.access import instructor_required
from virtlearn.people.models import User

page_size = 50


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@instructor_required
def webhooks(request: HttpRequest) -> HttpResponse:
    """All that one may see. A new one's secret stands on the answer to its form alone."""
    user = cast(User, request.user)
    initial = {"in_class": request.GET.get("class", "")}
    form = WebhookNewForm(user, request.POST or None, initial=initial)
    made, secret = None, ""
    if request.method == "POST" and form.is_valid():
        try:
            made, secret = services.webhook_create(by=user, **given(form))
            form = WebhookNewForm(user)
        except RefusedError as error:
            form.add_error(None, str(error))
    context = {
        "form": form,
        "made": made,
        "secret": secret,
        "rows": [endpoint_view(each) for each in endpoints_of(user)],
    }
    status = 422 if form.errors else 200
    return render(request, "lessons/classes/webhooks/list.html", context, status=status)


def given(form: Form) -> dict[str, Any]:
    values = dict(form.cleaned_data)
    values["events"] = [EventName(each) for each in values["events"]]
    return values


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def webhook(request: HttpRequest, webhook_id: int) -> HttpResponse:
    """One, its messages of the last weeks, and its form."""
    user = cast(User, request.user)
    row = endpoint_or_404(user, webhook_id)
    form = WebhookForm(request.POST or None, initial={"url": row.url, "events": row.events})
    if request.method == "POST" and form.is_valid():
        try:
            services.webhook_change(row=row, by=user, **given(form))
        except RefusedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The webhook is changed."))
            return redirect("lessons:webhook", row.pk)
    return shown(request, row, form, status=422 if form.errors else 200)


def shown(
    request: HttpRequest, row: WebhookEndpoint, form: Form, secret: str = "", status: int = 200
) -> HttpResponse:
    rows = row.messages.select_related("item")
    page = Paginator(rows, page_size).get_page(request.GET.get("page"))
    context = {
        "row": row,
        "found": endpoint_view(row),
        "two_secrets": row.has_two_secrets(timezone.now()),
        "form": form,
        "secret": secret,
        "page": page,
        "lines": [message_view(each) for each in page],
    }
    return render(request, "lessons/classes/webhooks/one.html", context, status=status)


@never_cache
@require_POST
@login_required
def act(request: HttpRequest, webhook_id: int, what: str) -> HttpResponse:
    """`what`: renew the secret, test, pause, resume or delete."""
    user = cast(User, request.user)
    row = endpoint_or_404(user, webhook_id)
    if what == "renew":
        secret = services.webhook_secret_renew(row=row, by=user)
        form = WebhookForm(initial={"url": row.url, "events": row.events})
        return shown(request, row, form, secret)
    if what == "delete":
        services.webhook_delete(row=row, by=user)
        messages.success(request, _("The webhook is deleted."))
        return redirect("lessons:webhooks")
    if what == "test":
        return tried(request, row)
    if what not in {"pause", "resume"}:
        raise Http404
    service = services.webhook_pause if what == "pause" else services.webhook_resume
    service(row=row, by=user)
    return redirect("lessons:webhook", row.pk)


def tried(request: HttpRequest, row: WebhookEndpoint) -> HttpResponse:
    try:
        services.webhook_test(row=row)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("A test message is on its way; its line below says what came."))
    return redirect("lessons:webhook", row.pk)


@require_POST
@login_required
def replay(request: HttpRequest, webhook_id: int, message_id: int) -> HttpResponse:
    row = endpoint_or_404(cast(User, request.user), webhook_id)
    found = get_object_or_404(row.messages.select_related("item", "endpoint"), pk=message_id)
    try:
        services.message_replay(message=found)
    except RefusedError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The message is sent again."))
    return redirect("lessons:webhook", row.pk)
