"""Where a form leads when it is done: the page of this site that it was on."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The path in `back`, posted or in the address; `otherwise` where there is none, or where it
    leads off this site."""
    where = request.POST.get("back") or request.GET.get("back") or ""
    ours = where.startswith("/") and url_has_allowed_host_and_scheme(where, allowed_hosts=None)
    return where if ours else otherwise
