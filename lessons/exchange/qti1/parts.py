"""The parts of an item of QTI 1.2: its text, its responses, what is said of answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree.ElementTree import Element

import msgspec

from lessons.exchange.markup.texts import Texts
from lessons.exchange.qti1.scoring import Scoring, positive
from lessons.quizzes.markup import local

forms = {"response_lid": "lid", "response_str": "str", "response_num": "num"}
pointing = {"render_hotspot", "render_slider"}


class Response(msgspec.Struct, kw_only=True, eq=False):
    """`labels` are what can be picked, as HTML; `material` is the text that it has of its own."""

    ident: str
    form: str
    cardinality: str
    labels: dict[str, str]
    material: str = ""
    name: str = ""  # that its gap has in the text
    number: bool = False
    pointed: bool = False
    shuffled: bool = True


class Item:
    """An item that is being read; `html_tokened` has a token in each typed response's place."""

    def __init__(self, element: Element, texts: Texts) -> None:
        self.element = element
        self.texts = texts
        self.scoring = Scoring(element)
        fields = metadata(element)
        self.kind = fields.get("question_type", "")
        self.points = fields.get("points_possible", "")
        shown = next((each for each in element if local(each) == "presentation"), None)
        self.responses: list[Response] = []
        pieces = list(self.flow(shown)) if shown is not None else []
        self.html_tokened = "".join(pieces)
        self.html = re.sub(r"qqgap\d+qq", "", self.html_tokened)
        last = re.sub(r"<[^<>]*>|\s", "", re.split(r"qqgap\d+qq", self.html_tokened)[-1])
        self.inside = bool(last) and "qqgap" in self.html_tokened
        self.measured = any(
            local(each).startswith(("vargt", "varlt"))
            for condition in self.scoring.conditions
            for each in positive(condition)
        )
        self.said = {
            each.get("ident", ""): html_of(each)
            for each in element
            if local(each) == "itemfeedback"
        }
        self.used: set[str] = set()
        self.general: list[str] = []

    def prompt(self) -> str:
        return self.texts.block(self.html)

    def flow(self, element: Element) -> Iterator[str]:
        """HTML of what stands in the text, with tokens; responses are taken on the way."""
        for each in element:
            name = local(each)
            if name == "material":
                yield (
                    f"<div>{html_of(each)}</div>"
                    if local(element) != "flow_label"
                    else html_of(each)
                )
            elif name.startswith("response_") and name != "response_label":
                response = response_of(each, forms.get(name, name.removeprefix("response_")))
                self.responses.append(response)
                if response.form in {"str", "num"}:
                    yield response.material
                    yield f"qqgap{len(self.responses) - 1}qq"
                elif not response.name or len(response.labels) == 0:
                    yield response.material
            else:
                yield from self.flow(each)

    def score(self, response: Response, *answers: str) -> float:
        return self.scoring.score({response.ident: frozenset(answers)})

    def said_of(self, response: Response, keys: Iterable[str] | None = None) -> dict[str, str]:
        """What is said of each answer alone; what is said of all is the explanation."""
        answers = list(response.labels if keys is None else keys)
        names = {key: self.scoring.feedbacks({response.ident: frozenset([key])}) for key in answers}
        everywhere = frozenset.intersection(*names.values()) if len(names) > 1 else frozenset[str]()
        for name in sorted(everywhere):
            if name in self.said and name not in self.used:
                self.used.add(name)
                self.general.append(self.said[name])
        found = {}
        for key, own in names.items():
            alone = [
                name
                for name in sorted(own - everywhere)
                if sum(name in others for others in names.values()) == 1 and name in self.said
            ]
            self.used |= set(alone)
            found[key] = self.texts.phrase(" ".join(self.said[name] for name in alone))
        return found

    def explanation(self) -> tuple[str, ...]:
        return tuple(line for html in self.general for line in self.texts.lines(html))

    def feedbacks_noted(self) -> None:
        for name, html in self.said.items():
            words = self.texts.plain(html) if name not in self.used else ""
            if words:
                self.texts.note(f"what is said after an answer was dropped: “{words[:60]}”")


def item_parted(element: Element, texts: Texts) -> Item:
    return Item(element, texts)


def metadata(element: Element) -> dict[str, str]:
    found: dict[str, str] = {}
    for each in element.iter():
        if local(each) == "qtimetadatafield":
            values = {local(child): (child.text or "").strip() for child in each}
            found.setdefault(values.get("fieldlabel", ""), values.get("fieldentry", ""))
    return found


def response_of(element: Element, form: str) -> Response:
    labels: dict[str, str] = {}
    material = ""
    for child in element:
        if local(child) == "material":
            material += html_of(child)
    for each in element.iter():
        if local(each) == "response_label":
            labels[each.get("ident", "")] = html_of(each)
    renders = [each for each in element.iter() if local(each).startswith("render_")]
    words = re.sub(r"<[^<>]*>", "", material).strip()
    ident = element.get("ident", "")
    name = words if ident == f"response_{words}" else ident.removeprefix("response_")
    return Response(
        ident=ident,
        form=form,
        cardinality=element.get("rcardinality", "Single").capitalize(),
        labels=labels if form == "lid" else {},
        material=material,
        name=name,
        number=form == "num"
        or any(each.get("fibtype", "").lower() in {"decimal", "integer"} for each in renders),
        pointed=any(local(each) in pointing for each in renders),
        shuffled=not renders or renders[0].get("shuffle", "Yes").lower() != "no",
    )


def html_of(element: Element) -> str:
    """The material of an element as HTML."""
    found: list[str] = []
    for each in element.iter():
        name = local(each)
        if name in {"mattext", "matemtext"}:
            text = "".join(each.itertext())
            plain = each.get("texttype", "text/plain").lower() == "text/plain"
            if plain and not re.search(r"</?[a-zA-Z][^<>]*>", text):
                text = text.replace("&", "&amp;").replace("<", "&lt;")
            found.append(f"<em>{text}</em>" if name == "matemtext" else text)
        elif name == "matimage":
            source = each.get("uri", "").replace('"', "")
            found.append(f'<img src="{source}" alt="{each.get("label", "").replace(chr(34), "")}">')
        elif name == "matbreak":
            found.append("<br>")
        elif name in {"mataudio", "matvideo", "matapplet", "matapplication"}:
            tag = {"mataudio": "audio", "matvideo": "video"}.get(name, "embed")
            found.append(f'<{tag} src="{each.get("uri", "").replace(chr(34), "")}"></{tag}>')
    return " ".join(found)
