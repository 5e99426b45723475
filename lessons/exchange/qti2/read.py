"""One item of QTI 2 or 3 taken apart: its body, responses and scoring.

https://www.imsglobal.org/question/qtiv2p1/imsqti_infov2p1.html; QTI 3 was renamed before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.etree.ElementTree import Element

import msgspec

from lessons.exchange.markup.texts import Texts
from lessons.exchange.qti2.choices import (
    associate_asked,
    choice_asked,
    hotspot_asked,
    hottext_asked,
    match_asked,
    order_asked,
)
from lessons.exchange.qti2.parts import Item, Response, response_read
from lessons.exchange.qti2.typed import (
    gap_match_asked,
    gaps_asked,
    lines_asked,
    slider_asked,
    typed_asked,
)
from lessons.exchange.result import Prose
from lessons.quizzes.asked import Asked, NoFormError
from lessons.quizzes.markup import local

readers: Mapping[str, Callable[[Item], Asked | Prose]] = {
    "choiceInteraction": choice_asked,
    "orderInteraction": order_asked,
    "matchInteraction": match_asked,
    "associateInteraction": associate_asked,
    "gapMatchInteraction": gap_match_asked,
    "hottextInteraction": hottext_asked,
    "hotspotInteraction": hotspot_asked,
    "textEntryInteraction": typed_asked,
    "inlineChoiceInteraction": gaps_asked,
    "extendedTextInteraction": lines_asked,
    "sliderInteraction": slider_asked,
}
# What an item can ask for that is not asked here.
others = {
    "drawingInteraction": "a drawing",
    "uploadInteraction": "a file",
    "selectPointInteraction": "a point in a picture",
    "positionObjectInteraction": "the place of an object in a picture",
    "positionObjectStage": "the place of an object in a picture",
    "graphicOrderInteraction": "an order of places in a picture",
    "graphicAssociateInteraction": "pairs of places in a picture",
    "graphicGapMatchInteraction": "pictures to be placed in a picture",
    "mediaInteraction": "that a medium is played",
    "customInteraction": "something of its own",
    "portableCustomInteraction": "something of its own",
    "endAttemptInteraction": "that a button is pressed",
}
# What stands beside another interaction, and earns nothing.
beside = {"endAttemptInteraction": "a button", "mediaInteraction": "a medium"}
shared = {"textEntryInteraction", "inlineChoiceInteraction"}


def item_parts(root: Element) -> int:
    """How many questions an item becomes: one, but for interactions of several kinds."""
    if root.get("adaptive") == "true" or any(local(e) == "templateDeclaration" for e in root):
        return 1
    body = next((each for each in root if local(each) == "itemBody"), None)
    asking = interactions_of(body) if body is not None else []
    names = {local(each) for each in asking}
    return len(asking) if len(asking) > 1 and not names <= shared else 1


def interactions_of(body: Element) -> list[Element]:
    """Those that can earn something."""
    found = [each for each in body.iter() if local(each).endswith("Interaction")]
    return [each for each in found if local(each) not in beside] or found


def item_asked(
    root: Element, path: str, files: Mapping[str, bytes], texts: Texts, part: int = 0
) -> Asked | Prose:
    """Of an item that becomes several questions, the one at `part`. NoFormError says what has no
    form here.
    """
    body = next((each for each in root if local(each) == "itemBody"), None)
    if body is None:
        raise NoFormError("it has no itemBody")
    if any(local(each) == "templateDeclaration" for each in root):
        raise NoFormError("its numbers or texts are drawn by rules (a template) that are not read")
    responses: dict[str, Response] = {
        each.get("identifier", ""): response_read(each)
        for each in root
        if local(each) == "responseDeclaration"
    }
    asking = interactions_of(body)
    beside_noted(body, asking, texts)
    if (parts := item_parts(root)) > 1:
        asking = [asking[part]]
        texts.note(f"it is one of {parts} questions of one item there, whose text each has here")
    item = Item(
        root=root,
        body=body,
        asked=asking,
        responses=responses,
        path=path,
        files=files,
        texts=texts,
    )
    stages = [each for each in body.iter() if local(each) == "positionObjectStage"]
    for each in (*asking, *stages):
        if local(each) not in readers:
            raise NoFormError(f"it asks for {others.get(local(each), local(each))}")
    texts.own = item.own
    if not asking:
        return Prose(texts.block(body))
    if root.get("adaptive") == "true":
        raise NoFormError("it is adaptive: what it asks next hangs on answers")
    reader = gaps_asked if len(asking) > 1 else readers[local(asking[0])]
    found = reader(item)
    item.feedbacks_noted()
    if isinstance(found, Prose):
        return found
    return msgspec.structs.replace(found, explanation=item.explanation())


def beside_noted(body: Element, asking: list[Element], texts: Texts) -> None:
    """Tells of buttons and media beside what is asked."""
    for each in body.iter():
        if local(each) in beside and each not in asking:
            texts.note(f"{beside[local(each)]} was dropped: {each.get('title', '')}".rstrip(": "))
