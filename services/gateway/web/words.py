"""The words for codes: what a status, an act, a reason or a refusal is called in a person's language."""

from collections.abc import Iterable
from typing import Any

from flask import Flask
from flask_babel import gettext

from services.gateway.web.language import country
from services.gateway.web.public_words import PUBLIC_WORDS
from services.gateway.web.refusals import FIELD_SENTENCES, FIELD_SHAPES, REFUSALS
from services.gateway.web.staff_refusals import STAFF_FIELD_SENTENCES, STAFF_FIELD_SHAPES, STAFF_REFUSALS
from services.gateway.web.staff_words import STAFF_WORDS
from shared.contracts.refusal import Refusal

WORDS = PUBLIC_WORDS | STAFF_WORDS


def word(code: str | None, vocabulary: str) -> str:
    """The word for a code; a code without one is shown as it is, readable."""
    if code is None:
        return ""
    return str(WORDS[vocabulary].get(code, code.replace("_", " ").replace("-", " ")))


def step_word(step: str) -> str:
    """What a step of an application's history is called: a status, or something about its endorsement, pin or proposal."""
    kind, _, code = step.rpartition(":")
    if kind == "endorsement":
        return str(gettext("Endorsement: %(state)s", state=word(code, "endorsement")))
    if kind == "pin":
        return word(code, "pin")
    if kind == "proposed" and code == "nothing":
        return str(gettext("Nothing proposed"))
    if kind == "proposed":
        return str(gettext("Proposed: %(decision)s", decision=word(code, "decision")))
    return word(code, "application")


def choices(vocabulary: str, *codes: str) -> list[tuple[str, str]]:
    """Codes and their words, for a list to choose from."""
    return [(code, WORDS[vocabulary][code]) for code in codes or WORDS[vocabulary]]


def named_countries(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Countries and their names, in the order of the reader's language."""
    return sorted(((code, country(code)) for code in codes), key=lambda choice: choice[1])


def problem_text(problem: dict[str, Any] | str) -> str:
    """What keeps something from being done: in the reader's words where there are some, with how often."""
    if isinstance(problem, str):
        return word(problem, "problem")
    known = WORDS["problem"].get(problem["code"])
    refs = problem.get("refs")
    if not known:
        return str(problem["message"])
    return f"{known} ({len(refs)})" if refs and not problem["code"].endswith("-differs") else str(known)


def refusal_sentence(refusal: Refusal) -> str:
    """What a person reads when something is refused; a code nobody has words for yet is told in general terms."""
    return str((REFUSALS | STAFF_REFUSALS).get(refusal.code) or gettext("This cannot be done as things stand."))


def field_sentence(text: str) -> str:
    """What is wrong with one field, in the person's language."""
    known = (FIELD_SENTENCES | STAFF_FIELD_SENTENCES).get(text)
    if known:
        return str(known)
    for shape, sentence in (FIELD_SHAPES | STAFF_FIELD_SHAPES).items():
        found = shape.fullmatch(text)
        if found:
            return str(sentence) % found.groupdict()
    return str(gettext("Please check this value."))


def field_sentences(refusal: Refusal) -> dict[str, str]:
    """What a refusal says about each field, or about each problem that it names instead."""
    problems = WORDS["problem"]
    return {name: str(problems.get(name) or field_sentence(text)) for name, text in refusal.fields.items()}


def install(app: Flask) -> None:
    """Let templates find words."""
    app.jinja_env.filters["word"] = word
    app.jinja_env.filters["step_word"] = step_word
    app.jinja_env.filters["field_sentences"] = field_sentences
    app.jinja_env.globals.update(choices=choices, named_countries=named_countries, problem_text=problem_text)
