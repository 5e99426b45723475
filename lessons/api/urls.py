"""The API, put together: `/api/v1/`, beside the languages, since programs have none."""

from __future__ import annotations

from django.urls import path
from ninja import NinjaAPI

from lessons.api.authentication import TokenBearer
from lessons.api.problems import handlers_add, not_found
from lessons.api.routes import classes, courses, exceptions, grades, labs, me, members

api = NinjaAPI(
    title="VirtLearn",
    version="1",
    description="Classes, assignments and grades for programs. See docs/api.md.",
    urls_namespace="api",
    auth=TokenBearer(),
    docs_url=None,
    openapi_url="/openapi.json",
)
handlers_add(api)
for room in (me, courses, classes, members, exceptions, grades, labs):
    api.add_router("", room.router)

urlpatterns = [
    path("", not_found, name="api_root"),
    path("", api.urls),
    path("<path:rest>", not_found, name="api_not_found"),
]
