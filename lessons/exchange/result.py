"""What an import gave, one question at a time: taken or left, each with its place and its notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal

import msgspec

from lessons.exchange.block import ids_unique
from lessons.exchange.markup.pictures import Pictures
from lessons.exchange.markup.texts import Texts
from lessons.quizzes.asked import Asked, Form, NoFormError
from lessons.quizzes.decimals import decimal_read, decimal_text
from lessons.quizzes.imported import ImportedBlock
from lessons.quizzes.registry import kinds

by_form: Mapping[Form, Callable[[Asked], ImportedBlock]] = {
    form: taken for kind in kinds.values() for form, taken in kind.taken.items()
}

points_least, points_most = Decimal("0.5"), 100  # of a question of the course format


class Prose(msgspec.Struct, frozen=True):
    """A text that asks for nothing that is graded here; an essay is one that asks."""

    markdown: str
    essay: bool = False


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One question of a file: where it stands ("line 12", a path), what it is called, and how it is
    read. `read` raises NoFormError where it has no form here.
    """

    where: str
    name: str
    read: Callable[[Texts], Asked | Prose]
    folder: str = ""  # in which its pictures are named from


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one question: `block`, or None with the `reason` why it was left."""

    where: str
    name: str
    block: ImportedBlock | None = None
    reason: str = ""

    @property
    def notes(self) -> tuple[str, ...]:
        return self.block.notes if self.block else ()


class Imported(msgspec.Struct, frozen=True, kw_only=True):
    """`form` names the format; `notes` are about the file as a whole."""

    form: str
    results: tuple[Result, ...]
    notes: tuple[str, ...] = ()

    @property
    def blocks(self) -> list[ImportedBlock]:
        return [each.block for each in self.results if each.block]

    @property
    def texts(self) -> list[ImportedBlock]:
        """Those that are no questions: descriptions and essays."""
        return [block for block in self.blocks if not block.kind]

    @property
    def left(self) -> list[Result]:
        return [each for each in self.results if each.block is None]

    @property
    def files(self) -> dict[str, bytes]:
        """The pictures that go with the blocks."""
        return {name: data for block in self.blocks for name, data in block.files.items()}

    @property
    def summary(self) -> str:
        as_text = f" ({len(self.texts)} as text)" if self.texts else ""
        counts = f"in {len(self.results)}, out {len(self.blocks)}{as_text}, left {len(self.left)}"
        return f"{self.form}: {counts}"

    def lines(self) -> list[str]:
        """One line for each question that was left, and for each loss of those that were taken."""
        found = [f"{self.form}: {note}" for note in self.notes]
        for each in self.results:
            place = f"{each.where}: {each.block.id or each.name if each.block else each.name}"
            if each.block is None:
                found.append(f"{place}: left: {each.reason}")
            found += [f"{place}: {note}" for note in each.notes]
        return found


def results_of(sources: Iterable[Source], pictures: Pictures) -> list[Result]:
    """Reads each; ids are made of their names, so that each is there once."""
    found: list[Result] = []
    for source in sources:
        texts = Texts(pictures, source.folder)
        try:
            block = block_of(source.read(texts), texts)
        except NoFormError as reason:
            found.append(Result(where=source.where, name=source.name, reason=str(reason)))
        else:
            found.append(Result(where=source.where, name=source.name, block=block))
    return named(found)


def block_of(read: Asked | Prose, texts: Texts) -> ImportedBlock:
    if isinstance(read, Prose):
        return prose_block(read, texts)
    if not read.prompt.strip():
        raise NoFormError("the question has no text")
    block = points_given(by_form[read.form](read), read.points, texts)
    return msgspec.structs.replace(
        block,
        notes=tuple(dict.fromkeys((*texts.notes, *block.notes))),
        files={**texts.files, **block.files},
    )


def points_given(block: ImportedBlock, text: str, texts: Texts) -> ImportedBlock:
    """With what a whole answer earns, where a question may earn as much here."""
    if not text.strip():
        return block
    try:
        points, _ = decimal_read(text)
    except NoFormError:
        texts.note(f"its points are no number: {text[:20]}")
        return block
    if points == 1:
        return block
    if not points_least <= points <= points_most:
        texts.note(f"it was worth {decimal_text(points)[:20]} points, and is worth 1 here")
        return block
    values = {"points": decimal_text(points), **block.attributes}
    return msgspec.structs.replace(block, attributes=values)


def prose_block(read: Prose, texts: Texts) -> ImportedBlock:
    """Text of the lesson; of an essay a note, since nobody grades it here."""
    if not read.markdown.strip():
        raise NoFormError("an essay without a text" if read.essay else "it has no text")
    if not read.essay:
        return ImportedBlock(
            kind="", prompt=read.markdown, notes=tuple(texts.notes), files=texts.files
        )
    quoted = "\n".join(f"> {line}".rstrip() for line in read.markdown.split("\n"))
    return ImportedBlock(
        kind="",
        prompt=f"> [!NOTE]\n{quoted}",
        notes=(*texts.notes, "an essay is not graded here: its text stands as a note"),
        files=texts.files,
    )


def named(results: Sequence[Result]) -> list[Result]:
    """With ids that are unique."""
    names = ids_unique(
        [each.name.strip() or f"question-{at}" for at, each in enumerate(results, 1)]
    )
    return [
        msgspec.structs.replace(each, block=msgspec.structs.replace(each.block, id=name))
        if each.block
        else each
        for name, each in zip(names, results, strict=True)
    ]
