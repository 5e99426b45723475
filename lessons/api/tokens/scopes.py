"""What a token may do. A scope never gives more than its owner may do on the pages."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Scope(TextChoices):
    """The values stay: tokens and programs name them."""

    ME_READ = "me:read", _("Read who I am, and my own grades")
    CLASSES_READ = "classes:read", _("Read my classes, who is in them, and their assignments")
    CLASSES_WRITE = "classes:write", _("Give extensions and accommodations")
    ROSTER_WRITE = "roster:write", _("Add people to classes, change and remove them")
    GRADES_READ = "grades:read", _("Read grades, and what was handed in")
    GRADES_WRITE = "grades:write", _("Change grades by hand")
    STATS_READ = "stats:read", _("Read how questions were answered, without names")
    WEBHOOKS_READ = "webhooks:read", _("Read webhooks of my classes, and what they answered")
    WEBHOOKS_WRITE = "webhooks:write", _("Make, change and delete webhooks of my classes")
    LABS_READ = "labs:read", _("Read my labs, and which of their tasks are done")
    LABS_WRITE = "labs:write", _("Start, extend and stop my labs")
