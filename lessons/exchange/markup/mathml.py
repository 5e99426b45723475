"""MathML as TeX: the parts that school formulas are made of."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from lessons.quizzes.markup import local, plain_text

signs = {
    "×": r"\times", "÷": r"\div", "·": r"\cdot", "⋅": r"\cdot", "±": r"\pm", "∓": r"\mp",
    "≤": r"\le", "≥": r"\ge", "≠": r"\ne", "≈": r"\approx", "→": r"\to", "⇒": r"\Rightarrow",
    "∞": r"\infty", "∑": r"\sum", "∏": r"\prod", "∫": r"\int", "√": r"\sqrt", "∂": r"\partial",
    "α": r"\alpha", "β": r"\beta", "γ": r"\gamma", "δ": r"\delta", "ε": r"\epsilon",
    "θ": r"\theta", "λ": r"\lambda", "μ": r"\mu", "π": r"\pi", "ρ": r"\rho", "σ": r"\sigma",
    "τ": r"\tau", "φ": r"\phi", "ω": r"\omega", "Δ": r"\Delta", "Σ": r"\Sigma", "Ω": r"\Omega",
    "∈": r"\in", "∉": r"\notin", "∪": r"\cup", "∩": r"\cap", "⊂": r"\subset", "∅": r"\emptyset",
    "{": r"\{", "}": r"\}", "%": r"\%", "#": r"\#", "&": r"\&", "_": r"\_", "$": r"\$",
    "\u2061": "", "\u2062": "", "\u2212": "-",
}  # fmt: skip
joined = {"mrow", "math", "mstyle", "mpadded", "mtd", "semantics", "none", "mprescripts"}
scripts = {"msub": "_", "msup": "^", "munder": "_", "mover": "^"}
pairs = {"msubsup": "_^", "munderover": "_^"}


def tex_of(element: Element) -> tuple[str, frozenset[str]]:
    """TeX, and the names of elements that were read for their text alone."""
    for each in element.iter():
        if local(each) == "annotation" and "tex" in each.get("encoding", "").lower():
            return " ".join((each.text or "").split()), frozenset()
    unknown: set[str] = set()
    return " ".join(written(element, unknown).split()), frozenset(unknown)


def written(element: Element, unknown: set[str]) -> str:  # noqa: C901, PLR0911
    name = local(element)
    parts = [written(each, unknown) for each in element if not local(each).startswith("annotation")]
    if name in {"mi", "mn", "mo", "ms"}:
        return letters(plain_text(element).strip())
    if name == "mtext":
        return rf"\text{{{plain_text(element).strip()}}}"
    if name == "mspace":
        return " "
    if name in joined:
        return " ".join(parts)
    if name in scripts and len(parts) == 2:
        return f"{group(parts[0])}{scripts[name]}{{{parts[1]}}}"
    if name in pairs and len(parts) == 3:
        return f"{group(parts[0])}_{{{parts[1]}}}^{{{parts[2]}}}"
    if name == "mfrac" and len(parts) == 2:
        return rf"\frac{{{parts[0]}}}{{{parts[1]}}}"
    if name == "msqrt":
        return rf"\sqrt{{{' '.join(parts)}}}"
    if name == "mroot" and len(parts) == 2:
        return rf"\sqrt[{parts[1]}]{{{parts[0]}}}"
    if name == "mfenced":
        marks = element.get("open", "("), element.get("close", ")")
        return (
            rf"\left{letters(marks[0]) or '.'} {', '.join(parts)} \right{letters(marks[1]) or '.'}"
        )
    if name == "mtable":
        rows = (" & ".join(written(cell, unknown) for cell in row) for row in element)
        return r"\begin{matrix}" + r" \\ ".join(rows) + r"\end{matrix}"
    unknown.add(name)
    return " ".join(parts) or letters(plain_text(element).strip())


def letters(text: str) -> str:
    """Signs as commands; a name of several letters is upright."""
    if len(text) > 1 and text.isalpha() and text.isascii():
        return rf"\mathrm{{{text}}}"
    return "".join(f"{signs[char]} " if char in signs else char for char in text).replace(
        "\\", "\\"
    )


def group(text: str) -> str:
    return text if len(text) == 1 else f"{{{text}}}"
