"""Who may see a page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

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
