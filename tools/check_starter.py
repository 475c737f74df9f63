"""Hold the starter catalogue against its schema and against reference tables.

    python tools/check_starter.py [--tmdb DIR] [--movielens DIR]     report; exit 1 when something is wrong
    python tools/check_starter.py --write                            rewrite the files in their canonical form
    python tools/check_starter.py --merge DRAFT.jsonl...             add drafts, then report

A fact agrees when it agrees with at least one of the tables that know it. What disagrees rightly is listed,
with the reason, in starter_exceptions.json beside this script.
"""

from __future__ import annotations

import argparse
import json
import sys
import unicodedata
from collections import Counter, defaultdict
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matinee.starter.schema import Vocabulary, canonical_files, canonical_vocabulary, check_record
from starter_reference import Reference, name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_TOOLS = Path(__file__).resolve().parent
_STARTER = _TOOLS.parent / "src" / "matinee" / "starter"
_FACTS = ("title", "year", "runtime", "directors", "cast", "imdb")
_RARE = 3

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One thing that is not as it should be; texts, so that an exception can name it exactly."""

    tmdb: int
    field: str
    ours: str
    theirs: str


def schema_problems(records: Iterable[Record], vocabulary: Vocabulary) -> Iterator[Disagreement]:
    """Broken rules, and films that stand there twice."""
    first: dict[tuple[object, ...], Record] = {}
    for record in records:
        for complaint in check_record(record, vocabulary):
            field, _, what = complaint.partition(": ")
            yield Disagreement(_id(record), field, what, "schema")
        keys: list[tuple[object, ...]] = [("tmdb", _id(record)), ("imdb", record.get("imdb"))]
        keys.append(("title and year", name_key(str(record.get("title"))), record.get("year")))
        for key in keys:
            if (other := first.setdefault(key, record)) is not record:
                yield Disagreement(
                    _id(record), "duplicate", f"{key[0]} of {_label(other)}", f"tmdb:{_id(other)}"
                )


def reference_problems(record: Record, reference: Reference) -> Iterator[tuple[str, Disagreement | None]]:
    """For every fact some table knows: the fact, and how it disagrees with all of them (None: it agrees)."""
    film_id = record["tmdb"]
    for fact in _FACTS:
        said: dict[str, Any] = reference.facts[fact].get(film_id, {})
        if fact == "imdb" and not said and (owners := reference.owners.get(record["imdb"])):
            theirs = ", ".join(f"{record['imdb']} is tmdb:{owner}" for owner in sorted(owners))
            yield fact, Disagreement(film_id, fact, record["imdb"], theirs)
        elif said:
            if any(_agrees(fact, record, value) for value in said.values()):
                yield fact, None
            else:
                theirs = "; ".join(f"{table}: {_text(value)}" for table, value in sorted(said.items()))
                yield fact, Disagreement(film_id, fact, _text(_ours(fact, record)), theirs)


def _ours(fact: str, record: Record) -> Any:
    return (record["cast"] or [""])[0] if fact == "cast" else record[fact]


def _agrees(fact: str, record: Record, value: Any) -> bool:
    ours = _ours(fact, record)
    match fact:
        case "title":
            return name_key(ours) in {name_key(title) for title in value}
        case "year":
            return abs(int(ours) - int(value)) <= 1
        case "runtime":
            return abs(int(ours) - int(value)) <= 3
        case "directors":
            return {name_key(name) for name in ours} == {name_key(name) for name in value}
        case "cast":
            # A documentary without a cast names nobody, which contradicts nobody.
            return not ours or name_key(ours) == name_key(value)
        case _:
            return ours in value


def _text(value: Any) -> str:
    return " | ".join(dict.fromkeys(map(str, value))) if isinstance(value, list) else str(value)


def _id(record: Record) -> int:
    return record["tmdb"] if type(record.get("tmdb")) is int else 0


def _label(record: Record) -> str:
    return f"{record.get('title')} ({record.get('year')})"


class Check:
    """Everything found out about the catalogue in one run."""

    def __init__(self, records: list[Record], vocabulary: Vocabulary, reference: Reference) -> None:
        self.found = list(schema_problems(records, vocabulary))
        self.labels = {_id(record): _label(record) for record in records}
        # Only what is a record can be compared; too small a cast does not hinder that.
        broken = {
            problem.tmdb
            for problem in self.found
            if problem.theirs == "schema" and not (problem.field == "cast" and " entries, " in problem.ours)
        }
        sound = [record for record in records if _id(record) not in broken]
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)
        for record in sound:
            known = set()
            for fact, problem in reference_problems(record, reference):
                known.add(fact)
                self.counts[fact]["agree"] += problem is None
                if problem is not None:
                    self.found.append(problem)
            for fact in _FACTS:
                self.counts[fact]["in no table"] += fact not in known
        self.unverified = [_label(record) for record in sound if not reference.held(record["tmdb"])]
        for film_id, runs in reference.shared_runs(
            {
                record["tmdb"]: " / ".join((record["synopsis"], *record["scenes"], *record["asked"]))
                for record in sound
            }
        ).items():
            self.found += [
                Disagreement(film_id, "synopsis", run, f"overview of {whose}") for run, whose in runs
            ]
        used = Counter(theme for record in sound for theme in record["themes"])
        self.rare = sorted((used[theme], theme) for theme in vocabulary.themes if used[theme] < _RARE)

    def judge(self, exceptions: list[Record], *, complete: bool) -> tuple[list[Disagreement], list[str]]:
        """What nobody excused, and what is wrong with the exceptions.

        Args:
            exceptions: entries with tmdb, field, ours, theirs and reason.
            complete: all tables were read, so that an entry nothing answers to is out of date.
        """
        excused = set()
        wrong = []
        for entry in exceptions:
            if (
                set(entry) != {"tmdb", "field", "ours", "theirs", "reason"}
                or not str(entry["reason"]).strip()
            ):
                wrong.append(
                    f"an exception needs tmdb, field, ours, theirs and a reason: {json.dumps(entry)}"
                )
                continue
            named = Disagreement(entry["tmdb"], entry["field"], entry["ours"], entry["theirs"])
            if named in self.found:
                excused.add(named)
            elif complete or named.theirs == "schema" or named.field == "duplicate":
                wrong.append(
                    f"an exception no longer applies, take it out: {json.dumps(entry, ensure_ascii=False)}"
                )
        left = [problem for problem in self.found if problem not in excused]
        for problem in self.found:
            if problem.field in _FACTS and problem.theirs != "schema":
                self.counts[problem.field]["excused" if problem in excused else "disagree"] += 1
        return left, wrong


def read_lines(paths: Iterable[Path]) -> tuple[list[Record], list[str]]:
    """The records of JSON Lines files, and the lines that are none."""
    records: list[Record] = []
    wrong: list[str] = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
            if not line.strip():
                continue
            try:
                value = json.loads(line)
            except ValueError as error:
                wrong.append(f"{path.name} line {number} is no JSON: {error}")
                continue
            if isinstance(value, dict):
                records.append(value)
            else:
                wrong.append(f"{path.name} line {number} is no JSON object")
    return records, wrong


def merge(
    kept: list[Record], drafts: Iterable[Record], vocabulary: Vocabulary
) -> tuple[list[Record], list[str]]:
    """Add drafts to the catalogue; the first to write a film keeps it. Also says what was passed over."""
    films = {_id(record): record for record in kept}
    said = []
    for draft in map(_tidied, drafts):
        if _unwritable(draft, vocabulary):
            said.append(
                f"left out, since it is no record: {_label(draft)}: {check_record(draft, vocabulary)[0]}"
            )
        elif (other := films.setdefault(draft["tmdb"], draft)) is not draft and other != draft:
            said.append(f"written twice, the first kept: {_label(draft)} = tmdb:{draft['tmdb']}")
    return list(films.values()), said


def _unwritable(record: Record, vocabulary: Vocabulary) -> bool:
    fields = {complaint.partition(":")[0] for complaint in check_record(record, vocabulary)}
    return not fields.isdisjoint({"record", "tmdb", "year", "title"})


def _tidied(value: Any) -> Any:
    """Spaces and direction marks that slip in with pasted titles, taken out."""
    if isinstance(value, str):
        plain = value.replace("\u200e", "").replace("\u200f", "")
        return unicodedata.normalize("NFC", " ".join(plain.split()))
    if isinstance(value, list):
        return [_tidied(entry) for entry in value]
    return {key: _tidied(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def write(folder: Path, records: list[Record]) -> None:
    """Rewrite the catalogue's files, and take away those that hold nothing any more."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = canonical_files(records)
    for name, text in contents.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    for path in folder.glob("*.jsonl"):
        if path.name not in contents:
            path.unlink()


