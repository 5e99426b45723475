"""Addresses of webhooks' pages, under the language's prefix; the names are of `lessons`."""

from __future__ import annotations

from django.urls import path

from lessons.classes.webhooks import views

one = "webhooks/<int:webhook_id>/"

urlpatterns = [
    path("webhooks/", views.webhooks, name="webhooks"),
    path(one, views.webhook, name="webhook"),
    path(one + "messages/<int:message_id>/again/", views.replay, name="webhook_replay"),
    path(one + "<slug:what>/", views.act, name="webhook_act"),
]
