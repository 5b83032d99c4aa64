"""How well, and how fast, one person's applications are found among many people's: `python -m tests.bench.people`.

All names are invented: put together from those that are usual in the region, the usual ones more often.
"""

import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace

import jellyfish
from rapidfuzz import fuzz

from services.registration.model import names
from services.registration.model.likeness import Profile, compare

GIVEN = {
    "F": "María,Ana,Rosa,Carmen,Juana,Luisa,Elena,Lucía,Patricia,Sofía,Gabriela,Wara,Ayelén,Nilda,Marta,Silvia,Jaqueline"
    ",Yolanda,Xiomara,Daniela,Beatriz,Fernanda,Tainá,Nadège,Marie-Claire,Guerline,Mirlande,Josefina,Teresa,Claudia",
    "M": "José,Juan,Luis,Carlos,Jorge,Pedro,Miguel,Ángel,Nahuel,Iván,Óscar,Raúl,Hugo,Wilmer,Édgar,Rodrigo,João,Thiago"
    ",Jean-Baptiste,Wilner,Jacques,Emmanuel,Fritz,Andrés,Diego,Martín,Sebastián,Héctor,Mario,Julio",
}
FAMILY = (
    "González,Rodríguez,Gómez,Fernández,López,Díaz,Martínez,Pérez,García,Sánchez,Romero,Sosa,Torres,Álvarez,Ruiz,Ramírez"
    ",Flores,Benítez,Acosta,Medina,Herrera,Aguirre,Quispe,Mamani,Condori,Choque,Huamán,Ñahui,Huenchumilla,Catrileo"
    ",de la Cruz,de los Santos,del Valle,D'Alessandro,O'Higgins,da Silva,dos Santos,Souza,Oliveira,Lima,Pereira,Costa"
    ",Pierre,Jean,Joseph,Charles,Louis,Toussaint,Désir,Saint-Fleur,Hernández,Morales,Reyes,Gutiérrez,Ortiz,Chávez,Rojas"
    ",Vargas,Castillo,Jiménez,Mendoza,Guzmán,Salazar,Delgado,Vega,Ríos,Campos,Cárdenas,Paredes,Amarilla,Ayala,Villalba"
)
COUNTRIES = "AR,BO,BR,CL,CO,CR,CU,DO,EC,SV,GT,HT,HN,MX,NI,PA,PY,PE,UY,VE".split(",")


def somebody(chance: random.Random, number: int) -> Profile:
    """An official; the usual names are had by many."""
    sex, family = chance.choice("FM"), FAMILY.split(",")
    given = [_usual(chance, GIVEN[sex].split(",")) for _ in range(chance.choice((1, 2, 2)))]
    surnames = [_usual(chance, family) for _ in range(chance.choice((1, 2, 2, 2)))]
    return Profile(
        application_id=f"first-{number}",
        person_id=f"person-{number}",
        given_names=" ".join(dict.fromkeys(given)),
        surnames=" ".join(surnames),
        birthday=f"{chance.randrange(1, 13):02}-{chance.randrange(1, 29):02}",
        sex=sex,
        country=chance.choice(COUNTRIES),
    )


def _usual(chance: random.Random, listed: list[str]) -> str:
    return listed[min(int(chance.expovariate(4.0) * len(listed)), len(listed) - 1)]


def _plain(name: str) -> str:
    return names.unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()


def _slip(chance: random.Random, name: str) -> str:
    at = chance.randrange(1, len(name) - 1)
    return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]


AGAIN: dict[str, Callable[[random.Random, Profile], Profile]] = {
    "capitals": lambda _, one: replace(one, given_names=one.given_names.upper(), surnames=one.surnames.upper()),
    "no accents": lambda _, one: replace(one, given_names=_plain(one.given_names), surnames=_plain(one.surnames)),
    "second surname missing": lambda _, one: replace(one, surnames=_first(one.surnames)),
    "surnames swapped": lambda _, one: replace(one, surnames=" ".join(reversed(one.surnames.split()))),
    "surname where the given name belongs": lambda _, one: replace(
        one, given_names=one.surnames, surnames=one.given_names
    ),
    "one given name only": lambda _, one: replace(one, given_names=one.given_names.split()[0]),
    "z for s, v for b, h left out": lambda _, one: replace(
        one, surnames=one.surnames.replace("z", "s").replace("v", "b").replace("H", "")
    ),
    "two letters swapped": lambda chance, one: replace(one, surnames=_slip(chance, one.surnames)),
}


