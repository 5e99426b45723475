"""What is kept of people by lessons. See virtlearn/people/privacy/registry.py.

Over 300 lines: one declaration a model, which are looked up together and change one by one.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from virtlearn.people.privacy.registry import model_privacy

privacy = [
    model_privacy(
        "lessons.ApiToken",
        person="user",
        what=_("tokens by which programs use the API"),
        export="name scopes in_class created_at expires_at revoked_at last_used_at last_address",
        erase="id user key digest",
    ),
    model_privacy(
        "lessons.ApiAnswer",
        person="token__user",
        what=_("answers of the API that are given again for a day"),
        export="made_at status",
        # The answers themselves are what their owner's program has read already.
        erase="id token key digest headers sealed",
    ),
    model_privacy(
        "lessons.Attempt",
        person="user",
        what=_("answers to questions"),
        export=(
            "course lesson at question number language answer fraction points correct "
            "misconceptions device"
        ),
        # What a question was drawn by, and its right answer, are keys.
        erase="id user revision order seed given digest",
    ),
    model_privacy(
        "lessons.HintOpened",
        person="user",
        what=_("hints that were opened"),
        export="course lesson at question number",
        erase="id user",
    ),
    model_privacy(
        "lessons.LessonRead",
        person="user",
        what=_("lessons marked as read"),
        export="course lesson at",
        erase="id user",
    ),
    model_privacy(
        "lessons.Prediction",
        person="user",
        what=_("predictions"),
        export="course lesson at claim number choice",
        erase="id user",
    ),
    model_privacy(
        "lessons.FiguresShared",
        person="user",
        what=_("the consent to count figures in the class's"),
        export="at",
        erase="id user",
    ),
    model_privacy(
        "lessons.CourseTest",
        person="user",
        what=_("tests over a course"),
        export="course kind number at items share",
        erase="id user",
    ),
    model_privacy(
        "lessons.PretestDraft",
        person="user",
        what=_("tests before a course that were begun"),
        export="course answers begun_at",
        # What its questions were drawn by is a key.
        erase="id user digest seed",
    ),
    model_privacy(
        "lessons.SkipUndone",
        person="user",
        what=_("lessons to be read though they may be skipped"),
        export="course lesson at",
        erase="id user",
    ),
    model_privacy(
        "lessons.ReadingPlace",
        person="user",
        what=_("places where reading was left off"),
        export="course lesson section at",
        erase="id user",
    ),
    model_privacy(
        "lessons.Note",
        person="user",
        what=_("notes and highlights"),
        export="course lesson quote text at changed_at deleted_at",
        erase="id user",
    ),
    model_privacy(
        "lessons.Certificate",
        person="user",
        what=_("certificates: their addresses show nothing any more"),
        export="course token snapshot at revoked_at",
        erase="id user signature",
    ),
    model_privacy(
        "lessons.ReviewCard",
        person="user",
        what=_("cards of the review"),
        export="course lesson at question stability difficulty last_at due_at before repetitions",
        erase="id user",
    ),
    model_privacy(
        "lessons.ReviewAnswer",
        person="user",
        what=_("answers in the review"),
        export="course lesson at question repetition answer fraction correct rating",
        erase="id user order seed",
    ),
    model_privacy(
        "lessons.Membership",
        person="user",
        what=_("places in classes"),
        export=(
            "in_class role state name invited_email external_id github_username github_id "
            "created_at joined_at changed_at screens"
        ),
        erase="id user token token_at labels",
    ),
    model_privacy(
        "lessons.Membership_labels",
        person="membership__user",
        what=_("labels in classes"),
        export="membership label",
        erase="id",
    ),
    model_privacy(
        "lessons.Invitation",
        person="membership__user",
        what=_("mailed invitations to classes"),
        export="membership language state sent_at expires_at mails",
        erase="id by digest due_at tried_at tries fault said",
    ),
    model_privacy(
        "lessons.RosterChange",
        person="membership__user",
        what=_("changes by rosters"),
        export="of_import membership before after",
        erase="id",
    ),
    model_privacy("lessons.Label", keep="id in_class name"),
    # What a class has to do is the class's; what is a member's goes with the member.
    model_privacy(
        "lessons.Assignment",
        person="created_by",
        what=_("assignments that were made"),
        keep_export="in_class title created_at",
        erase="created_by",
        keep="id note rule group_set release_at due_at ends_at changed_at deleted_at",
    ),
    model_privacy("lessons.AssignmentItem", keep="id assignment kind lesson ref tasks position"),
    model_privacy("lessons.LateDayBudget", keep="id in_class days"),
    model_privacy(
        "lessons.AssignmentOverride",
        person="membership__user",
        what=_("deadlines of one's own"),
        export="assignment patch at",
        # Why is a teacher's note, and may say something of others.
        erase="id label membership position reason by",
    ),
    model_privacy(
        "lessons.AssignmentExtension",
        person="membership__user",
        what=_("extensions"),
        export="assignment days without_penalty reason at",
        erase="id membership by",
    ),
    model_privacy(
        "lessons.Accommodation",
        person="membership__user",
        what=_("accommodations"),
        export="time_percent days note at",
        erase="id membership by",
    ),
    model_privacy(
        "lessons.AssignmentStart",
        person="membership__user",
        what=_("assignments that were begun"),
        export="assignment number started_at handed_in_at honour",
        erase="id membership",
    ),
    model_privacy(
        "lessons.ExamBatch",
        person="by",
        what=_("exams that were started"),
        keep_export="assignment name started_at ended_at",
        erase="by",
        keep="id code more_minutes made_at",
    ),
    model_privacy(
        "lessons.ExamPlace",
        person="membership__user",
        what=_("places in exams"),
        export="assignment taken_at seen_at honour more_minutes",
        erase="id membership batch",
    ),
    model_privacy(
        "lessons.ExamPaper",
        person="start__membership__user",
        what=_("tests that were opened in exams"),
        export="kind opened_at closed_at by_site",
        # What its questions were drawn by is a key.
        erase="id start seed digest questions test",
    ),
    model_privacy(
        "lessons.ExamAnswer",
        person="paper__start__membership__user",
        what=_("answers in exams as they were given"),
        export="lesson question answer language version saved_at",
        erase="id paper",
    ),
    model_privacy(
        "lessons.AnswerDraft",
        person="start__membership__user",
        what=_("answers that were not sent yet, as they were given"),
        export="lesson question number answer language version saved_at sent_at",
        # What a question was drawn by is a key.
        erase="id start seed order",
    ),
    model_privacy(
        "lessons.AssignmentWork",
        person="membership__user",
        what=_("work for assignments"),
        export="assignment at lab task group points counted credit late_days reason",
        erase="id membership item attempt test",
    ),
    model_privacy("lessons.GroupSet", keep="id in_class name least most mode created_at"),
    model_privacy("lessons.Group", keep="id of_set number name begun_at"),
    model_privacy(
        "lessons.GroupPlace",
        person="membership__user",
        what=_("places in groups of a class"),
        export="of_set group begun_at ended_at",
        erase="id membership seat begun_by ended_by",
    ),
    model_privacy(
        "lessons.GroupTask",
        person="membership__user",
        what=_("tasks of labs that were done in groups"),
        export="membership lab task points at",
        erase="id",
    ),
    # What was changed stays, since it is of others too; who did it goes.
    model_privacy(
        "lessons.GroupChange",
        person="by",
        what=_("changes of groups"),
        keep_export="of_set at undone_at",
        erase="by",
        keep="id",
    ),
    model_privacy(
        "lessons.GradeChange",
        person="membership__user",
        what=_("grades that were set by hand"),
        export="assignment kind points reason at",
        erase="id membership by",
    ),
    model_privacy(
        "lessons.GradeInquiry",
        person="membership__user",
        what=_("questions about grades"),
        export="assignment asked_at changed_at closed_at",
        erase="id membership is_waiting is_news",
    ),
    model_privacy(
        "lessons.InquiryMessage",
        person="inquiry__membership__user",
        what=_("messages about grades"),
        export="inquiry from_teacher text at",
        erase="id by change",
    ),
    model_privacy(
        "lessons.GradeScheme",
        person="by",
        what=_("changes of how grades count"),
        keep_export="in_class at",
        erase="by",
        keep="id kept",
    ),
    # Made when an account is erased, where GRADES_OUTLIVE says so; nothing leads back to whose.
    model_privacy("lessons.KeptLearner", keep="id in_class code"),
    model_privacy(
        "lessons.KeptGrade",
        person="by",
        erase="by",
        keep="id learner assignment status points submitted_at attempts",
    ),
    model_privacy(
        "lessons.RegradedAttempt",
        person="attempt__user",
        what=_("answers that were graded again"),
        export="regrade attempt before after unfit",
        erase="id",
    ),
    model_privacy(
        "lessons.RegradedTest",
        person="test__user",
        what=_("answers in tests that were graded again"),
        export="regrade test before after unfit",
        erase="id",
    ),
    # A regrade is its class's, or its course's; that somebody made it is theirs.
    model_privacy(
        "lessons.Regrade",
        person="by",
        what=_("regrades that were made"),
        keep_export="course in_class lesson question mode reason at undone_at",
        erase="by undone_by",
        keep="id revision digest",
    ),
    model_privacy(
        "lessons.CalendarFeed",
        person="user",
        what=_("the calendar of what is due"),
        export="made_at",
        erase="id user token",
    ),
    # A class outlives whoever made it, an import whoever sent the file; that they did is theirs.
    model_privacy(
        "lessons.Class",
        person="created_by",
        what=_("classes that were made"),
        keep_export="name course time_zone starts_on ends_on created_at archived_at",
        erase="created_by",
        keep="id pinned planned planned_on self_enrol join_code join_until inquiry_days screens",
    ),
    model_privacy(
        "lessons.RosterImport",
        person="by",
        what=_("rosters that were imported"),
        keep_export="in_class at undone_at",
        erase="by",
        keep="id",
    ),
    model_privacy(
        "lessons.RoundAnswer",
        person="user",
        what=_("predictions in rounds of a class"),
        export="of_round turn number choice informed at",
        erase="id user",
    ),
    model_privacy(
        "lessons.PredictionRound",
        person="started_by",
        what=_("rounds that were begun in a class"),
        keep_export="in_class lesson claim phase started_at closed_at",
        erase="started_by",
        keep="id digest",
    ),
    model_privacy(
        "lessons.ClassNote",
        person="by",
        what=_("messages that were sent to a class"),
        keep_export="in_class text lesson heading at",
        erase="by",
        keep="id",
    ),
    model_privacy(
        "lessons.ClassNoteClosed",
        person="user",
        what=_("messages to a class that were read"),
        export="note",
        erase="id user",
    ),
    # Platforms are the site's; that somebody registered one is theirs.
    model_privacy(
        "lessons.LtiPlatform",
        person="created_by",
        what=_("learning platforms that were registered"),
        keep_export="name created_at",
        erase="created_by",
        keep=(
            "id issuer client_id auth_url token_url jwks_url token_audience origins "
            "teachers_teach active jwks jwks_at jwks_tried_at"
        ),
    ),
    model_privacy("lessons.LtiDeployment", keep="id platform deployment_id"),
    model_privacy("lessons.LtiKey", keep="id kid sealed public created_at"),
    model_privacy("lessons.LtiUsed", keep="digest until"),
    model_privacy(
        "lessons.LtiIdentity",
        person="user",
        what=_("who one is on a learning platform"),
        export="issuer subject made created_at last_at",
        erase="id user",
    ),
    model_privacy(
        "lessons.LtiContext",
        person="linked_by",
        what=_("courses of learning platforms that were connected with a class"),
        keep_export="title in_class",
        erase="linked_by",
        keep="id deployment context_id roster_url graded_at",
    ),
    model_privacy(
        "lessons.LtiLink", keep="id context link_id title assignment line_item may_score last_at"
    ),
    model_privacy(
        "lessons.WebhookEndpoint",
        person="created_by",
        what=_("webhooks that were made"),
        export="in_class url events created_at failing_since disabled_at disabled_why",
        erase="id created_by sealed sealed_before before_until",
    ),
    model_privacy(
        "lessons.WebhookMessage",
        person="person",
        what=_("messages to webhooks"),
        export="event created_at",
        erase="id endpoint key body person item tried_at status answer",
    ),
    # Courses outlive whoever published them; that they did is theirs.
    model_privacy(
        "lessons.Revision",
        person="published_by",
        what=_("revisions that were published"),
        keep_export="course digest published_at unpublished",
        erase="published_by",
        keep="id head",
    ),
    model_privacy(
        "lessons.Course",
        person="current_by",
        what=_("courses whose revision was chosen"),
        keep_export="slug current_since",
        erase="current_by",
        keep="id current current_by_setup",
    ),
    model_privacy("lessons.Page", keep="id revision kind slug language body"),
    model_privacy("lessons.Blob", keep="digest content"),
    model_privacy("lessons.Asset", keep="id revision path blob"),
    model_privacy("lessons.RevisionFile", keep="id revision path blob"),
    model_privacy(
        "lessons.Publication",
        person="by",
        what=_("when one showed a revision of a course, and why"),
        keep_export="course revision kind message at",
        erase="by",
        keep="id",
    ),
    # A draft is the course's; that somebody began or changed it is theirs.
    model_privacy(
        "lessons.Draft",
        person="begun_by",
        what=_("courses that were begun to be changed in the browser"),
        keep_export="course begun_at",
        erase="begun_by",
        keep="id base",
    ),
    model_privacy(
        "lessons.DraftFile",
        person="changed_by",
        what=_("files of courses that were changed in the browser"),
        keep_export="path changed_at",
        erase="changed_by",
        keep="id draft content digest",
    ),
    model_privacy(
        "lessons.DraftVersion",
        person="by",
        what=_("earlier versions of files of courses"),
        keep_export="at",
        erase="by",
        keep="id file content digest",
    ),
]
