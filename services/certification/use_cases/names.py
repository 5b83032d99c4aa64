"""Names as they are to stand on certificates: written out, and every sign of them in the typeface."""

from collections.abc import Callable, Mapping

from services.certification.model.certificate import as_written
from shared.contracts.refusal import Refusal

Lacking = Callable[[str], list[str]]


def settable(names: Mapping[str, str], lacking: Lacking) -> dict[str, str]:
    """The names as they will be set, under the keys they came with.

    Refuses with `invalid` when one is missing, and with `name-glyphs` when the typeface lacks a sign of one (422); the
    refusal's fields say at which keys.
    """
    written = {key: as_written(name) for key, name in names.items()}
    missing = {key: "Write the name." for key, name in written.items() if not name}
    if missing:
        raise Refusal("invalid", "A certificate needs a name.", status=422, fields=missing)
    unset = {key: absent for key, name in written.items() if (absent := lacking(name))}
    if unset:
        raise Refusal(
            "name-glyphs",
            "The certificate's typeface has no sign for some letters of a name.",
            status=422,
            fields={key: "No sign for " + ", ".join(map(_code_point, absent)) for key, absent in unset.items()},
        )
    return written


def _code_point(character: str) -> str:
    return f"{character} (U+{ord(character):04X})" if character.isprintable() else f"U+{ord(character):04X}"
