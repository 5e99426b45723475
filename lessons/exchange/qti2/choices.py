"""Interactions of QTI 2 in which something is chosen, ordered or put together."""

from __future__ import annotations

import posixpath
from collections.abc import Sequence
from xml.etree.ElementTree import Element

from lessons.exchange.qti2.parts import Item
from lessons.quizzes.asked import Asked, Given, NoFormError
from lessons.quizzes.markup import local, plain_text

simple = {"simpleChoice", "simpleAssociableChoice"}


def choices_of(item: Item, asked: Element) -> dict[str, tuple[str, str]]:
    """Identifier → text and feedback of each choice."""
    found: dict[str, tuple[str, str]] = {}
    for each in asked:
        if local(each) not in simple:
            continue
        inline = [child for child in each.iter() if local(child) == "feedbackInline"]
        said = " ".join(item.texts.phrase(child) for child in inline)
        item.tokens.update(dict.fromkeys(inline, ""))
        key = each.get("identifier", "")
        found[key] = (item.texts.phrase(each), said or item.feedback(key))
    return found


def choice_asked(item: Item) -> Asked:
    asked, response = item.asked[0], item.response
    choices = choices_of(item, asked)
    several = response.cardinality == "multiple"
    shares = item.shares(list(choices), response, several=several)
    return Asked(
        form="choices",
        prompt=item.prompt(),
        single=not several,
        shuffle=asked.get("shuffle") == "true",
        answers=tuple(
            Given(text=text, share=shares[key], feedback=said)
            for key, (text, said) in choices.items()
        ),
    )


def hottext_asked(item: Item) -> Asked:
    """Words of a text that are picked: listed below it, bold in it."""
    asked, response = item.asked[0], item.response
    words = [each for each in asked.iter() if local(each) == "hottext"]
    several = response.cardinality == "multiple"
    keys = [each.get("identifier", "") for each in words]
    texts = [item.texts.phrase(each) for each in words]
    shares = item.shares(keys, response, several=several)
    item.tokens.update(
        {each: f"**{text}**" for each, text in zip(words, texts, strict=True) if "*" not in text}
    )
    prompts = {each: "" for each in asked if local(each) == "prompt"}
    own = "\n\n".join(item.texts.block(each) for each in prompts)
    item.tokens.update(prompts)
    inside = item.texts.block(asked)
    item.texts.note("words that were picked in the text are bold there, and choices below it")
    return Asked(
        form="choices",
        prompt="\n\n".join(
            filter(None, (item.prompt(within=False).removesuffix("…"), own, inside))
        ),
        single=not several,
        shuffle=False,
        answers=tuple(
            Given(text=text, share=shares[key]) for key, text in zip(keys, texts, strict=True)
        ),
    )


def order_asked(item: Item) -> Asked:
    choices = choices_of(item, item.asked[0])
    right = item.response.right
    if not right:
        raise NoFormError("it does not say which order is right")
    if left := [key for key in choices if key not in right]:
        raise NoFormError(f"{len(left)} of its items belong nowhere, and here all are put in order")
    return Asked(
        form="order",
        prompt=item.prompt(),
        answers=tuple(
            Given(text=choices[key][0], feedback=choices[key][1]) for key in right if key in choices
        ),
    )


def pairs_right(item: Item) -> list[tuple[str, str]]:
    """Those that earn points. NoFormError where there is none."""
    response = item.response
    right = list(response.right)
    if item.scores_by(response) == "map":
        earned = {key: value for key, value in response.mapped.items() if value > 0}
        right = list(earned) or right
        if len({round(value, 3) for value in earned.values()}) > 1:
            item.texts.note("each right pair counts alike here, and some more than others there")
    elif len(right) > 1:
        item.texts.note("all right pairs together earned the points there, and each its part here")
    pairs = [pair for each in right if len(pair := each.split()) == 2]
    if not pairs:
        raise NoFormError("it does not say which pairs are right")
    return [(first, second) for first, second in pairs]


def match_asked(item: Item) -> Asked:
    sets = [each for each in item.asked[0] if local(each) == "simpleMatchSet"]
    if len(sets) != 2:
        raise NoFormError("a match needs two sets")
    lefts, rights = (
        {key: text for key, (text, _) in choices_of(item, each).items()} for each in sets
    )
    pairs = pairs_right(item)
    if len({left for left, _ in pairs}) < len(pairs):
        if len({right for _, right in pairs}) < len(pairs):
            raise NoFormError(
                "some go with several on both sides, and here each left side with one"
            )
        lefts, rights = rights, lefts
        pairs = [(right, left) for left, right in pairs]
    return matched(item, lefts, rights, pairs)


def matched(
    item: Item, lefts: dict[str, str], rights: dict[str, str], pairs: Sequence[tuple[str, str]]
) -> Asked:
    given = dict(pairs)
    if lost := [key for key in lefts if key not in given]:
        item.texts.note(
            "left sides that go with nothing have no form here, and were dropped: "
            + ", ".join(lefts[key] for key in lost)[:120]
        )
    found = [(lefts[key], rights[given[key]]) for key in lefts if given.get(key) in rights]
    used = set(given.values())
    found += [("", text) for key, text in rights.items() if key not in used]
    return Asked(form="pairs", prompt=item.prompt(), pairs=tuple(found))


def associate_asked(item: Item) -> Asked:
    """Pairs out of one set: first ones stand left, second ones right."""
    texts = {key: text for key, (text, _) in choices_of(item, item.asked[0]).items()}
    pairs = pairs_right(item)
    every = [key for pair in pairs for key in pair]
    if len(set(every)) < len(every):
        raise NoFormError("some go with several others, and here each left side with one")
    item.texts.note("pairs out of one list are pairs of a left and a right side here")
    firsts = {first for first, _ in pairs}
    lefts = {key: text for key, text in texts.items() if key in firsts}
    rights = {key: text for key, text in texts.items() if key not in firsts}
    return matched(item, lefts, rights, pairs)


def hotspot_asked(item: Item) -> Asked:
    """Places in a figure, where that is an SVG whose elements the choices name."""
    asked, response = item.asked[0], item.response
    shown = next((each for each in asked if local(each) in {"object", "img"}), None)
    address = shown.get("data") or shown.get("src") or "" if shown is not None else ""
    if shown is None or not address:
        raise NoFormError("its figure is missing")
    path = posixpath.normpath(posixpath.join(posixpath.dirname(item.path), address))
    if path not in item.files or not path.endswith(".svg"):
        raise NoFormError("its figure is no SVG of the package: places are elements of an SVG here")
    spots = [each for each in asked if local(each) == "hotspotChoice"]
    several = response.cardinality == "multiple"
    keys = [each.get("identifier", "") for each in spots]
    shares = item.shares(keys, response, several=several)
    return Asked(
        form="places",
        prompt=item.prompt(),
        single=not several,
        figure=(posixpath.basename(path), shown.get("alt") or plain_text(shown), item.files[path]),
        answers=tuple(
            Given(
                text=item.texts.text(spot.get("hotspotLabel") or spot.get("label") or key),
                share=shares[key],
                feedback=item.feedback(key),
                key=spot.get("label") or key,
            )
            for key, spot in zip(keys, spots, strict=True)
        ),
    )
