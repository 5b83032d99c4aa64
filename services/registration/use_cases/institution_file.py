"""Institutions from a file: what each line would do, and doing it when no line is wrong."""

import csv
import io
from collections.abc import Callable, Iterator
from typing import Any

from marshmallow import ValidationError

from services.registration.model import complaints
from services.registration.model.institution import id_of, place_of
from services.registration.repository import Registry
from services.registration.schemas.calls import InstitutionRow
from services.registration.use_cases import institutions
from shared.contracts.envelope import Cause
from shared.contracts.refusal import Refusal

COLUMNS = {
    "country": "country",
    "institution": "name",
    "kind": "ministry_kind",
    "focal_point": "focal_point_name",
    "email": "focal_point_email",
    "language": "focal_point_language",
}
MOST = 500

Json = dict[str, Any]


def plan(asked: Json, *, registry: Registry) -> Json:
    """Line by line, what would happen; nothing does."""
    lines = list(_planned(asked["csv"], registry))
    return {"lines": [_told(line) for line in lines], "wrong": sum(bool(line["problems"]) for line in lines)}


def take(asked: Json, cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> Json:
    """Do what the plan says; with one wrong line, nothing at all."""
    lines = list(_planned(asked["csv"], registry))
    if any(line["problems"] for line in lines):
        raise Refusal("import-wrong", "Some lines are wrong, so nothing was taken over.", status=422)
    for line in lines:
        _do(line, cause, registry=registry, new_id=new_id)
    outcomes = [line["outcome"] for line in lines]
    return {"taken": len(lines) - outcomes.count("unchanged"), "unchanged": outcomes.count("unchanged")}


def _planned(text: str, registry: Registry) -> Iterator[Json]:
    seen: set[str] = set()
    for number, row in _rows(text):
        line: Json = {"number": number, "row": row, "problems": {}, "outcome": "wrong"}
        try:
            line["asked"] = InstitutionRow().load({name: value for name, value in row.items() if value})
        except ValidationError as error:
            line["problems"] = {name: " ".join(said) for name, said in error.messages_dict.items()}
            yield line
            continue
        place = place_of(line["asked"]["country"], line["asked"]["name"])
        if place in seen:
            line["problems"] = {"name": complaints.INSTITUTION_TWICE}
        else:
            line["outcome"] = _outcome(line["asked"], place, registry)
        seen.add(place)
        yield line


def _outcome(asked: Json, place: str, registry: Registry) -> str:
    known = registry.institutions.of_place(place) or registry.institutions.find(id_of(asked["country"], asked["name"]))
    if known is None:
        return "new"
    owner = registry.people.of_address(asked["focal_point_email"])
    if owner is None or owner.id != known.focal_point_id:
        return "focal-point-replaced"
    said = (asked["name"], asked["ministry_kind"], asked["focal_point_name"], asked["focal_point_language"])
    kept = (known.name, known.ministry_kind, owner.full_name, owner.language)
    return "unchanged" if said == kept else "corrected"


def _do(line: Json, cause: Cause, *, registry: Registry, new_id: Callable[[], str]) -> None:
    asked = line["asked"]
    if line["outcome"] == "new":
        institutions.add(asked, cause, registry=registry, new_id=new_id)
    elif line["outcome"] != "unchanged":
        known = registry.institutions.of_place(place_of(asked["country"], asked["name"]))
        known = known or registry.institutions.get(id_of(asked["country"], asked["name"]))
        about = asked | {"institution_id": known.id}
        if (known.name, known.ministry_kind) != (asked["name"], asked["ministry_kind"]):
            institutions.correct(about | {"version": known.version}, cause, registry=registry)
        now = registry.institutions.get(known.id)
        institutions.appoint(about | {"version": now.version}, cause, registry=registry, new_id=new_id)


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of the file with their numbers; commas or semicolons part the cells, as spreadsheets write them."""
    first = text.lstrip("\ufeff").splitlines()[0]
    reader = csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=";" if ";" in first else ",")
    head = [name.strip().casefold() for name in next(reader)]
    if set(head) != set(COLUMNS) or len(head) != len(COLUMNS):
        raise Refusal("import-header", f"The first line must name these columns: {', '.join(COLUMNS)}.", status=422)
    for count, cells in enumerate(_readable(reader)):
        if count == MOST:
            raise Refusal("import-too-long", f"A file may have {MOST} lines at most.", status=422)
        padded = [*cells, *[""] * (len(head) - len(cells))]
        row = dict(zip((COLUMNS[name] for name in head), map(str.strip, padded), strict=False))
        yield reader.line_num, row | {"country": row["country"].upper()}


def _readable(reader: Any) -> Iterator[list[str]]:
    try:
        yield from (cells for cells in reader if any(map(str.strip, cells)))
    except csv.Error as error:
        raise Refusal("import-unreadable", "The file has a quotation mark that is never closed.", status=422) from error


def _told(line: Json) -> Json:
    return {"line": line["number"], **line["row"], "outcome": line["outcome"], "problems": line["problems"]}