def _report(check: Check, left: Sequence[Disagreement], wrong: Sequence[str], films: int) -> None:
    for problem in left:
        label = check.labels.get(problem.tmdb, "?")
        print(f"tmdb:{problem.tmdb} {label}: {problem.field}: {problem.ours}  <>  {problem.theirs}")
    for line in wrong:
        print(line)
    print(f"\n{'fact':<10}{'agree':>9}{'excused':>9}{'disagree':>10}{'in no table':>13}")
    for fact in _FACTS:
        count = check.counts[fact]
        known = f"{count['agree']:>9}{count['excused']:>9}{count['disagree']:>10}"
        print(f"{fact:<10}{known}{count['in no table']:>13}")
    print(
        f"\nfilms no table holds: {len(check.unverified)}"
        + "".join(f"\n  {name}" for name in check.unverified)
    )
    rare = ", ".join(f"{theme} ({count})" for count, theme in check.rare)
    print(f"themes used by fewer than {_RARE} films: {len(check.rare)}" + (f": {rare}" if rare else ""))
    print(f"{films} films, {len(left)} unexcused disagreements, {len(wrong)} other mistakes")


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--tmdb", type=Path, metavar="DIR", help="holds tmdb_5000.zip and tmdb_128k.parquet")
    parser.add_argument(
        "--movielens", type=Path, metavar="DIR", help="holds links_46k.csv, ml-latest-small.zip"
    )
    parser.add_argument("--write", action="store_true", help="rewrite the files in their canonical form")
    parser.add_argument("--merge", type=Path, nargs="+", default=[], metavar="FILE", help="add these drafts")
    parser.add_argument("--fresh", action="store_true", help="with --merge: from the drafts alone")
    parser.add_argument(
        "--entries", action="store_true", help="print what is left as exceptions to be reasoned"
    )
    parser.add_argument(
        "--starter", type=Path, default=_STARTER, metavar="DIR", help="the catalogue's own folder"
    )
    parser.add_argument("--exceptions", type=Path, default=_TOOLS / "starter_exceptions.json", metavar="FILE")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the check; returns the exit status."""
    args = _arguments(argv)
    films: Path = args.starter / "films"
    vocabulary_file: Path = args.starter / "vocabulary.json"
    vocabulary = Vocabulary(**json.loads(vocabulary_file.read_text(encoding="utf-8")))
    records, wrong = read_lines(sorted(films.glob("*.jsonl")) if not args.fresh else [])
    if args.merge:
        drafts, unreadable = read_lines(args.merge)
        records, said = merge(records, drafts, vocabulary)
        print(*unreadable, *said, sep="\n")
        wrong += unreadable
    lost = [_label(record) for record in records if _unwritable(record, vocabulary)]
    if (args.write or args.merge) and (lost or (wrong and not args.merge)):
        print("nothing is rewritten until these are mended:", *lost, *wrong, sep="\n  ")
        return 1
    if args.write or args.merge:
        write(films, [_tidied(record) for record in records])
        vocabulary_file.write_text(canonical_vocabulary(vocabulary), encoding="utf-8", newline="\n")
        records, _ = read_lines(sorted(films.glob("*.jsonl")))
    if not lost:
        there = {path.name: path.read_text(encoding="utf-8") for path in films.glob("*.jsonl")}
        if there != canonical_files(records):
            wrong.append("the files are not in their canonical form: run with --write")
    reference = Reference()
    if args.tmdb:
        reference.add_tmdb(args.tmdb)
    if args.movielens:
        reference.add_movielens(args.movielens)
    exceptions = json.loads(args.exceptions.read_text(encoding="utf-8")) if args.exceptions.exists() else []
    check = Check(records, vocabulary, reference)
    left, mistaken = check.judge(exceptions, complete=bool(args.tmdb and args.movielens))
    wrong += mistaken
    _report(check, left, wrong, len(records))
    if args.entries:
        print(
            json.dumps([asdict(problem) | {"reason": ""} for problem in left], ensure_ascii=False, indent=1)
        )
    return 1 if left or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
