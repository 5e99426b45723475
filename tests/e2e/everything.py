"""Something on every page of a site beside those of a class, written into its database after
classroom.py. Prints the pages as JSON: by who opens them, a name and a path."""

import json
from datetime import timedelta

import msgspec
from django.urls import reverse
from django.utils import timezone

from labs.catalog.provider import lab_get
from labs.models import LabSession, Measurement, Recording
from labs.recordings.services import whole_path
from lessons.certificates.services import Choice, certificate_issue
from lessons.classes.webhooks.signing import secret_new, secret_seal
from lessons.models import (
    Attempt,
    Course,
    LessonRead,
    LtiContext,
    LtiDeployment,
    LtiPlatform,
    Membership,
    ReviewCard,
    WebhookEndpoint,
)
from lessons.notes.quote import Quote
from lessons.notes.services import note_add, note_delete
from lessons.publishing.selectors import course_current
from virtlearn.outbox.models import OutboxItem
from virtlearn.people.models import Role, User

now = timezone.now()
slug = Course.objects.get().slug
published = course_current(slug)
assert published
course, digest = published.course, published.digest
member = Membership.objects.filter(role="learner", user__isnull=False).order_by("pk").first()
assert member
assert member.user
learner, in_class = member.user, member.in_class
lessons = [each for each in course.lessons if each.questions]

# A learner who has read, answered, measured and noted.
for number, head in enumerate(course.lessons[:4]):
    LessonRead.objects.create(user=learner, course=slug, lesson=head.slug)
    for question, points in list(head.questions.items())[: 2 + number]:
        Attempt.objects.create(
            user=learner, course=slug, lesson=head.slug, question=question, number=2,
            language="en", answer=["x"], fraction=1, points=points, correct=True,
        )  # fmt: skip
for key, value, unit in (
    ("crash.gap.vm", 91, "ms"),
    ("crash.gap.container", 0.4, "ms"),
    ("kernel.uptime", 5120, "s"),
):
    for more in (0, 1, 3):
        Measurement.objects.create(
            user=learner, course=slug, lab="crash", key=key, value=value + more, unit=unit,
            source="machine", measured_on="vm TCG on runc, Docker",
        )  # fmt: skip
where = {"course_slug": slug, "lesson_slug": course.lessons[0].slug}
for text in ("A container is a process with a view of its own.\n\nAsk about cgroups v1.", "Later"):
    note = note_add(user=learner, **where, quote=Quote(language="en"), text=text)
assert note
note_delete(note=note)
question = next(iter(lessons[0].questions))
ReviewCard.objects.create(
    user=learner, course=slug, lesson=lessons[0].slug, question=question, stability=3,
    difficulty=5, last_at=now - timedelta(days=9), due_at=now - timedelta(days=2),
)  # fmt: skip
certificate = certificate_issue(user=learner, published=published, choice=Choice(name=member.name))
assert certificate


def session(lab: str, **state: object) -> LabSession:
    spec = lab_get(slug, lab)
    assert spec
    return LabSession.objects.create(
        user=learner, course=slug, lab=lab, revision=digest, due_at=now,
        spec_json=msgspec.to_builtins(spec.spec), title=dict(spec.title), **state,
    )  # fmt: skip


gone = session("crash", state="ended", ended_at=now, end_reason="failed", start_fault="disk")
over = session("whose-kernel", state="ended", ended_at=now, end_reason="expired")
recording = Recording.objects.create(
    user=learner, session=over, machine="main", tab=1, seconds=1.3, bytes=120, ended_at=now
)
cast = [
    {"version": 2, "width": 80, "height": 24},
    [0.2, "o", "learner@lab:~$ "],
    [1.2, "o", "uname -r\r\n"],
    [1.3, "o", "6.1.0-28-amd64\r\nlearner@lab:~$ "],
]
file = whole_path(recording.pk)
file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
file.write_text("".join(f"{json.dumps(line)}\n" for line in cast))

# What a head looks after.
platform = LtiPlatform.objects.create(
    name="Moodle der Universität Beispielstadt",
    issuer="https://moodle.universitaet-beispielstadt.example.org",
    client_id="Q5nqLmLrPLGiS9m",
    auth_url="https://moodle.universitaet-beispielstadt.example.org/mod/lti/auth.php",
    token_url="https://moodle.universitaet-beispielstadt.example.org/mod/lti/token.php",
    jwks_url="https://moodle.universitaet-beispielstadt.example.org/mod/lti/certs.php",
)
deployment = LtiDeployment.objects.create(platform=platform, deployment_id="1")
LtiContext.objects.create(
    deployment=deployment, context_id="7", title="Betriebssysteme", in_class=in_class
)
for number, state in enumerate(("waiting", "failed", "sent")):
    OutboxItem.objects.create(
        kind="lti-score", title="Grade of Hausaufgabe 1", state=state, tries=number,
        target="moodle.universitaet-beispielstadt.example.org",
        said="403 Forbidden: the tool may not write into this gradebook" if number == 1 else "",
    )  # fmt: skip
webhook = WebhookEndpoint.objects.create(
    url="https://hooks.universitaet-beispielstadt.example.org/virtlearn/in?class=it-24",
    events=["task.ticked", "grade.changed"], in_class=in_class, created_by=learner,
    sealed=secret_seal(secret_new()),
)  # fmt: skip
new = User.objects.create_user("mustermann", email="max.mustermann@example.org", role=Role.LEARNER)


