"""Addresses that platforms know: they have no language, and stay."""

from __future__ import annotations

from django.urls import path

from lessons.lti.deep_linking import views as deep_linking
from lessons.lti.launch import views as launch
from lessons.lti.platforms import views as platforms

app_name = "lti"

urlpatterns = [
    path("login/", launch.login, name="login"),
    path("launch/", launch.launch, name="launch"),
    path("window/", launch.window, name="window"),
    path("chosen/", deep_linking.chosen, name="chosen"),
    path("jwks/", platforms.jwks, name="jwks"),
    path("config.json", platforms.config, name="config"),
]
