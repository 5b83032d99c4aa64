"""The words for codes: what a status, an act, a reason or a refusal is called in a person's language."""

import re
from collections.abc import Iterable
from typing import Any

from flask import Flask
from flask_babel import gettext

from services.gateway.web.eligibility_words import ELIGIBILITY_WORDS, REASONS, spoken
from services.gateway.web.language import country
from services.gateway.web.public_words import PUBLIC_WORDS
from services.gateway.web.refusals import FIELD_SENTENCES, FIELD_SHAPES, REFUSALS
from services.gateway.web.staff_committee_words import REVIEW_WORDS
from services.gateway.web.staff_refusals import STAFF_FIELD_SENTENCES, STAFF_FIELD_SHAPES, STAFF_REFUSALS
from services.gateway.web.staff_words import STAFF_WORDS
from shared.contracts.refusal import Refusal

VOCABULARIES = (PUBLIC_WORDS, STAFF_WORDS, ELIGIBILITY_WORDS, REVIEW_WORDS)
WORDS = {name: words for some in VOCABULARIES for name, words in some.items()}


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
    if kind.startswith("document-"):
        return f"{word(kind.removeprefix('document-'), 'missing')}: {word(code, 'document')}"
    if kind == "eligibility":
        return str(gettext("Requirements: %(state)s", state=word(code, "eligibility")))
    if kind == "person":
        return word(code, "person")
    return word(code, "application")


def requirement_sentence(result: dict[str, Any]) -> str:
    """Why one requirement is not met, or cannot be told, in the reader's language."""
    said = {name: ", ".join(_said(result["rule"], code) for code in result[name]) for name in ("given", "wanted")}
    return str(REASONS[result["reason"]]) % said


def choices(vocabulary: str, *codes: str) -> list[tuple[str, str]]:
    """Codes and their words, for a list to choose from."""
    return [(code, WORDS[vocabulary][code]) for code in codes or WORDS[vocabulary]]


def named_countries(codes: Iterable[str]) -> list[tuple[str, str]]:
    """Countries and their names, in the order of the reader's language."""
    return sorted(((code, country(code)) for code in codes), key=lambda choice: choice[1])


def _said(rule: str, code: str) -> str:
    """What somebody gave or should give for a requirement, in words."""
    match rule:
        case "country":
            return country(code)
        case "language":
            return spoken(code)
        case "ministry" | "field":
            return word(code, rule)
    return code


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


def refused_because(code: str) -> str:
    """The same, for the code alone."""
    return refusal_sentence(Refusal(code, ""))


def field_sentence(text: str) -> str:
    """What is wrong with one field, in the person's language."""
    known = (FIELD_SENTENCES | STAFF_FIELD_SENTENCES).get(text)
    if known:
        return str(known)
    for shape, sentence in (FIELD_SHAPES | STAFF_FIELD_SHAPES).items():
        found = shape.fullmatch(text)
        if found:
            filled = found.groupdict()
            if "by_country" in filled:
                filled["by_country"] = re.sub(r"[A-Z]{2}", lambda code: country(code[0]), filled["by_country"])
            return str(sentence) % filled
    return str(gettext("Please check this value."))


def field_sentences(refusal: Refusal) -> dict[str, str]:
    """What a refusal says about each field, or about each problem that it names instead."""
    problems = WORDS["problem"]
    return {name: str(problems.get(name) or field_sentence(text)) for name, text in refusal.fields.items()}


def install(app: Flask) -> None:
    """Let templates find words."""
    app.jinja_env.filters["word"] = word
    app.jinja_env.filters["step_word"] = step_word
    app.jinja_env.filters["spoken"] = spoken
    app.jinja_env.filters["refused_because"] = refused_because
    app.jinja_env.filters["field_sentence"] = field_sentence
    app.jinja_env.filters["field_sentences"] = field_sentences
    app.jinja_env.globals.update(
        requirement_sentence=requirement_sentence,
        choices=choices,
        named_countries=named_countries,
        problem_text=problem_text,
        refusal_sentence=refusal_sentence,
    )