def page(name: str, *more: object) -> str:
    return reverse(name, args=more)


lesson = lessons[0].slug
text = "lessons/00-first-steps/lesson.en.md"
everybody = {
    "home": page("home"),
    "changes": page("changes"),
    "course": page("lessons:course", slug),
    "lesson": page("lessons:lesson", slug, lesson),
    "claims": page("lessons:claims", slug),
    "glossary": page("lessons:glossary", slug),
    "search": page("lessons:search", slug) + "?q=docker+vs+vm",
    "search-nothing": page("lessons:search", slug) + "?q=zzzz",
    "notes": page("lessons:notes", slug),
    "print": page("lessons:print", slug),
    "before": page("lessons:test_before", slug),
    "end": page("lessons:test_end", slug),
    "done": page("lessons:certificate", slug),
    "review": page("lessons:review"),
    "figures": page("lessons:figures_mine"),
    "certified": page("lessons:certified", certificate.token),
    "wizard": page("wizard:start", slug),
    "wizard-result": page("wizard:result", slug) + "?neighbours=strangers&w.density=4",
    "wizard-weights": page("wizard:weights", slug) + "?neighbours=teams&w.density=4",
    "wizard-compare": page("wizard:compare", slug) + "?neighbours=strangers&a=oci&b=kvm",
    "wizard-record": page("wizard:record", slug) + "?neighbours=strangers&w.density=4",
    "lab": page("labs:lab", slug, "two-kernels"),
    "lab-failed": page("labs:lab", slug, "crash"),
    "lab-ended": page("labs:lab", slug, "whose-kernel"),
    "recordings": page("labs:recordings_all"),
    "recordings-delete": page("labs:recordings_all_delete"),
    "classes": page("lessons:classes"),
    "code": page("lessons:class_code"),
    "login": page("account_login"),
    "signup": page("account_signup"),
    "forgotten": page("account_reset_password"),
    "mailed": page("account_reset_password_done"),
    "missing": "/en/no-such-page/",
}
learners = {
    "replay": page("labs:recording", recording.pk),
    "replay-delete": page("labs:recording_delete", recording.pk),
    "session-delete": page("labs:session_recordings_delete", over.pk),
    "recordings-lab": page("labs:recordings", slug, "whose-kernel"),
    "review-card": page("lessons:review_card", slug, lessons[0].slug, question),
    "account": page("account"),
    "account-delete": page("account_delete"),
    "export": page("people:export_mine"),
    "log": page("people:log_mine"),
    "password": page("account_change_password"),
    "logout": page("account_logout"),
    "tokens": page("lessons:api_tokens"),
    "calendar": page("lessons:calendar"),
    "sign-ons": page("people:sign_on_mine"),
    "forbidden": page("people:people"),
}
teachers = {
    "manage": page("lessons:manage"),
    "import": page("lessons:question_import"),
    "results": page("lessons:results", slug),
    "results-question": page("lessons:results_question", slug, lesson, question),
    "results-tasks": page("lessons:results_tasks", slug),
    "minutes": page("lessons:results_minutes", slug),
    "course-revisions": page("lessons:revisions", slug),
    "course-revision": page("lessons:revision", slug, published.digest),
    "course-compare": page("lessons:revisions_compare", slug),
    "course-upload": page("lessons:course_upload"),
    "course-zip": page("lessons:revision_upload", slug),
    "editor": page("lessons:editor", slug),
    "editor-file": page("lessons:edit_file", slug, text),
    "editor-preview": page("lessons:edit_preview", slug, text),
    "editor-publish": page("lessons:edit_publish", slug),
    "editor-discard": page("lessons:edit_discard", slug),
    "webhooks": page("lessons:webhooks"),
    "webhook": page("lessons:webhook", webhook.pk),
    "sign-on": page("people:sign_on_providers"),
    "member": page("lessons:class_member", in_class.pk, member.pk),
    "labs": page("labs:class"),
    "labs-end": page("labs:end_all"),
    "board-end": page("lessons:class_board_end", in_class.pk),
    "class-new": page("lessons:class_new"),
    "class-delete": page("lessons:class_delete", in_class.pk),
    "class-add": page("lessons:class_add", in_class.pk),
    "class-lti": page("lessons:lti_class", in_class.pk),
    "group-new": page("lessons:group_set_new", in_class.pk),
    "people": page("people:people"),
    "people-add": page("people:add"),
    "people-import": page("people:import"),
    "person": page("people:person", new.pk),
    "person-role": page("people:role", new.pk),
    "person-password": page("people:password", new.pk),
    "person-export": page("people:export", new.pk),
    "person-erase": page("people:erase", new.pk),
    "retention": page("people:retention"),
    "people-mail": page("people:mail"),
    "people-log": page("people:log"),
    "outbox": page("outbox:outbox"),
    "platforms": page("lessons:lti_platforms"),
    "platform-new": page("lessons:lti_platform_new"),
    "platform": page("lessons:lti_platform", platform.pk),
    "regrade": page("lessons:regrade", slug),
}
print("PAGES " + json.dumps({"": everybody, learner.username: learners, "teacher": teachers}))
