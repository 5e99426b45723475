"""How far the images of the machines are, for pages that wait for them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class BuildState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    BUILDING = "building", _("Being built")
    BUILT = "built", _("Built")
    FAILED = "failed", _("Failed")


class ImageBuild(models.Model):
    """The latest build of a kind of machine's image. Written by labs.provisioning.image_builds."""

    kind = models.SlugField(max_length=50, primary_key=True)  # a folder of labs/machines
    state = models.CharField(max_length=10, choices=BuildState)
    position = models.PositiveSmallIntegerField(default=0)  # among the builds of its run; 0 is next
    step = models.PositiveSmallIntegerField(default=0)  # of the Dockerfile, from 1
    steps = models.PositiveSmallIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    detail = models.TextField(blank=True)  # why it failed, in English
    at = models.DateTimeField()  # when whoever builds was last heard of

    def __str__(self) -> str:
        return f"{self.kind}: {self.state} {self.percent} %"
