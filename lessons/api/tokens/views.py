"""The page of one's own tokens."""

from __future__ import annotations

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from lessons.api.tokens.forms import TokenForm
from lessons.api.tokens.scopes import Scope
from lessons.api.tokens.selectors import tokens_of
from lessons.api.tokens.services import token_create, token_revoke
from virtlearn.core.refusal import RefusedError
from virtlearn.people.models import User


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def tokens(request: HttpRequest) -> HttpResponse:
    """A token that was just made stands on the answer to the form, and nowhere else."""
    user = cast(User, request.user)
    form = TokenForm(user, request.POST or None)
    made = None
    refusal = None
    if request.method == "POST" and form.is_valid():
        try:
            _row, made = token_create(
                user=user,
                name=form.cleaned_data["name"],
                scopes=[Scope(each) for each in form.cleaned_data["scopes"]],
                days=form.cleaned_data["days"],
                in_class=form.cleaned_data["in_class"],
            )
            form = TokenForm(user)
        except RefusedError as refused:
            refusal = refused.refusal
    now = timezone.now()
    rows = [(row, row.is_valid(now), scope_names(row.scopes)) for row in tokens_of(user)]
    context = {"form": form, "made": made, "refusal": refusal, "rows": rows}
    status = 422 if form.errors or refusal else 200
    return render(request, "lessons/api/tokens.html", context, status=status)


@require_POST
@login_required
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    user = cast(User, request.user)
    row = tokens_of(user).filter(pk=token_id).first()
    if row is None:
        raise Http404
    token_revoke(row=row, by=user)
    said = _("The token “%(name)s” is revoked: programs that use it are refused from now on.")
    messages.success(request, said % {"name": row.name})
    return redirect("lessons:api_tokens")


def scope_names(scopes: list[str]) -> list[str]:
    """In the reader's language; a scope that is no more is itself."""
    known = dict(Scope.choices)
    return [str(known.get(each, each)) for each in scopes]
