"""One item of QTI 2.1 as a block of the course format, by its interactions.

What has no form there is a ValueError that says what.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

import msgspec

from lessons.exchange.block import ImportedBlock, with_feedback
from lessons.exchange.markup import gap_token, local, markdown_inline, markdown_of

interactions = {
    "choiceInteraction",
    "orderInteraction",
    "matchInteraction",
    "textEntryInteraction",
    "extendedTextInteraction",
    "inlineChoiceInteraction",
}


class Response(msgspec.Struct, frozen=True):
    """What an item says of one response: `mapped` is what each answer earns."""

    base: str
    cardinality: str
    right: tuple[str, ...]
    mapped: dict[str, float]


def item_read(root: Element) -> ImportedBlock:
    """One item. ValueError says what has no form here."""
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
    names = {local(each) for each in asked}
    name = root.get("title") or root.get("identifier") or "question"
    if names <= {"textEntryInteraction", "inlineChoiceInteraction"} and (
        len(asked) > 1 or "inlineChoiceInteraction" in names
    ):
        block = gaps_read(body, asked, responses)
    elif len(asked) > 1:
        raise ValueError("it has several interactions, which stand in one question here")
    else:
        response = responses.get(asked[0].get("responseIdentifier", ""))
        if response is None or not (response.right or response.mapped):
            raise ValueError("it does not say what is right")
        block = one_read(body, asked[0], response, root)
    return msgspec.structs.replace(block, id=name)


def response_read(element: Element) -> Response:
    right: list[str] = []
    mapped: dict[str, float] = {}
    for each in element.iter():
        if local(each) == "value":
            right.append(" ".join((each.text or "").split(" ")).strip())
        elif local(each) == "mapEntry":
            mapped[each.get("mapKey", "")] = share_read(each.get("mappedValue", "0"))
    return Response(
        element.get("baseType", ""), element.get("cardinality", ""), tuple(right), mapped
    )


def share_read(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def prompt_of(body: Element, asked: Element) -> str:
    """The text around an interaction, and its own prompt."""
    own = next((markdown_of(each) for each in asked if local(each) == "prompt"), "")
    around = markdown_of(without(body, asked))
    return "\n\n".join(filter(None, (around, own))) or "…"


def without(element: Element, asked: Element) -> Element:
    """A copy that lacks one element."""
    copy = Element(element.tag, dict(element.attrib))
    copy.text = element.text
    for child in element:
        if child is asked:
            last = copy[-1] if len(copy) else None
            if last is not None:
                last.tail = (last.tail or "") + (child.tail or "")
            else:
                copy.text = (copy.text or "") + (child.tail or "")
            continue
        made = without(child, asked)
        made.tail = child.tail
        copy.append(made)
    return copy


def one_read(body: Element, asked: Element, response: Response, root: Element) -> ImportedBlock:
    prompt = prompt_of(body, asked)
    match local(asked):
        case "choiceInteraction":
            return choice_read(prompt, asked, response, feedbacks_read(root))
        case "orderInteraction":
            texts = choice_texts(asked)
            lines = [texts[key][0] for key in response.right if key in texts]
            return ImportedBlock(
                kind="order",
                id="",
                prompt=prompt,
                lines=tuple(f"{at}. {text}" for at, text in enumerate(lines, 1)),
            )
        case "matchInteraction":
            return match_read(prompt, asked, response)
        case "extendedTextInteraction" if response.right:
            lines = response.right[0].split("\n")
            return ImportedBlock(
                kind="output", id="", prompt=prompt, lines=tuple(f"= {line}" for line in lines)
            )
    if response.base in {"float", "integer"}:
        return number_block(prompt, response, root)
    accepted = [key for key, value in response.mapped.items() if value > 0] or response.right
    lines = [f"= {text}" for text in dict.fromkeys((*response.right, *accepted))]
    return ImportedBlock(kind="short", id="", prompt=prompt, lines=tuple(lines))


def choice_texts(asked: Element) -> dict[str, tuple[str, str]]:
    """Identifier → text and feedback of each choice."""
    found: dict[str, tuple[str, str]] = {}
    for each in asked:
        if local(each) not in {"simpleChoice", "simpleAssociableChoice"}:
            continue
        said = [child for child in each if local(child) == "feedbackInline"]
        bare = each
        for _ in said:
            bare = without(bare, next(c for c in bare if local(c) == "feedbackInline"))
        feedback = " ".join(markdown_inline(child) for child in said)
        found[each.get("identifier", "")] = (markdown_inline(bare), feedback)
    return found


def feedbacks_read(root: Element) -> dict[str, str]:
    """Identifier → what is said, of the feedback beside the body."""
    return {
        each.get("identifier", ""): markdown_inline(each)
        for each in root
        if local(each) == "modalFeedback"
    }


def choice_read(
    prompt: str, asked: Element, response: Response, said: dict[str, str]
) -> ImportedBlock:
    rights = set(response.right) or {key for key, value in response.mapped.items() if value > 0}
    texts = choice_texts(asked)
    many = response.cardinality == "multiple" and len(rights) == 1
    attributes = ["multiple=true"] * many + ["shuffle=false"] * (asked.get("shuffle") != "true")
    return ImportedBlock(
        kind="quiz",
        id="",
        attributes=" ".join(attributes),
        prompt=prompt,
        lines=tuple(
            f"- [{'x' if key in rights else ' '}] {with_feedback(text, own or said.get(key, ''))}"
            for key, (text, own) in texts.items()
        )
        + ((f"! {said['explanation']}",) if said.get("explanation") else ()),
    )


def match_read(prompt: str, asked: Element, response: Response) -> ImportedBlock:
    sets = [each for each in asked if local(each) == "simpleMatchSet"]
    if len(sets) != 2:
        raise ValueError("a match needs two sets")
    lefts, rights = (choice_texts(each) for each in sets)
    pairs = [tuple(each.split()) for each in response.right]
    lines = [
        f"- {lefts[left][0]} -> {rights[right][0]}"
        for left, right in (pair for pair in pairs if len(pair) == 2)
        if left in lefts and right in rights
    ]
    used = {pair[-1] for pair in pairs}
    lines += [f"- -> {text}" for key, (text, _) in rights.items() if key not in used]
    return ImportedBlock(kind="match", id="", prompt=prompt, lines=tuple(lines))


def number_block(prompt: str, response: Response, root: Element) -> ImportedBlock:
    """With the tolerances that response processing has, largest last."""
    if not response.right:
        raise ValueError("it does not say which number is right")
    found = sorted(
        share_read(each.get("tolerance", "0").split(" ")[0] or "0")
        for each in root.iter()
        if local(each) == "equal"
    )
    value = share_read(response.right[0])
    if len(found) > 1:
        return ImportedBlock(
            kind="estimate",
            id="",
            attributes=f"full={found[0]:.10g} none={2 * found[-1] - found[0]:.10g}",
            prompt=prompt,
            lines=(f"= {value:.10g}",),
        )
    tolerance = found[0] if found else 0.0
    return ImportedBlock(
        kind="numeric",
        id="",
        attributes=f"tolerance={tolerance:.10g}",
        prompt=prompt,
        lines=(f"= {value:.10g}",),
    )


def gaps_read(body: Element, asked: list[Element], responses: dict[str, Response]) -> ImportedBlock:
    """A text with gaps: each interaction becomes `[[…]]` in its place."""
    gaps: list[str] = []
    for each in asked:
        response = responses.get(each.get("responseIdentifier", ""))
        if response is None or not response.right:
            raise ValueError("a gap does not say what is right")
        if local(each) == "inlineChoiceInteraction":
            texts = {c.get("identifier", ""): markdown_text(c) for c in each}
            right = texts.pop(response.right[0], "")
            gap = "*" + "|".join((right, *texts.values()))
        else:
            more = [key for key, value in response.mapped.items() if value > 0]
            gap = "|".join(dict.fromkeys((*response.right, *more)))
        tail = each.tail
        each.clear()
        # What is in a gap is no markdown: it is put in when the text around it has become one.
        each.tag, each.tail, each.text = "gap", tail, f"qqgap{len(gaps)}qq"
        gaps.append(" ".join(gap.replace("[", "(").replace("]", ")").split()))
    text = gap_token.sub(lambda found: f"[[{gaps[int(found[1])]}]]", markdown_of(body))
    return ImportedBlock(kind="cloze", id="", prompt=text)


def markdown_text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
