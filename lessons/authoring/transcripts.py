"""`manage.py course transcripts`: runs a course's transcripts in machines, and compares.

Those of a lesson that name the same kind of machine run one after another in one fresh machine:
what the first leaves is there for the second, as for a reader who types them all.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import msgspec

from labs.engines.base import Handle, RunResult
from labs.engines.protocols import Machines
from labs.verification.machines import machine_of, outcome
from lessons.document.transcripts import Step, Transcript, agrees, transcripts_of

transcript_seconds = 60.0  # for each transcript of a machine, together
mark = "\x1e"  # begins the line between what two commands print
# It reads letter by letter, so that a shell that it starts goes on with the next command. In a
# machine whose scripts are root's, what a user types is run as the user of id 1000.
shell = "bash --norc --noprofile"
as_learner = (
    'perl -e \'$) = "1000 1000"; $( = 1000; $< = $> = 1000; $ENV{HOME} = "/home/learner";'
    ' $ENV{USER} = "learner"; chdir; exec @ARGV\''
)


class Outcome(msgspec.Struct, frozen=True):
    """One transcript that was run: where it stands, how many commands, and what differs."""

    place: str  # "path:line"
    kind: str
    steps: int
    faults: tuple[str, ...]


class Place(msgspec.Struct, frozen=True):
    """A transcript and the page that it is of, from the course's folder on."""

    path: str
    transcript: Transcript


def transcripts_run(
    engine: Machines, folder: Path, language: str, only: Sequence[str] = ()
) -> Iterator[Outcome]:
    """Runs those of a course's lessons in `language`, or of the lessons whose slugs are `only`.

    Raises EngineError.
    """
    for path in sorted(folder.glob(f"lessons/*/lesson.{language}.md")):
        slug = path.parent.name.partition("-")[2]
        if only and slug not in only:
            continue
        name = path.relative_to(folder).as_posix()
        found = [Place(name, each) for each in transcripts_of(path.read_text(encoding="utf-8"))]
        by_kind = sorted(found, key=lambda each: each.transcript.kind)
        for kind, places in groupby(by_kind, key=lambda each: each.transcript.kind):
            with machine_of(engine, kind) as machine:
                yield from machine_run(engine, machine, list(places))


def machine_run(engine: Machines, machine: Handle, places: list[Place]) -> Iterator[Outcome]:
    """In one machine; a user's and root's in shells of their own."""
    for prompt, group in groupby(places, key=prompt_of):
        chosen = list(group)
        transcripts = [each.transcript for each in chosen]
        result = engine.run(
            machine,
            script_of(transcripts, learner=prompt == "$"),
            user="learner",
            timeout=transcript_seconds * len(chosen),
        )
        said = result.output.split(mark)[1:]
        for place in chosen:
            count = 1 + len(place.transcript.steps)
            yield compared(place, said[1:count], result)  # after what `before` has printed
            said = said[count:]


def prompt_of(place: Place) -> str:
    return place.transcript.steps[0].prompt


def script_of(transcripts: Sequence[Transcript], *, learner: bool) -> str:
    """A script for sh that feeds them to a shell, whose output has `mark` before that of each
    command; `before` has one of its own."""
    lines: list[str] = []
    for each in transcripts:
        lines.append(f"echo -n {shlex.quote(mark)}")
        if each.before:
            lines.append(each.before)
        for step in each.steps:
            lines += [f"echo -n {shlex.quote(mark)}", step.command]
    end = "transcripts-end"
    become = f'[ "$(id -u)" != 0 ] || set -- {as_learner}\n' if learner else ""
    body = "\n".join([*lines, f"echo -n {shlex.quote(mark)}", ""])
    return (
        f"umask 022; export PS1= PS2= LANG=C.UTF-8; cd; set --\n{become}"
        f"exec \"$@\" {shell} 2>&1 <<'{end}'\n{body}{end}\n"
    )


def compared(place: Place, said: Sequence[str], result: RunResult) -> Outcome:
    """`said` is what each command has printed; fewer where one of them did not end."""
    transcript = place.transcript
    faults = [
        difference(step, each)
        for step, each in zip(transcript.steps, said, strict=False)
        if not agrees(step, each, transcript.varies)
    ]
    if len(said) < len(transcript.steps):
        faults.append(f"`{transcript.steps[len(said)].command}` did not run: {outcome(result)}")
    where = f"{place.path}:{transcript.line}"
    return Outcome(where, transcript.kind, len(transcript.steps), tuple(faults))


def difference(step: Step, said: str) -> str:
    rows = [f"`{step.command}` shows", *(f"  {row}" for row in step.output), "and now says"]
    return "\n".join([*rows, *(f"  {row}" for row in said.splitlines())])
