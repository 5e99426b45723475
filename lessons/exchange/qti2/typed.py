"""Interactions of QTI 2 in which something is typed, and texts with gaps."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from xml.etree.ElementTree import Element

from lessons.exchange.qti2.parts import Item, Response, share_read
from lessons.exchange.result import Prose
from lessons.quizzes.asked import Asked, AskedGap, Given, NoFormError
from lessons.quizzes.decimals import decimal_read, decimal_text
from lessons.quizzes.markup import local, plain_text

line = "\\_\\_\\_\\_\\_"
numbers = {"float", "integer"}


def typed_asked(item: Item) -> Asked:
    """A number, a few words, or one gap where text goes on behind it."""
    asked, response = item.asked[0], item.response
    if response.base in numbers:
        return number_asked(item)
    inside = in_line(item.body, asked)
    if inside:
        return gaps_asked(item)
    return Asked(
        form="words",
        prompt=item.prompt(),
        case=cased(item, response),
        answers=words_of(item, response),
    )


def in_line(body: Element, asked: Element) -> bool:
    """Whether letters stand beside an interaction in its own paragraph."""
    parent = next((each for each in body.iter() if asked in list(each)), body)
    before = plain_text(parent).strip()
    return bool(before) and parent is not body


def cased(item: Item, response: Response) -> bool:
    """Whether case counts: in a mapping by its entries, in comparisons always but for one."""
    if item.scores_by(response) == "map":
        return response.cased
    rules = item.processing
    compared = [] if rules is None else [e for e in rules.iter() if local(e) == "stringMatch"]
    return not any(each.get("caseSensitive") == "false" for each in compared)


def words_of(item: Item, response: Response) -> tuple[Given, ...]:
    if item.processing is not None:
        names = {local(each) for each in item.processing.iter()}
        if names & {"patternMatch", "substring"}:
            item.texts.note("its patterns were not read: what it calls correct is right")
    keys = list(dict.fromkeys((*response.right, *response.mapped)))
    shares = item.shares(keys, response, several=False)
    return tuple(Given(text=key, share=shares[key]) for key in keys if key.strip())


def gaps_asked(item: Item) -> Asked:
    gaps: list[AskedGap] = []
    for at, asked in enumerate(item.asked):
        response = item.response_of(asked)
        item.tokens[asked] = f"qqgap{at}qq"
        if local(asked) == "inlineChoiceInteraction":
            gaps.append(chosen_gap(item, asked, response))
        else:
            if response.base in numbers and len({*response.right}) == 1 and tolerances(item, asked):
                item.texts.note(
                    f"gap {at + 1} wants its number as it is written, without a tolerance"
                )
            gaps.append(AskedGap(answers=words_of(item, response), case=cased(item, response)))
    return Asked(form="gaps", prompt=item.prompt(within=False), gaps=tuple(gaps))


def chosen_gap(item: Item, asked: Element, response: Response) -> AskedGap:
    options = {
        each.get("identifier", ""): item.texts.plain(each)
        for each in asked
        if local(each) == "inlineChoice"
    }
    shares = item.shares(list(options), response, several=False)
    return AskedGap(
        chosen=True,
        answers=tuple(
            Given(text=text, share=shares[key], feedback=item.feedback(key))
            for key, text in options.items()
        ),
    )


def gap_match_asked(item: Item) -> Asked:
    """Words that are put into gaps: each gap offers all of them."""
    asked, response = item.asked[0], item.response
    texts = {
        each.get("identifier", ""): item.texts.plain(each)
        for each in asked
        if local(each) == "gapText"
    }
    if any(local(each) == "gapImg" for each in asked):
        raise NoFormError("it has pictures to be put into gaps")
    places = [each for each in asked.iter() if local(each) == "gap"]
    earned = response.right or tuple(key for key, value in response.mapped.items() if value > 0)
    right = {pair[1]: pair[0] for each in earned if len(pair := each.split()) == 2}
    gaps = []
    for at, place in enumerate(places):
        key = right.get(place.get("identifier", ""), "")
        if key not in texts:
            raise NoFormError(f"gap {at + 1} stays empty, or does not say what belongs there")
        item.tokens[place] = f"qqgap{at}qq"
        gaps.append(
            AskedGap(
                chosen=True,
                answers=tuple(
                    Given(text=text, share=float(text == texts[key]))
                    for text in dict.fromkeys((texts[key], *texts.values()))
                ),
            )
        )
    prompts = {each: "" for each in asked if local(each) == "prompt"}
    own = "\n\n".join(item.texts.block(each) for each in prompts)
    item.tokens.update(prompts)
    item.tokens.update({each: "" for each in asked if local(each) == "gapText"})
    around = item.prompt(within=False).removesuffix("…")
    prompt = "\n\n".join(filter(None, (around, own, item.texts.block(asked))))
    return Asked(form="gaps", prompt=prompt, gaps=tuple(gaps))


def lines_asked(item: Item) -> Asked | Prose:
    """Several lines that a rule scores; else an essay."""
    response = item.responses.get(item.asked[0].get("responseIdentifier", ""))
    scored = response is not None and item.scores_by(response) in {"map", "match"}
    if response is None or not scored or not (response.right or response.mapped):
        if response is not None and response.right:
            item.texts.note(f"a sample answer was dropped: {response.right[0][:60]}")
        return Prose(item.prompt(), essay=True)
    right = (
        response.right[0]
        if response.right
        else max(response.mapped, key=response.mapped.__getitem__)
    )
    return Asked(
        form="lines",
        prompt=item.prompt(),
        case=cased(item, response),
        answers=tuple(Given(text=each.strip(), share=1) for each in right.split("\n")),
    )


def slider_asked(item: Item) -> Asked:
    least, most = (item.asked[0].get(name, "?") for name in ("lowerBound", "upperBound"))
    item.texts.note(f"a slider from {least} to {most} there; here the number is typed")
    return number_asked(item)


# --- numbers -------------------------------------------------------------------------------------


def number_asked(item: Item) -> Asked:
    asked, response = item.asked[0], item.response
    if in_line(item.body, asked) and local(asked) == "textEntryInteraction":
        item.tokens[asked] = line
    unit = unit_behind(item.body, asked)
    if unit:
        item.tokens.pop(asked, None)
        asked.tail = ""
    answers = number_answers(item, response)
    partly = any(0 < each.share < 0.9999 for each in answers)
    return Asked(
        form="graded" if partly else "number",
        prompt=item.prompt(),
        unit=unit,
        answers=tuple(answers),
    )


def unit_behind(body: Element, asked: Element) -> str:
    """A word behind a field that stands at the beginning of its paragraph."""
    parent = next((each for each in body.iter() if asked in list(each)), body)
    words = plain_text(parent).split()
    first = not (parent.text or "").strip() and list(parent) == [asked]
    return words[0] if first and len(words) == 1 and parent is not body else ""


def number_answers(item: Item, response: Response) -> list[Given]:
    if item.scores_by(response) == "map":
        keys = list(dict.fromkeys((*response.right, *response.mapped)))
        shares = item.shares(keys, response, several=False)
        return [Given(text=number(key), share=shares[key]) for key in keys]
    if not response.right:
        raise NoFormError("it does not say which number is right")
    right = number(response.right[0])
    compared = tolerances(item, item.asked[0])
    if not compared:
        if item.scores_by(response) == "own":
            raise NoFormError("its rules of scoring a number are not read")
        return [Given(text=right, share=1)]
    most = max((share for _, share in compared), default=0) or 1
    return [
        Given(text=right, reach=reach_of(each, Decimal(right)), share=share / most)
        for each, share in compared
        if share > 0
    ]


def number(text: str) -> str:
    return decimal_text(decimal_read(text)[0])


def tolerances(item: Item, asked: Element) -> Sequence[tuple[Element, float]]:
    """Comparisons with the right number, and what each earns where it is met."""
    found: list[tuple[Element, float]] = []
    response = asked.get("responseIdentifier", "")
    rules = item.processing
    if rules is None:
        return found
    for branch in rules.iter():
        if local(branch) not in {"responseIf", "responseElseIf"}:
            continue
        near = [
            each
            for each in branch.iter()
            if local(each) in {"equal", "equalRounded"} and compares(each, response)
        ]
        if len(near) == 1:
            found.append((near[0], score_of(branch)))
        elif near:
            raise NoFormError("its rules of scoring a number are not read")
    return found


def compares(near: Element, response: str) -> bool:
    """Whether a comparison is of this response."""
    names = [each.get("identifier") for each in near.iter() if local(each) == "variable"]
    return not names or response in names


def score_of(branch: Element) -> float:
    """What a branch sets SCORE to; 1 where that can't be read."""
    for each in branch:
        if local(each) == "setOutcomeValue" and each.get("identifier", "").upper() == "SCORE":
            values = [value for value in each.iter() if local(value) == "baseValue"]
            return share_read(values[0].text or "") if values else 1.0
    return 1.0 if any(local(each) == "setOutcomeValue" for each in branch) else 0.0


def reach_of(near: Element, value: Decimal) -> str:
    """How far from the right number an answer may be."""
    if local(near) == "equalRounded":
        figures = near.get("figures", "")
        if not figures.isascii() or not figures.isdigit() or int(figures) > 30:
            raise NoFormError("its rounding is not read")
        places = int(figures)
        if near.get("roundingMode", "significantFigures") == "significantFigures":
            places -= value.adjusted() + 1
        return decimal_text(Decimal("0.5").scaleb(-places))
    mode = near.get("toleranceMode", "exact")
    if mode == "exact":
        return "0"
    parts = near.get("tolerance", "").split()
    if not parts:
        raise NoFormError("its tolerance is not read")
    reaches = [decimal_read(each)[0] for each in parts]
    if mode == "relative":
        reaches = [abs(value) * each / 100 for each in reaches]
    if len(set(reaches)) > 1:
        raise NoFormError("more is allowed above the number than below it, and here both alike")
    return decimal_text(abs(reaches[0]))
