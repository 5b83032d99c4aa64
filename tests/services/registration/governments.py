"""The institutions, focal points and nominated officials of these tests; all invented."""

import base64
from typing import Any

from tests.services.registration.invented import PDF
from tests.services.registration.office import Office

Json = dict[str, Any]

MIGRATIONS = {
    "country": "PE",
    "name": "Dirección de Extranjería",
    "ministry_kind": "interior",
    "focal_point_name": "Jorge Salas",
    "focal_point_email": "jorge.salas@rree.gob.example",
    "focal_point_language": "es",
}
LABOUR = MIGRATIONS | {
    "name": "Ministerio de Trabajo",
    "ministry_kind": "labour",
    "focal_point_name": "Ana Soto",
    "focal_point_email": "ana.soto@trabajo.gob.example",
}
BRAZIL = MIGRATIONS | {
    "country": "BR",
    "name": "Ministério da Justiça",
    "focal_point_name": "Paulo Lima",
    "focal_point_email": "paulo.lima@mj.gov.example",
    "focal_point_language": "pt",
}
MARIA = {
    "given_names": "María",
    "first_surname": "Condori",
    "second_surname": "Apaza",
    "email": "maria.condori@interior.gob.example",
    "position": "Inspectora",
}
LUIS = MARIA | {"given_names": "Luis", "first_surname": "Rojas", "email": "luis.rojas@interior.gob.example"}
OWN_WORDS = {
    "given_names": "María",
    "first_surname": "Condori",
    "second_surname": "Apaza",
    "language": "es",
    "position": "Inspectora",
    "years_experience": 4,
    "field_of_work": "asylum",
    "languages_spoken": ["es", "en"],
    "motivation": "Quisiera comparar la atención en la frontera con la de otros países. " * 2,
}
NOTE = {"filename": "nota verbal.pdf", "content_base64": base64.b64encode(PDF).decode()}


def focal_point_of(office: Office, call_id: str) -> str:
    return office.registry.calls.get(call_id).focal_point_id


def answer(office: Office, name: str, call_id: str, **more: Any) -> Json:
    """The focal point answers by their link."""
    return office.command(name, "focal_point", focal_point_of(office, call_id), call_id=call_id, **more)
