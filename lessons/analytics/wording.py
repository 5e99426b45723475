"""Says in words what a statistic means, and what an author should do about it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lessons.analytics.statistics.items import Advice, Ease, Power

ease: Mapping[Ease, Promise] = {
    "very-hard": _("almost nobody"),
    "hard": _("hard"),
    "fair": _("fair"),
    "easy": _("easy"),
    "very-easy": _("almost everybody"),
}
power: Mapping[Power, Promise] = {
    "negative": _("negative"),
    "poor": _("poor"),
    "weak": pgettext_lazy("discrimination", "weak"),
    "adequate": _("adequate"),
    "very-good": _("very good"),
}
# What to do, and why.
advice: Mapping[Advice, tuple[Promise, Promise]] = {
    "few": (_("Too few answers"), _("Fewer than ten learners answered it: wait for more.")),
    "wrong-key": (
        _("Negative discrimination: is the key right?"),
        _("Those who do well elsewhere get it wrong more often. Check which answer is the right "
          "one, and whether the text can be read in two ways."),
    ),
    "lure": (
        _("A wrong option attracts the best: is it really wrong?"),
        _("Of the fifth that does best elsewhere, more chose a wrong option than a right one."),
    ),
    "below-chance": (
        _("Worse than chance: does the text mislead?"),
        _("Who guesses does better than those who think."),
    ),
    "other-group": (
        _("Harder for one group: is it the same question for all?"),
        _("Learners who do equally well elsewhere answer it differently by language, device or "
          "accelerator. Compare the translations, and try it on a phone."),
    ),
    "too-hard": (
        _("Almost nobody is right: is it taught before it is asked?"),
        _("It tells nobody apart."),
    ),
    "too-easy": (
        _("Almost everybody is right: does it need to be asked?"),
        _("It may encourage, but it tells nobody apart."),
    ),
    "weak": (
        _("It hardly tells learners apart: is it about something else?"),
        _("Those who do well elsewhere do hardly better here."),
    ),
    "good": (_("Nothing to do"), _("It tells learners apart as it should.")),
}  # fmt: skip
group_labels: Mapping[str, Promise] = {
    "language": _("language"),
    "device": _("device"),
    "accelerator": _("accelerator"),
}
groups: Mapping[str, Promise] = {
    "": _("not known"),
    "touch": _("touch screen"),
    "desk": _("mouse or touchpad"),
}
