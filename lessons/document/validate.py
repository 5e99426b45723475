"""What can be said only of a course as a whole: links to sections, translations, prerequisites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from labs.spec.definition import LabSpec
from labs.spec.figure import is_measured
from labs.spec.measures import MeasureDecl
from lessons.document.draft import Draft, Entry
from lessons.document.page import Anchor, Page
from lessons.document.schema import Claim
from lessons.quizzes import registry
from virtlearn.core.wording import instead, shown

Drafts = Mapping[str, Mapping[str, Draft]]  # slug → language → draft


def anchors_check(drafts: Drafts, lessons: Drafts) -> None:
    """Reports every link to a section that is not there, in `drafts`, where `lessons` are all."""
    for slug, by_language in drafts.items():
        for language, draft in by_language.items():
            page = draft.page
            for anchor in page.anchors:
                target: Draft | None = draft
                if anchor.lesson and not (anchor.lesson == slug and draft.sort == "lesson"):
                    target = lessons.get(anchor.lesson, {}).get(language)
                # A lesson that is missing in this language is reported for that already.
                anchor_check(anchor, target, page)


def links_check(page: Page, lessons: Drafts, language: str) -> None:
    """The same of a file that is no page of one language, by the lessons in `language`."""
    for anchor in page.anchors:
        anchor_check(anchor, lessons.get(anchor.lesson, {}).get(language), page)


def anchor_check(anchor: Anchor, target: Draft | None, page: Page) -> None:
    """Reports in `page` that `target` lacks the section."""
    if target is not None and anchor.anchor not in target.page.ids:
        where = f"lesson `{anchor.lesson}`" if anchor.lesson else "this text"
        hint = instead(anchor.anchor, target.page.ids)
        page.problem(anchor.line, f"{where} has no section `#{shown(anchor.anchor)}`: {hint}")


def prerequisites_check(lessons: Drafts, source: str) -> None:
    """Reports each circle of prerequisites once, at the lesson of it that comes first."""
    needs = {
        slug: by_language[source].head.prerequisites
        for slug, by_language in lessons.items()
        if source in by_language
    }
    finished: set[str] = set()
    for start in needs:
        path: list[str] = []
        # Each step of the walk: a lesson, and which of its prerequisites comes next.
        steps: list[tuple[str, int]] = [(start, 0)] if start not in finished else []
        while steps:
            slug, at = steps.pop()
            if at == 0:
                path.append(slug)
            wanted = needs.get(slug, ())
            if at == len(wanted):
                finished.add(slug)
                path.pop()
                continue
            steps.append((slug, at + 1))
            following = wanted[at]
            if following in path:
                circle = [*path[path.index(following) :], following]
                draft = lessons[path[path.index(following)]][source]
                line = draft.head.line("prerequisites")
                message = f"prerequisites go in a circle, {' → '.join(circle)}: take one out"
                draft.page.problem(line, message)
            elif following not in finished:
                steps.append((following, 0))


def tasks_check(draft: Draft, spec: LabSpec, spec_name: str) -> None:
    """Reports tasks of a guide that lab.toml lacks, and the reverse."""
    wanted = [task.id for task in spec.tasks]
    tasks = draft.tasks()
    for task, line in tasks.items():
        if task not in wanted:
            hint = instead(task, wanted)
            draft.page.problem(line, f"{spec_name} has no task `{task}`: add it there, or {hint}")
    for task in wanted:
        if task not in tasks:
            message = f"task `{task}` of {spec_name} is missing: add a block {{.task #{task}}}"
            draft.page.problem(draft.length, message)


def claims_check(draft: Draft, labs: Mapping[str, LabSpec]) -> None:
    """Reports claims that name a task that their lab lacks, a figure that nothing there measures,
    or a question that the lesson lacks."""
    questions = {**draft.questions(), **draft.questions(pooled=True)}
    for claim, line in draft.claims:
        spec = labs.get(claim.lab)
        tasks = [task.id for task in spec.tasks] if spec else []
        if claim.task and spec and claim.task not in tasks:
            hint = instead(claim.task, tasks)
            draft.page.problem(line, f"lab `{claim.lab}` has no task `{claim.task}`: {hint}")
        elif claim.measure and spec and not is_measured(claim.measure, measures_of(claim, spec)):
            where = f"task `{claim.task}`" if claim.task else f"lab `{claim.lab}`"
            keys = [measure.key for measure in measures_of(claim, spec)]
            hint = instead(claim.measure, keys)
            draft.page.problem(line, f"{where} measures no `{shown(claim.measure)}`: {hint}")
        for name in claim.questions:
            if name not in questions:
                hint = instead(name, questions)
                draft.page.problem(line, f"this lesson has no question `{shown(name)}`: {hint}")


def measures_of(claim: Claim, spec: LabSpec) -> list[MeasureDecl]:
    """What the checks of the claim's task report; of the whole lab where it names no task."""
    tasks = [task for task in spec.tasks if claim.task in ("", task.id)]
    return [measure for task in tasks for measure in task.measures]


