"""A text with gaps in GIFT, one question a gap, and in QTI."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement

from lessons.quizzes import gift, qti
from lessons.quizzes.cloze.form import ClozeQuestion, Gap, gap_token
from lessons.quizzes.imported import ImportedBlock
from lessons.quizzes.markup import elements_into, local, markdown_of
from lessons.quizzes.qti import QtiSource, Written
from lessons.quizzes.short import is_regex


def gift_out(name: str, question: ClozeQuestion) -> list[str]:
    """A question a gap; the other gaps are filled in."""
    found = []
    for at, gap in enumerate(question.gaps):
        answers = gap_answers(gap)
        if not answers:
            continue
        others = [each.solution or "…" for each in question.gaps]
        others[at] = "_____"
        prompt = gap_token.sub(lambda token, o=others: o[int(token[1])], question.prompt)  # type: ignore[misc]
        title = name if len(question.gaps) == 1 else f"{name}-{at + 1}"
        found.append(gift.item(title, prompt, answers, question.explanation))
    return found


def gap_answers(gap: Gap) -> list[str]:
    if gap.options:
        (_, right), *wrong = gap.options
        return [f"={gift.escaped(right)}", *(f"~{gift.escaped(text)}" for _, text in wrong)]
    return [f"={gift.escaped(each)}" for each in gap.accepted if not is_regex(each)]


def qti_out(question: ClozeQuestion, body: Element) -> Written:
    declarations: list[Element] = []
    total = Element("sum")
    share = 1 / len(question.gaps)
    html = gap_token.sub(lambda found: f"<samp>{found[0]}</samp>", question.prompt)
    elements_into(body, html)
    places = {child: parent for parent in body.iter() for child in parent}
    for place in [each for each in body.iter("samp") if gap_token.fullmatch(each.text or "")]:
        found = gap_token.fullmatch(place.text or "")
        at = int(found[1]) if found else 0
        gap, name = question.gaps[at], f"RESPONSE{at + 1}"
        plain = [each for each in gap.accepted if gap.options or not is_regex(each)]
        base = "identifier" if gap.options else "string"
        earned = dict.fromkeys(plain, share)
        declarations.append(qti.declaration(name, "single", base, plain[:1], earned, question.case))
        SubElement(total, "mapResponse", {"identifier": name})
        parent = places[place]
        index = list(parent).index(place)
        if gap.options:
            field = Element(
                "inlineChoiceInteraction", {"responseIdentifier": name, "shuffle": "true"}
            )
            for key, text in sorted(gap.options):
                SubElement(field, "inlineChoice", {"identifier": key}).text = text
        else:
            field = Element("textEntryInteraction", {"responseIdentifier": name})
        field.tail = place.tail
        parent[index] = field
    root = Element("responseProcessing")
    SubElement(root, "setOutcomeValue", {"identifier": "SCORE"}).append(total)
    return Written(declarations=declarations, processing=root)


def qti_in(source: QtiSource) -> ImportedBlock:
    """A text with gaps: each interaction becomes `[[…]]` in its place."""
    gaps: list[str] = []
    for each in source.asked:
        response = source.responses.get(each.get("responseIdentifier", ""))
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
    text = gap_token.sub(lambda found: f"[[{gaps[int(found[1])]}]]", markdown_of(source.body))
    return ImportedBlock(kind="cloze", prompt=text)


def markdown_text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
