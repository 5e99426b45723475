"""Who may see a page, and who is asked to log in again."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

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


def lab_ender_required(view: View) -> View:
    """For who may end labs of others: whoever has the class page."""
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
        messages.info(request, _("You are no longer signed in. What you had sent before is safe."))
        here = urlsplit(request.headers.get("HX-Current-URL", "")).path or "/"
        return HttpResponseClientRedirect(redirect_to_login(here).url)

    return middleware