def _first(surnames: str) -> str:
    found = surnames.split()
    return " ".join(found[:3]) if found[0].casefold() in names.PARTICLES else found[0]


Score = Callable[[Profile, Profile], float]


def _whole(one: Profile) -> str:
    return f"{one.given_names} {one.surnames}"


def _said(one: Profile) -> str:
    return " ".join(one.words)


WAYS: dict[str, Score] = {
    "jellyfish, Jaro-Winkler of whole names": lambda a, b: 100 * jellyfish.jaro_winkler_similarity(_said(a), _said(b)),
    "jellyfish, Levenshtein of whole names": lambda a, b: (
        100 - 100 * jellyfish.levenshtein_distance(_said(a), _said(b)) / max(len(_said(a)), len(_said(b)))
    ),
    "rapidfuzz, token_sort_ratio, as written": lambda a, b: fuzz.token_sort_ratio(_whole(a), _whole(b)),
    "rapidfuzz, token_sort_ratio": lambda a, b: fuzz.token_sort_ratio(_said(a), _said(b)),
    "rapidfuzz, token_set_ratio": lambda a, b: fuzz.token_set_ratio(_said(a), _said(b)),
    "jellyfish, words paired, names alone": lambda a, b: compare(_nameonly(a), _nameonly(b)).confidence,
    "jellyfish, words paired, no birthday": lambda a, b: compare(replace(a, birthday=""), b).confidence,
    "jellyfish, words paired, all (ours)": lambda a, b: compare(a, b).confidence,
}


def _nameonly(one: Profile) -> Profile:
    return replace(one, birthday="", sex="", country="")


class Index:
    """People by their keys, as the database has them."""

    def __init__(self, everybody: Iterable[Profile]) -> None:
        self._by_key: dict[str, list[Profile]] = defaultdict(list)
        for one in everybody:
            for key in one.keys:
                self._by_key[key].append(one)

    def near(self, one: Profile) -> dict[str, Profile]:
        """Who shares a key."""
        return {
            other.person_id: other
            for key in one.keys
            for other in self._by_key.get(key, ())
            if other.person_id != one.person_id
        }


def main() -> int:
    """All figures, in three tables."""
    chance = random.Random(44)  # noqa: S311  # the same invented people each time
    people = [somebody(chance, number) for number in range(100_000)]
    again = [(kind, one, change(chance, one)) for kind, change in AGAIN.items() for one in people[:500]]
    index = Index(people[:10_000])
    strangers = [(one, other) for one in people[:1_000] for other in index.near(one).values()]
    print(f"{len(again)} pairs of one person, {len(strangers)} of two who share a key\n")
    print("| way | found of one person, at 1 % of the pairs of two | us per pair |\n| --- | --- | --- |")
    for way, score in WAYS.items():
        began = time.perf_counter()
        wrong = sorted((score(*pair) for pair in strangers), reverse=True)
        spent = (time.perf_counter() - began) / len(strangers) * 1e6
        limit = wrong[len(wrong) // 100]
        found = sum(score(one, other) > limit for _, one, other in again)
        print(f"| {way} | {found / len(again):.1%} (above {limit:.0f}) | {spent:.1f} |")
    print("\n| written again | shares a key | suspected | without birthday |\n| --- | --- | --- | --- |")
    for kind in AGAIN:
        pairs = [(one, other) for each, one, other in again if each == kind]
        keyed = sum(bool({*one.keys} & {*other.keys}) for one, other in pairs) / len(pairs)
        seen = sum(compare(one, other).suspected for one, other in pairs) / len(pairs)
        bare = sum(compare(one, replace(other, birthday="")).suspected for one, other in pairs) / len(pairs)
        print(f"| {kind} | {keyed:.1%} | {seen:.1%} | {bare:.1%} |")
    print("\n| people | compared with each | ms | suspected in vain, of 200 | without birthday |")
    print("| --- | --- | --- | --- | --- |")
    for count in (1_000, 10_000, 100_000):
        index, some = Index(people[:count]), people[:200]
        began = time.process_time()
        near = [(one, other) for one in some for other in index.near(one).values()]
        vain = sum(compare(one, other).suspected for one, other in near)
        spent = time.process_time() - began
        bare = sum(compare(replace(one, birthday=""), other).suspected for one, other in near)
        print(f"| {count} | {len(near) / len(some):.0f} | {spent / len(some) * 1e3:.2f} | {vain} | {bare} |")
    return 0


if __name__ == "__main__":
    sys.exit(main())
