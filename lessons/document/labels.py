"""The few words that rendering adds to an author's text, by language.

This package is pure, so there is no gettext here; a language without a column reads English.
"""

from __future__ import annotations

from collections.abc import Mapping

english: Mapping[str, str] = {
    "note": "Note",
    "tip": "Tip",
    "important": "Important",
    "warning": "Warning",
    "caution": "Caution",
    "figure": "Figure",
    "table": "Table",
    "notes": "Notes",
    "back": "Back to text",
    "sources": "Sources",
    "section-link": "Link to this section: {}",
    "done": "done",
    "to-do": "to do",
    "was": "The old claim",
    "holds": "Our verdict",
    "holds-true": "True",
    "holds-nuance": "True, with a nuance",
    "holds-dated": "Dated",
    "holds-wrong": "Wrong",
    "see-lab": "See it for yourself in the lab",
    "published": "Published",
    "not-measured": "not measured yet",
    "seen-on": "Seen on {}",
    "problem": "To be mended",
}

spanish: Mapping[str, str] = {
    "note": "Nota",
    "tip": "Consejo",
    "important": "Importante",
    "warning": "Aviso",
    "caution": "Precaución",
    "figure": "Figura",
    "table": "Tabla",
    "notes": "Notas",
    "back": "Volver al texto",
    "sources": "Fuentes",
    "section-link": "Enlace a esta sección: {}",
    "done": "hecho",
    "to-do": "pendiente",
    "was": "Lo que se decía",
    "holds": "Veredicto",
    "holds-true": "Cierto",
    "holds-nuance": "Cierto, con matices",
    "holds-dated": "Anticuado",
    "holds-wrong": "Falso",
    "see-lab": "Compruébalo en el laboratorio",
    "published": "Publicado",
    "not-measured": "aún sin medir",
    "seen-on": "Visto en {}",
    "problem": "Por corregir",
}

tables: Mapping[str, Mapping[str, str]] = {"en": english, "es": spanish}


def label(key: str, language: str) -> str:
    """The word for `key` in `language`, or in English."""
    return tables.get(language.split("-", maxsplit=1)[0], english)[key]
