"""One item of QTI 2.1 as a block of the course format, by its interactions.

What has no form there is a ValueError that says what.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from xml.etree.ElementTree import Element

import msgspec

from lessons.quizzes.imported import ImportedBlock
from lessons.quizzes.markup import local
from lessons.quizzes.qti import QtiForm, QtiSource, Response, response_read
from lessons.quizzes.registry import kinds

no_files: Mapping[str, bytes] = {}
readers = {form: read for kind in kinds.values() for form, read in kind.qti_in.items()}
interactions = {form for form in readers if form.endswith("Interaction")} | {
    "textEntryInteraction",
    "extendedTextInteraction",
    "inlineChoiceInteraction",
}


def item_read(
    root: Element, path: str = "", files: Mapping[str, bytes] = no_files
) -> ImportedBlock:
    """One item, which stands at `path` of a package with `files`. ValueError says what has no form
    here.
    """
    body = next((each for each in root if local(each) == "itemBody"), None)
    if body is None:
        raise ValueError("it has no itemBody")
    responses = {
        each.get("identifier", ""): response_read(each)
        for each in root
        if local(each) == "responseDeclaration"
    }
    asked = [each for each in body.iter() if local(each) in interactions]
    if not asked:
        raise ValueError("it has no interaction that is known here")
    source = QtiSource(
        root=root, body=body, asked=asked, responses=responses, path=path, files=files
    )
    name = root.get("title") or root.get("identifier") or "question"
    return msgspec.structs.replace(readers[form_of(root, asked, responses)](source), id=name)


def form_of(root: Element, asked: Sequence[Element], responses: Mapping[str, Response]) -> QtiForm:
    names = {local(each) for each in asked}
    if names <= {"textEntryInteraction", "inlineChoiceInteraction"} and (
        len(asked) > 1 or "inlineChoiceInteraction" in names
    ):
        return "gaps"
    if len(asked) > 1:
        raise ValueError("it has several interactions, which stand in one question here")
    response = responses.get(asked[0].get("responseIdentifier", ""))
    if response is None or not (response.right or response.mapped):
        raise ValueError("it does not say what is right")
    for form in readers:
        if form in names:
            return form
    if "extendedTextInteraction" in names and response.right:
        return "lines"
    if response.base in {"float", "integer"}:
        tolerances = [each for each in root.iter() if local(each) == "equal"]
        return "graded" if len(tolerances) > 1 else "number"
    return "text"
