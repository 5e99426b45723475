"""A class with something on each of its pages, written into a site's database; its people have long
names, since short ones break no page. Prints the pages as JSON."""

import json
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from lessons.assignments.access.rule import Mode, Rule
from lessons.assignments.exam_places import batch_of_all, exam_join
from lessons.assignments.exam_run import exam_start
from lessons.assignments.services import Item, assignment_create
from lessons.classes.groups import services as groups
from lessons.classes.services import class_create
from lessons.classes.together.selectors import claims_asked
from lessons.models import (
    AssignmentWork,
    Attempt,
    Course,
    GradeInquiry,
    InquiryMessage,
    Label,
    Membership,
    PredictionRound,
)
from lessons.publishing.selectors import course_current
from virtlearn.people.models import Role, User

now = timezone.now()
course = Course.objects.get()
published = course_current(course.slug)
assert published
teacher = User.objects.create_user("teacher", password="a-long-enough-password", role=Role.HEAD)
row = class_create(
    course=course, by=teacher, name="Virtualisierung und Betriebssystemkonzepte, Winter 2026/27"
)
label = Label.objects.create(in_class=row, name="Donnerstagsgruppe Nachmittag")
names = (
    "María de los Ángeles Fernández-Villaverde y Gutiérrez",
    "Wolfeschlegelsteinhausenbergerdorff",
    "Bo Li",
)
members = []
for number, name in enumerate(names * 4):
    user = User.objects.create_user(f"learner-{number}", email=f"learner-{number}@example.org")
    user.set_password("a-long-enough-password")
    user.save()
    member = Membership.objects.create(
        in_class=row, user=user, state="joined", name=f"{name} {number}", joined_at=now
    )
    member.labels.add(label)
    members.append(member)
for number in range(3):
    Membership.objects.create(
        in_class=row,
        invited_email=f"someone.with.a.long.name.{number}@institut.universitaet-example.org",
        name=names[number],
    )
lesson = next(each for each in published.course.lessons if each.questions)
question, points = next(iter(lesson.questions.items()))
lab = published.course.labs[0]
homework = assignment_create(
    row=row,
    by=teacher,
    title="Hausaufgabe 1: Kernelgrenzen, Namensräume und Kontrollgruppen",
    rule=Rule(),
    items=(Item(kind="lesson", lesson=lesson.slug), Item(kind="lab", ref=lab.slug)),
)
exam = assignment_create(
    row=row,
    by=teacher,
    title="Zwischenprüfung",
    rule=Rule(mode=Mode.SYNCHRONISED, time_limit=90),
    items=(Item(kind="test", ref="end"),),
)
item = homework.items.first()
for member in members:
    assert member.user
    attempt = Attempt.objects.create(
        user=member.user,
        course=course.slug,
        lesson=lesson.slug,
        question=question,
        number=1,
        language="en",
        answer=["x"],
        fraction=0.5,
        points=points / 2,
        correct=False,
    )
    AssignmentWork.objects.create(
        assignment=homework, membership=member, item=item, attempt=attempt, counted=True, credit=100
    )
for member in members[:9]:
    exam_join(assignment=exam, membership=member, now=now)
exam_start(batch=batch_of_all(exam), by=teacher, now=now)
inquiry = GradeInquiry.objects.create(assignment=homework, membership=members[0])
InquiryMessage.objects.create(
    inquiry=inquiry, text="Warum nur die Hälfte der Punkte? " * 6, from_teacher=False
)
of_set = groups.set_save(
    row=row, of_set=None, by=teacher, name="Laborpartnerschaften", least=2, most=3, mode="teacher"
)
groups.groups_fill(of_set=of_set, by=teacher)
offer = claims_asked(row)[0]
of_round = PredictionRound.objects.create(
    in_class=row,
    lesson=offer.lesson,
    claim=offer.claim.id,
    digest=published.digest,
    phase="again",
    started_by=teacher,
    started_at=now - timedelta(minutes=5),
)


def page(name: str, *more: int | str) -> str:
    return reverse(f"lessons:{name}", args=[row.pk, *more])


teachers = {
    "class": page("class"),
    "people": page("class_people"),
    "person": page("class_member", members[0].pk),
    "labels": page("class_labels"),
    "roster": page("class_roster"),
    "invitations": page("class_invitations"),
    "panel": page("class_panel"),
    "settings": page("class_settings"),
    "revision": page("class_revision"),
    "assignments": page("assignments"),
    "assignment-new": page("assignment_new"),
    "assignment": page("assignment", homework.pk),
    "assignment-change": page("assignment_change", homework.pk),
    "exceptions": page("assignment_exceptions", homework.pk),
    "preview": page("assignment_preview", homework.pk),
    "accommodations": page("accommodations"),
    "exam": page("assignment_exam", exam.pk),
    "exam-more": page("assignment_exam_act", exam.pk, 0, "more"),
    "board": page("class_board"),
    "grades": page("grades"),
    "cell": page("grade", members[0].pk, homework.pk),
    "grades-settings": page("grades_settings"),
    "grades-files": page("grades_files"),
    "grades-upload": page("grades_upload"),
    "canvas": page("grades_canvas"),
    "inquiries": page("grades_inquiries"),
    "inquiry": page("grades_inquiry", inquiry.pk),
    "regrades": page("class_regrade"),
    "regrade": page("class_regrade_question", lesson.slug, question),
    "groups": page("groups"),
    "group-set": page("group_set", of_set.pk),
    "group-settings": page("group_set_settings", of_set.pk),
    "group-file": page("group_file", of_set.pk),
    "statistics": reverse("lessons:results", args=[course.slug]) + f"?class={row.pk}",
    "rounds": page("class_rounds"),
    "round": page("class_round", of_round.pk),
    "projector": page("class_round_screen", of_round.pk),
}
learners = {
    "mine": page("grades_mine"),
    "paper": page("assignment_paper", exam.pk, "end"),
    "my-round": page("class_round", of_round.pk),
    "my-assignment": page("assignment", homework.pk),
    "my-class": page("class"),
}
print("PAGES " + json.dumps({"teacher": teachers, "learner-0": learners}))
