"""The rows of the app: what is published, and what learners did."""

from __future__ import annotations

from lessons.models.api_tokens import ApiAnswer, ApiToken
from lessons.models.assignments import (
    Accommodation,
    Assignment,
    AssignmentExtension,
    AssignmentItem,
    AssignmentOverride,
    AssignmentStart,
    AssignmentWork,
    CalendarFeed,
    LateDayBudget,
)
from lessons.models.claims import FiguresShared, Prediction
from lessons.models.class_notes import ClassNote, ClassNoteClosed
from lessons.models.classes import Class, Label, Membership, RosterChange, RosterImport
from lessons.models.course_tests import CourseTest, PretestDraft, SkipUndone
from lessons.models.courses import (
    Asset,
    Blob,
    Course,
    Page,
    Publication,
    Revision,
    RevisionFile,
)
from lessons.models.editing import Draft, DraftFile, DraftVersion
from lessons.models.exams import AnswerDraft, ExamAnswer, ExamBatch, ExamPaper, ExamPlace
from lessons.models.grades import GradeChange
from lessons.models.grading import (
    GradeInquiry,
    GradeScheme,
    InquiryMessage,
    KeptGrade,
    KeptLearner,
)
from lessons.models.groups import Group, GroupChange, GroupPlace, GroupSet, GroupTask
from lessons.models.invitations import Invitation
from lessons.models.learning import Attempt, Deed, HintOpened, LessonRead
from lessons.models.lti import (
    LtiContext,
    LtiDeployment,
    LtiIdentity,
    LtiKey,
    LtiLink,
    LtiPlatform,
    LtiUsed,
)
from lessons.models.reading import Certificate, Note, ReadingPlace
from lessons.models.regrades import Regrade, RegradedAttempt, RegradedTest
from lessons.models.review import ReviewAnswer, ReviewCard
from lessons.models.together import PredictionRound, RoundAnswer
from lessons.models.webhooks import WebhookEndpoint, WebhookMessage

__all__ = [
    "Accommodation",
    "AnswerDraft",
    "ApiAnswer",
    "ApiToken",
    "Asset",
    "Assignment",
    "AssignmentExtension",
    "AssignmentItem",
    "AssignmentOverride",
    "AssignmentStart",
    "AssignmentWork",
    "Attempt",
    "Blob",
    "CalendarFeed",
    "Certificate",
    "Class",
    "ClassNote",
    "ClassNoteClosed",
    "Course",
    "CourseTest",
    "Deed",
    "Draft",
    "DraftFile",
    "DraftVersion",
    "ExamAnswer",
    "ExamBatch",
    "ExamPaper",
    "ExamPlace",
    "FiguresShared",
    "GradeChange",
    "GradeInquiry",
    "GradeScheme",
    "Group",
    "GroupChange",
    "GroupPlace",
    "GroupSet",
    "GroupTask",
    "HintOpened",
    "InquiryMessage",
    "Invitation",
    "KeptGrade",
    "KeptLearner",
    "Label",
    "LateDayBudget",
    "LessonRead",
    "LtiContext",
    "LtiDeployment",
    "LtiIdentity",
    "LtiKey",
    "LtiLink",
    "LtiPlatform",
    "LtiUsed",
    "Membership",
    "Note",
    "Page",
    "Prediction",
    "PredictionRound",
    "PretestDraft",
    "Publication",
    "ReadingPlace",
    "Regrade",
    "RegradedAttempt",
    "RegradedTest",
    "ReviewAnswer",
    "ReviewCard",
    "Revision",
    "RevisionFile",
    "RosterChange",
    "RosterImport",
    "RoundAnswer",
    "SkipUndone",
    "WebhookEndpoint",
    "WebhookMessage",
]
