"""Who may see a page, and who is asked to log in again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from virtlearn.people.models import User
from virtlearn.people.selectors import learner_of

View = Callable[..., HttpResponseBase]


def instructor_required(view: View) -> View:
    """Visitors and guests are asked to log in; learners get 403."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        user = learner_of(request)
        if user is None or user.is_guest:
            return redirect_to_login(request.get_full_path())
        if not user.is_instructor:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


def head_required(view: View) -> View:
    """Visitors and guests are asked to log in; learners and instructors get 403."""

    @instructor_required
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not cast(User, request.user).is_head:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


class PasswordDueMiddleware:
    """Who signed in with a password that somebody else knows goes nowhere before it is changed."""

    # What the page of the new password needs itself, and what is nobody's.
    open_views = frozenset(
        {"account_change_password", "account_logout", "lessons:asset", "healthz"}
    )

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: object) -> HttpResponse | None:
        # Without its cookie nobody is signed in; and what has no session stays cacheable for all.
        match = request.resolver_match
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or match is None:
            return None
        if match.view_name in self.open_views or not request.user.is_authenticated:
            return None
        if not cast(User, request.user).must_change_password:
            return None
        said = _("You signed in with a one-time password. Now choose one that only you know.")
        messages.info(request, said)
        where = reverse("account_change_password")
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(where)
        return redirect(where)


def lab_ender_required(view: View) -> View:
    """For who may end a lab of somebody else: whoever has the class page. All at once, a head."""
    return instructor_required(view)


def login_kept(get_response: Callable[[HttpRequest], HttpResponse]) -> View:
    """A middleware: what is sent from the page of an account is never taken as a guest's.

    Pages say in a header for whom they were made (static/js/base.js). Where the login has expired
    since, or ended in another window, the page is left for the login and comes back after it.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        ours = request.method == "POST" and request.headers.get("X-Signed-In") == "yes"
        if not ours or request.user.is_authenticated:
            return get_response(request)
        messages.info(request, _("You've been signed out. What you sent before is safe."))
        here = urlsplit(request.headers.get("HX-Current-URL", "")).path or settings.SITE_PATH
        return HttpResponseClientRedirect(redirect_to_login(here).url)

    return middleware
