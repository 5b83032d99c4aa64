"""Whatever may be refused has words in the gateway: the codes and the sentences are read from the source."""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from marshmallow import Schema, ValidationError, fields, validate

from services.gateway.model.account import Role
from services.gateway.web.problems import CODES
from services.gateway.web.refusals import REFUSALS
from services.gateway.web.staff_refusals import STAFF_REFUSALS
from services.gateway.web.words import VOCABULARIES, field_sentence, field_sentences, refusal_sentence
from services.registration.model import complaints
from shared.contracts.refusal import Refusal

ROOT = Path(__file__).parent.parent.parent.parent
NEVER_TOLD = {"lease-ended", "not-due", "not-yours"}
"""What the register of emails refuses its own sender."""
UNHEARD_OF = "No service says this."
FOR_EVERYBODY = (
    "services/registration/model/nominating.py",
    "services/registration/model/offering.py",
    "services/registration/model/letter.py",
    "services/registration/model/file.py",
    "services/registration/model/document.py",
    "services/registration/use_cases/access.py",
    "shared/messaging/links.py",
)


def modules() -> Iterator[tuple[str, ast.Module]]:
    for room in ("services", "shared"):
        for path in sorted((ROOT / room).rglob("*.py")):
            if "testing" not in path.parts:
                yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text("utf-8"))


def functions(module: ast.Module) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef))


def calls(node: ast.AST, name: str) -> list[ast.Call]:
    found = [each for each in ast.walk(node) if isinstance(each, ast.Call)]
    return [call for call in found if name in (getattr(call.func, "id", ""), getattr(call.func, "attr", ""))]


def codes_in(module: ast.Module) -> Iterator[str]:
    """The codes that are refused with, also where a function is told which one."""
    for function in functions(module):
        for refusal in calls(function, "Refusal"):
            code = refusal.args[0]
            if isinstance(code, ast.Constant):
                yield code.value
            elif isinstance(code, ast.Name):
                names = [argument.arg for argument in function.args.args if argument.arg != "self"]
                told = (call.args[names.index(code.id)] for call in calls(module, function.name))
                yield from (ast.literal_eval(each) for each in told)


def sentences_in(module: ast.Module) -> Iterator[str]:
    """What is said about fields, in the functions that refuse some; `12` stands for what is filled in."""
    for function in functions(module):
        refusals = calls(function, "Refusal")
        if any(word.arg == "fields" for call in refusals for word in call.keywords):
            other = {id(part) for call in refusals for part in ast.walk(call.args[1])}
            other |= {
                id(part) for node in ast.walk(function) if isinstance(node, ast.JoinedStr) for part in node.values
            }
            other |= {id(function.body[0].value)} if ast.get_docstring(function) else set()
            said = (written(node) for node in ast.walk(function) if id(node) not in other)
            yield from (text for text in said if re.match(r"[A-Z]\w* ", text))


def written(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str(text)):
            return text + ("12" if text.endswith(" ") else "")
        case ast.JoinedStr():
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "12" for part in node.values)
    return ""


def test_every_code_that_is_refused_with_has_words() -> None:
    refused = {code for _, module in modules() for code in codes_in(module)} | set(CODES.values())
    assert {"not-issued", "stale", "link-forged", "name-glyphs", "programme-not-ready", "too-large"} <= refused
    assert refused - set(REFUSALS) - set(STAFF_REFUSALS) - NEVER_TOLD == set()


def test_there_are_no_words_for_what_nobody_refuses() -> None:
    refused = {code for _, module in modules() for code in codes_in(module)} | set(CODES.values())
    assert (set(REFUSALS) | set(STAFF_REFUSALS)) - refused == set()


@pytest.mark.parametrize("file", FOR_EVERYBODY)
def test_what_applicants_and_institutions_may_be_refused_has_words_in_the_public_languages(file: str) -> None:
    codes = set(codes_in(dict(modules())[file]))
    assert codes - set(REFUSALS) == set()
    assert codes != set()


def test_no_two_vocabularies_have_the_same_name() -> None:
    names = Counter(name for words in VOCABULARIES for name in words)
    assert [name for name, count in names.items() if count > 1] == []


def test_every_sentence_about_a_field_has_words(app: Flask) -> None:
    sentences = {text for _, module in modules() for text in sentences_in(module)}
    sentences |= {text for name, text in vars(complaints).items() if name.isupper()}
    assert {"Give the minutes attended, from 1 to 12.", "No sign for 12", "Write the name."} <= sentences
    with app.test_request_context("/es/"):
        assert {text for text in sentences if field_sentence(text) == field_sentence(UNHEARD_OF)} == set()


class Everything(Schema):
    """Each way in which our schemas say that something is wrong."""

    missing = fields.String(required=True)
    null = fields.String()
    short = fields.String(validate=validate.Length(min=2))
    long = fields.String(validate=validate.Length(max=2))
    unfit = fields.String(validate=validate.Length(1, 2))
    low = fields.Integer(validate=validate.Range(1, 6))
    high = fields.Integer(validate=validate.Range(1, 6))
    other = fields.String(validate=validate.OneOf(("es", "en")))
    listed = fields.Enum(Role, by_value=True)
    number = fields.Integer(strict=True)
    text = fields.String()
    day = fields.Date()
    moment = fields.AwareDateTime()
    naive = fields.AwareDateTime()
    address = fields.Email()


def test_what_marshmallow_says_about_a_field_has_words(app: Flask) -> None:
    wrong = {
        "null": None,
        "short": "a",
        "long": "abc",
        "unfit": "abc",
        "low": 0,
        "high": 7,
        "other": "de",
        "listed": "ill",
        "number": "seven",
        "text": 7,
        "day": "soon",
        "moment": "soon",
        "naive": "2027-03-01T09:00:00",
        "address": "nobody",
        "unknown": 1,
    }
    with pytest.raises(ValidationError) as refused, app.test_request_context("/es/"):
        Everything().load(wrong)
    with app.test_request_context("/es/"):
        general = field_sentence(UNHEARD_OF)
        said = {name: field_sentence(texts[0]) for name, texts in refused.value.messages.items()}
    assert said.keys() == {"missing", *wrong}
    assert {name for name, sentence in said.items() if sentence == general} == set()


def test_a_number_or_a_sign_in_a_sentence_is_kept(app: Flask) -> None:
    with app.test_request_context("/es/"):
        assert field_sentence("Give the minutes attended, from 1 to 90.") == "Indique los minutos, de 1 a 90."
        assert field_sentence("No sign for Ж (U+0416)") == "El certificado no puede mostrar Ж (U+0416)."


def test_a_problem_is_told_in_its_words_and_an_unknown_code_in_general_ones(app: Flask) -> None:
    refusal = Refusal("never-heard-of", "Some Text.", fields={"expert-missing": "2 sessions have no expert."})
    with app.test_request_context("/es/"):
        assert field_sentences(refusal) == {"expert-missing": "Hay sesiones sin experto"}
        assert refusal_sentence(refusal) == "Tal como están las cosas, esto no se puede hacer."
