"""The API, put together: `/api/v1/`, beside the languages, since programs have none."""

from __future__ import annotations

from typing import Any

from django.urls import path
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from lessons.api.authentication import TokenBearer
from lessons.api.idempotency import answer_keep, schema_complete
from lessons.api.problems import handlers_add, not_found
from lessons.api.routes import (
    classes,
    courses,
    exceptions,
    grades,
    labs,
    me,
    members,
    statistics,
    webhooks,
)


class Api(NinjaAPI):
    """Whose OpenAPI document has what holds for all routes of a method."""

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**more)
        schema_complete(schema)
        return schema


api = Api(
    title="VirtLearn",
    version="1",
    description="Classes, assignments and grades for programs. See docs/api.md.",
    urls_namespace="api",
    auth=TokenBearer(),
    docs_url=None,
    openapi_url="/openapi.json",
)
handlers_add(api)
api.add_decorator(answer_keep, mode="view")
for room in (me, courses, classes, members, exceptions, grades, statistics, webhooks, labs):
    api.add_router("", room.router)

urlpatterns = [
    path("", not_found, name="api_root"),
    path("", api.urls),
    path("<path:rest>", not_found, name="api_not_found"),
]
