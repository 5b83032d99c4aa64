"""The six modules of the course: titles, required hours, and how a programme's sessions are spread over them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Module:
    """A part of the curriculum and the teaching time it requires."""

    number: int
    title: Mapping[str, str]
    required_minutes: int


MODULES = (
    Module(
        number=1,
        title={
            "es": "Contexto mundial y desafíos para la gestión migratoria",
            "en": "Global context and challenges for migration management",
            "pt": "Contexto mundial e desafios para a gestão migratória",
            "fr": "Contexte mondial et défis de la gestion des migrations",
        },
        required_minutes=9 * 60,
    ),
    Module(
        number=2,
        title={
            "es": "Comprensión de los procesos migratorios",
            "en": "Understanding of migration processes",
            "pt": "Compreensão dos processos migratórios",
            "fr": "Comprendre les processus migratoires",
        },
        required_minutes=9 * 60,
    ),
    Module(
        number=3,
        title={
            "es": "Protección internacional de las personas migrantes",
            "en": "International protection of migrants",
            "pt": "Proteção internacional das pessoas migrantes",
            "fr": "Protection internationale des personnes migrantes",
        },
        required_minutes=10 * 60 + 30,
    ),
    Module(
        number=4,
        title={
            "es": "Herramientas de gestión pública",
            "en": "Public management tools",
            "pt": "Ferramentas de gestão pública",
            "fr": "Outils de gestion publique",
        },
        required_minutes=12 * 60,
    ),
    Module(
        number=5,
        title={
            "es": "Programas internacionales sobre migración",
            "en": "International migration programmes",
            "pt": "Programas internacionais sobre migração",
            "fr": "Programmes internationaux en matière de migration",
        },
        required_minutes=9 * 60,
    ),
    Module(
        number=6,
        title={
            "es": "Procesos de diálogo e integración regional",
            "en": "Dialogue and regional integration processes",
            "pt": "Processos de diálogo e integração regional",
            "fr": "Processus de dialogue et d'intégration régionale",
        },
        required_minutes=10 * 60 + 30,
    ),
)

CLOSING = Module(
    number=0,
    title={
        "es": "Sesión de clausura",
        "en": "Closing session",
        "pt": "Sessão de encerramento",
        "fr": "Séance de clôture",
    },
    required_minutes=0,
)

_BY_NUMBER = {module.number: module for module in (CLOSING, *MODULES)}


def title_of(module_no: int) -> dict[str, str]:
    """A module's title in es, en, pt and fr; 0 is the closing session."""
    return dict(_BY_NUMBER[module_no].title)


def spread(sessions: int) -> tuple[int, ...]:
    """The module of each of that many sessions of equal length: in the modules' order, as the required time asks.

    Largest remainder: every module gets the whole sessions it is due, and those closest to one more get the rest.
    """
    total = sum(module.required_minutes for module in MODULES)
    due = {module.number: divmod(sessions * module.required_minutes, total) for module in MODULES}
    left = sessions - sum(whole for whole, _ in due.values())
    favoured = sorted(due, key=lambda number: (-due[number][1], number))[:left]
    return tuple(number for number, (whole, _) in due.items() for _ in range(whole + (1 if number in favoured else 0)))