def translation_check(source: Draft, draft: Draft, *, tasks_known: bool) -> None:
    """Reports how a translation differs from the source language in what must be equal.

    `tasks_known`: missing tasks were already told by `tasks_check`.
    """
    page = draft.page
    if draft.head.lines and source.head.lines:
        head_check(source, draft)
    given = {name for name, _ in draft.page.given_ids}
    wanted = {name for name, _ in source.page.given_ids}
    for name, line in page.given_ids:
        if name not in wanted:
            message = f"no heading of {file_name(source)} has the id `{name}`: write the same ids"
            page.problem(line, message)
    for name, line in source.page.given_ids:
        if name not in given:
            message = f"a heading with the id `{name}` is missing ({file_name(source)}:{line})"
            page.problem(draft.length, message)
    entries_check(source, draft, tasks_known=tasks_known)
    spoilers_agree(source, draft)


def spoilers_agree(source: Draft, draft: Draft) -> None:
    """Reports claims that one language gives away in marked sentences, and the other in none."""
    given = dict(reversed(draft.page.spoilers))
    wanted = dict(reversed(source.page.spoilers))
    name = file_name(source)
    for claim in given.keys() - wanted.keys():
        message = f"{name} marks no spoiler of `{shown(claim)}`: mark it there, or drop this one"
        draft.page.problem(given[claim], message)
    for claim in wanted.keys() - given.keys():
        message = f"nothing is marked that gives `{shown(claim)}` away ({name}:{wanted[claim]})"
        draft.page.problem(draft.length, f"{message}: write [words]{{.spoiler claim={claim}}}")


def head_check(source: Draft, draft: Draft) -> None:
    name = file_name(source)
    ours, theirs = draft.head, source.head
    if ours.minutes != theirs.minutes and ours.minutes and theirs.minutes:
        message = f"minutes: {name} says {theirs.minutes}: write the same"
        draft.page.problem(ours.line("minutes"), message)
    if ours.checked != theirs.checked:
        message = f"checked: {name} says {theirs.checked or 'nothing'}: write the same"
        draft.page.problem(ours.line("checked"), message)
    for key in ("prerequisites", "labs"):
        if set(getattr(ours, key)) != set(getattr(theirs, key)):
            says = ", ".join(getattr(theirs, key)) or "none"
            draft.page.problem(ours.line(key), f"{key}: {name} says {says}: write the same")
    levels = [objective.level for objective in ours.objectives]
    wanted = [objective.level for objective in theirs.objectives]
    if levels != wanted and levels and wanted:
        message = f"objectives: {name} has {', '.join(wanted)}: write the same levels in this order"
        draft.page.problem(ours.line("objectives"), message)


def entries_check(source: Draft, draft: Draft, *, tasks_known: bool) -> None:
    """Blocks: the same ids of the same kinds in the same order, and questions that agree."""
    page, name = draft.page, file_name(source)
    skipped = {"task", "solution"} if tasks_known else set()
    originals = by_id(source.entries)
    own = by_id(draft.entries)
    for key, entry in own.items():
        if original := originals.get(key):
            for message in disagreement(original, entry):
                page.problem(entry.line, f"{message} ({name}:{original.line})")
        elif entry.kind not in skipped:
            page.problem(entry.line, unknown_entry(entry, originals, name))
    own_ids = {entry.id for entry in own.values()}
    before = 1
    for key, original in originals.items():
        if key in own:
            before = own[key].line
        elif original.kind not in skipped and original.id not in own_ids:
            message = f".{original.kind} `{original.id}` ({name}:{original.line}) is missing below"
            page.problem(before, f"{message}: translate it")
    common = [key for key in own if key in originals]
    wanted = [key for key in originals if key in own]
    for found, expected in zip(common, wanted, strict=True):
        if found != expected:
            message = f"`{expected[1]}` stands here in {name}: keep the order of the blocks"
            page.problem(own[found].line, message)
            break


def unknown_entry(entry: Entry, originals: Mapping[tuple[str, str], Entry], name: str) -> str:
    """What to say of a block that the source language has not, or has as another kind."""
    for kind, id_ in originals:
        if id_ == entry.id:
            return f"`{entry.id}` is a .{kind} in {name}: make it the same kind"
    return f"{name} has no .{entry.kind} `{entry.id}`: add it there, or drop it here"


def by_id(entries: Sequence[Entry]) -> dict[tuple[str, str], Entry]:
    found: dict[tuple[str, str], Entry] = {}
    for entry in entries:
        if entry.id:
            found.setdefault((entry.kind, entry.id), entry)
    return found


def disagreement(original: Entry, entry: Entry) -> list[str]:
    messages = []
    if original.detail != entry.detail:
        ours, theirs = details_differ(entry.detail, original.detail)
        messages.append(f"`{entry.id}` differs: {ours} here, {theirs} there")
    if original.question is not None and entry.question is not None:
        found = registry.translations_agree(original.question, entry.question)
        messages += [f"`{entry.id}` differs: {message}" for message in found]
    return messages


def details_differ(ours: str, theirs: str) -> tuple[str, str]:
    """What two details don't share, or what to say of one that has nothing more."""
    own, other = ours.split("; "), theirs.split("; ")
    return (
        ", ".join(each for each in own if each not in other) or "nothing of that",
        ", ".join(each for each in other if each not in own) or "nothing of that",
    )


def file_name(draft: Draft) -> str:
    return draft.page.path.rpartition("/")[2]
