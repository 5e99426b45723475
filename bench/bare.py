"""The floor of a page: a Django view without middleware that returns bytes from a file."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponse
from django.urls import path

content = Path(os.environ["BENCH_BODY"]).read_bytes()


def page(request: HttpRequest) -> HttpResponse:
    """The same bytes to everyone."""
    return HttpResponse(content, headers={"Content-Length": len(content)})


urlpatterns = [path("page", page)]

settings.configure(
    SECRET_KEY="no secret",
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
)

import django  # noqa: E402

django.setup()
application = WSGIHandler()
