"""Pages of LTI for people, under the language's prefix; the names are of `lessons`."""

from __future__ import annotations

from django.urls import path

from lessons.lti.grades import views as grades
from lessons.lti.launch import pages
from lessons.lti.platforms import views as platforms

urlpatterns = [
    path("platforms/", platforms.platforms, name="lti_platforms"),
    path("platforms/new/", platforms.platform_new, name="lti_platform_new"),
    path("platforms/keys/", platforms.keys_renew, name="lti_keys"),
    path("platforms/<int:platform>/", platforms.platform, name="lti_platform"),
    path("platforms/welcome/", pages.welcome, name="lti_welcome"),
    path("classes/<int:class_id>/platforms/", grades.connections, name="lti_class"),
    path("classes/<int:class_id>/platforms/send/", grades.send, name="lti_class_send"),
    path(
        "classes/<int:class_id>/platforms/<int:context>/disconnect/",
        grades.disconnect,
        name="lti_class_disconnect",
    ),
    path("platforms/connect/", pages.connect, name="lti_connect"),
]
