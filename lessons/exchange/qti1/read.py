"""QTI 1.2 taken apart, with what Canvas and Common Cartridge make of it.

https://www.imsglobal.org/question/qtiv1p2/imsqti_asi_infov1p2.html
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element

import msgspec

from lessons.exchange.markup.texts import Texts
from lessons.exchange.qti1.parts import Item, Response, item_parted
from lessons.exchange.result import Prose, Source
from lessons.quizzes.asked import Asked, AskedGap, Given, NoFormError, whole
from lessons.quizzes.decimals import decimal_read, decimal_text, span_of
from lessons.quizzes.markup import local

blank = re.compile(r"\[(?P<name>[^\[\]<>]{1,80})\]")
measures = {"vargt", "vargte", "varlt", "varlte"}
left_kinds = {
    "calculated_question": "its numbers are drawn by formulas that are not read",
    "file_upload_question": "it asks for a file",
}


def qti1_sources(root: Element, path: str) -> list[Source]:
    """The items of a file that stands at `path`."""
    items = [each for each in root.iter() if local(each) == "item"]
    folder = path.rpartition("/")[0]
    return [
        Source(
            where=f"{path} item {at}",
            name=(item.get("title") or item.get("ident") or "")[:80],
            folder=folder,
            read=lambda texts, e=item: question_read(e, texts),  # type: ignore[misc]
        )
        for at, item in enumerate(items, 1)
    ]


def question_read(element: Element, texts: Texts) -> Asked | Prose:
    item = item_parted(element, texts)
    if item.kind in left_kinds:
        raise NoFormError(left_kinds[item.kind])
    if any(local(each) == "itemproc_extension" for each in element):
        raise NoFormError("it has rules of its own that are not read")
    found = asked_of(item)
    item.feedbacks_noted()
    if isinstance(found, Prose):
        return found
    return msgspec.structs.replace(
        found, explanation=(*found.explanation, *item.explanation()), points=item.points
    )


def asked_of(item: Item) -> Asked | Prose:
    responses = item.responses
    if not responses:
        return Prose(item.prompt())
    for each in responses:
        if each.form not in {"lid", "str", "num"} or each.pointed:
            raise NoFormError(
                f"it asks for {'a place in a picture' if each.pointed else each.form}"
            )
    if item.kind == "essay_question" or (
        not any(item.scoring.named(each.ident) for each in responses) and not item.measured
    ):
        if any(each.form == "lid" for each in responses):
            raise NoFormError("it does not say what is right")
        return Prose(item.prompt(), essay=True)
    if len(responses) > 1:
        return several_asked(item)
    only = responses[0]
    if only.form != "lid":
        return typed_asked(item, only)
    if only.cardinality == "Ordered":
        return order_asked(item, only)
    return choices_asked(item, only)


# --- choices -------------------------------------------------------------------------------------


def choices_asked(item: Item, response: Response) -> Asked:
    if response.cardinality == "Multiple":
        return multiple_asked(item, response)
    scored = {key: item.score(response, key) for key in response.labels}
    best = max(scored.values(), default=0)
    if best <= 0:
        raise NoFormError("no choice earns points")
    said = item.said_of(response)
    return Asked(
        form="choices",
        prompt=item.prompt(),
        shuffle=response.shuffled,
        answers=tuple(
            Given(text=item.texts.phrase(html), share=scored[key] / best, feedback=said[key])
            for key, html in response.labels.items()
        ),
    )


def multiple_asked(item: Item, response: Response) -> Asked:
    rights = [key for key in item.scoring.named(response.ident) if key in response.labels]
    full = item.scoring.score({response.ident: frozenset(rights)})
    alone = {key: item.score(response, key) for key in response.labels}
    positive = sum(value for value in alone.values() if value > 0)
    if positive > 0 and abs(positive - max(full, positive)) < 0.01 * positive and len(rights) > 1:
        shares = {key: value / positive for key, value in alone.items()}
    elif full > 0:
        if len(rights) > 1:
            item.texts.note(
                "all right choices together earned the points there, and each its part here"
            )
        shares = {key: (1 if key in rights else -1) / len(rights) for key in response.labels}
    else:
        raise NoFormError("no choice earns points")
    said = item.said_of(response)
    return Asked(
        form="choices",
        prompt=item.prompt(),
        single=False,
        shuffle=response.shuffled,
        answers=tuple(
            Given(text=item.texts.phrase(html), share=shares[key], feedback=said[key])
            for key, html in response.labels.items()
        ),
    )


def order_asked(item: Item, response: Response) -> Asked:
    places: dict[str, int] = {}
    for condition in item.scoring.conditions:
        for each in condition.iter():
            if local(each) == "varequal" and (each.get("index") or "").isdigit():
                places[(each.text or "").strip()] = int(each.get("index") or 0)
    right = list(places) or item.scoring.named(response.ident)
    if set(right) != set(response.labels):
        raise NoFormError("it does not say which place each item has")
    right.sort(key=lambda key: places.get(key, 0))
    answers = tuple(Given(text=item.texts.phrase(response.labels[key])) for key in right)
    return Asked(form="order", prompt=item.prompt(), answers=answers)


# --- several responses ---------------------------------------------------------------------------


def several_asked(item: Item) -> Asked:
    """Gaps that the text names or that stand in it; else pairs out of equal lists."""
    responses = item.responses
    names = {each.name: each for each in responses}
    if all(f"[{name}]" in item.html for name in names) and len(names) == len(responses):
        return gaps_asked(item, names)
    if all(each.form == "lid" for each in responses):
        lists = {tuple(each.labels.values()) for each in responses}
        ordered = {tuple(sorted(each)) for each in lists}
        if len(ordered) == 1 and all(each.material.strip() for each in responses):
            return pairs_asked(item)
        raise NoFormError("it has several lists to choose from, and one question asks for one here")
    if all(each.form in {"str", "num"} for each in responses):
        return gaps_asked(item, {})
    raise NoFormError("it asks for several things, and one question asks for one here")


def gaps_asked(item: Item, names: dict[str, Response]) -> Asked:
    """`names` are those that stand in the text in brackets; without, tokens stand in it already."""
    order: list[Response] = []

    def tokened(found: re.Match[str]) -> str:
        if found["name"] not in names or names[found["name"]] in order:
            return found[0]
        order.append(names[found["name"]])
        return f"qqgap{len(order) - 1}qq"

    prompt = item.texts.block(blank.sub(tokened, item.html) if names else item.html_tokened)
    order = order or list(item.responses)
    return Asked(form="gaps", prompt=prompt, gaps=tuple(gap_of(item, each) for each in order))


def gap_of(item: Item, response: Response) -> AskedGap:
    chosen = response.form == "lid" and item.kind != "fill_in_multiple_blanks_question"
    keys = list(response.labels) if response.form == "lid" else item.scoring.named(response.ident)
    scored = {key: item.score(response, key) for key in keys}
    if not chosen and response.form == "lid":
        scored = dict.fromkeys(keys, 1.0)  # Canvas lists what is accepted, and scores the first
    best = max(scored.values(), default=0)
    if best <= 0:
        raise NoFormError("a gap does not say what is right")
    texts = {
        key: item.texts.plain(response.labels[key]) if response.labels else key for key in keys
    }
    return AskedGap(
        chosen=chosen,
        case=item.scoring.cased(),
        answers=tuple(Given(text=texts[key], share=scored[key] / best) for key in keys),
    )


def pairs_asked(item: Item) -> Asked:
    pairs: list[tuple[str, str]] = []
    used: set[str] = set()
    labels: dict[str, str] = {}
    for response in item.responses:
        right = [key for key in item.scoring.named(response.ident) if key in response.labels]
        if len(right) != 1:
            raise NoFormError("a left side goes with none, or with several")
        text = item.texts.phrase(response.labels[right[0]])
        used.add(text)
        pairs.append((item.texts.phrase(response.material), text))
        labels |= response.labels
    others = dict.fromkeys(item.texts.phrase(each) for each in labels.values())
    pairs += [("", text) for text in others if text not in used]
    return Asked(form="pairs", prompt=item.prompt(), pairs=tuple(pairs))


# --- typed ---------------------------------------------------------------------------------------


def typed_asked(item: Item, response: Response) -> Asked:
    if item.measured or response.number:
        return number_asked(item, response)
    keys = item.scoring.named(response.ident)
    scored = {key: item.score(response, key) for key in keys}
    best = max(scored.values(), default=0)
    if best <= 0:
        raise NoFormError("no answer earns points")
    said = item.said_of(response, keys)
    answers = tuple(
        Given(text=key, share=scored[key] / best, feedback=said[key]) for key in keys if key
    )
    if item.inside:
        gap = AskedGap(answers=answers, case=item.scoring.cased())
        return Asked(form="gaps", prompt=item.texts.block(item.html_tokened), gaps=(gap,))
    return Asked(form="words", prompt=item.prompt(), case=item.scoring.cased(), answers=answers)


def number_asked(item: Item, response: Response) -> Asked:
    """Exact numbers and ranges; an exact one within a range says nothing more."""
    spans: list[tuple[Decimal, Decimal, float]] = []
    for condition in item.scoring.conditions:
        for variable in condition:
            if local(variable) == "conditionvar":
                spans += spans_of(list(variable), item, response)
    best = max((score for *_, score in spans), default=0)
    if best <= 0:
        raise NoFormError("no number earns points")
    wide = [(low, high) for low, high, score in spans if score >= best and low < high]
    answers = []
    for low, high, score in spans:
        if low == high and any(first <= low <= last for first, last in wide):
            continue
        middle, reach = span_of(low, high)
        given = Given(text=decimal_text(middle), reach=decimal_text(reach), share=score / best)
        if score > 0 and given not in answers:
            answers.append(given)
    partly = any(0 < each.share < whole for each in answers)
    return Asked(
        form="graded" if partly else "number", prompt=item.prompt(), answers=tuple(answers)
    )


def spans_of(
    elements: Sequence[Element], item: Item, response: Response
) -> list[tuple[Decimal, Decimal, float]]:
    """(least, most, score) of conditions that stand beside each other."""
    found: list[tuple[Decimal, Decimal, float]] = []
    bounds: dict[str, Decimal] = {}
    for each in elements:
        name = local(each)
        if name in {"or", "and"}:
            inner = list(each)
            groups = [[one] for one in inner] if name == "or" else [inner]
            for group in groups:
                found += spans_of(group, item, response)
        elif name == "varequal" and (each.text or "").strip():
            value = decimal_read(each.text or "")[0]
            found.append((value, value, item.score(response, decimal_text(value), each.text or "")))
        elif name in measures:
            bounds["low" if name.startswith("vargt") else "high"] = decimal_read(each.text or "")[0]
    if len(bounds) == 2:
        middle = decimal_text(span_of(bounds["low"], bounds["high"])[0])
        found.append((bounds["low"], bounds["high"], item.score(response, middle)))
    elif bounds:
        raise NoFormError("its number has one bound alone")
    return found
