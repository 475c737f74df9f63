"""Writes docs/reference: cli.md from the commands, json.md from their golden output, settings.md from the settings.

Run it without arguments; a test fails when what it would write differs from what is there.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import AliasChoices
from typer.main import get_command

from matinee.cli.app import app
from matinee.config import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
REFERENCE = ROOT / "docs" / "reference"
GOLDEN = ROOT / "tests" / "golden" / "cli"

_MADE = "<!-- Made by tools/make_cli_reference.py: run `make docs` after a change. -->\n"

_CLI_HEAD = """# Command line

Films are named by number, `tmdb:949`, or by title: `Heat`, `heat 1995`, `"Heat (1995)"`. Case, accents, punctuation
and a leading article do not matter. Where several films have that title nothing happens, and their numbers are listed.

Data goes to standard output, messages and progress to standard error. Every command that prints takes `--json`;
[the shapes are documented](json.md), and so are [the settings](settings.md), such as the data directory.

| exit code | meaning |
| --- | --- |
| 0 | done |
| 1 | a wrong request, or something is in the way: one line says what to do |
| 2 | the command line itself is malformed |
| 130 | interrupted |

`MATINEE_DEBUG=1` adds the traceback to an error. `NO_COLOR=1` leaves colours out, as a pipe does.
"""

_JSON_HEAD = """# JSON

What each command prints with `--json`. Fields may be added in later versions; those here stay. A film's `id` is its
TMDB number. `title` and `year` are null where they are not known. An event's id is 32 hexadecimal digits for what
was said here; imports may bring others. Numbers come with all their digits, and are cut in these examples.
"""

_SETTINGS_HEAD = """# Settings

Settings come from the environment. None is needed.

| variable | meaning | default |
| --- | --- | --- |
"""

_FILM = {"id": "TMDB number", "title": "title", "year": "year of first release"}
_SAID = {
    "event_id": "the event, for `edit` and `forget`",
    "kind": "`rating`, `like`, `dislike`, `watched`, `watchlist_add`, `watchlist_remove`, `not_interested`, "
    "`interested_again` or `amend`",
    "film": "the film it is about",
    "value": "stars of a rating, else null",
    "user": "who said it",
    **_FILM,
}
_PICKS = {
    "user": "for whom",
    "picks": "the films, the best first",
    **_FILM,
    "score": "what the list is ranked by; `score` = `offset` + the sum of all shares",
    "offset": "the part that nothing you say changes: how well known and well liked the film is",
    "stars": "predicted stars, 0.5 to 5",
    "interval": "where the stars are four times in five: low, high",
    "reasons": "the largest three by size; all of them with `--all-reasons`. A reason's `id` and `title` are those "
    "of the film it is about",
    "event": "what was said; `from` where `--from` named the film; null for a wish",
    "share": "points of score it adds; may be below 0",
    "kind": "the event's kind, or `wish`",
    "value": "its stars, for a rating",
    "wish": "the trait that was muted or pinned, where it is a wish",
    "block": "the trait's kind, as in `matinee taste`",
    "term": "the trait",
    "want": "`mute`, `more` or `less`",
}

SHAPES: list[tuple[str, list[str], dict[str, str]]] = [
    (
        "matinee init",
        ["init"],
        {
            "home": "the data directory",
            "films": "how many films there are now",
            "added": "films of the starter catalogue that are new",
            "changed": "films that were there and say something else now",
            "unchanged": "films that were there as they are",
        },
    ),
    (
        "matinee films load",
        ["films_load"],
        {
            "read": "rows read; `read` = `stored` + `refused`, always",
            "stored": "records kept = `added` + `changed` + `unchanged`",
            "refused": "rows that are no film",
            "mended": "mends made; one film may need several",
            "added": "new records",
            "changed": "records that say something else now",
            "unchanged": "records that were there already",
            "refused_rows": "each refused row",
            "row": "its place in the file, the header being row 1",
            "id": "its id as it was given",
            "title": "its title",
            "mends": "each kind of mend",
            "reason": "why it was refused, or what was mended",
            "count": "how often",
            "examples": "up to five titles it happened to",
        },
    ),
    (
        "matinee sync",
        ["sync", "sync_dry_run"],
        {
            "requested": "films asked for",
            "stored": "films that are new or say something else",
            "unchanged": "films that TMDB says are as they were",
            "failed": "films that could not be fetched; the next sync tries them again",
            "gone": "films that TMDB has no more",
            "calls": "requests sent, lists and repeats included",
            "seconds": "how long it took, or with `--dry-run` about would take",
            "films": "with `--dry-run`: about how many films would be asked for",
        },
    ),
    (
        "matinee app password",
        ["app_password"],
        {"password": "whether the app asks for a password now"},
    ),
    (
        "matinee tmdb status",
        ["tmdb_status"],
        {
            "state": "`never`, `running`, `idle`, `failed` or `interrupted`",
            "has_key": "whether a key is set",
            "error": "why the last run failed, or null",
            "started_at": "when the last run began, ISO 8601 in UTC",
            "done": "films asked for in the last run",
            "total": "films it meant to ask for",
            "summary": "what it did, as `matinee sync --json` tells it",
            "requested": "films asked for",
            "stored": "films that were new or said something else",
            "unchanged": "films that were as they were",
            "calls": "requests sent",
            "seconds": "how long it took",
            "films": "films whose answers are stored",
            "oldest": "when the one fetched longest ago was fetched",
            "newest": "when the last one was",
            "stale": "films older than 170 days",
            "changes_read": "day up to which TMDB's changes are known",
            "due": "films to be fetched next time",
            "failed": "of these, films that failed before",
            "gone": "films that TMDB has no more; they keep what you said of them",
            "next_at": "when a schedule runs next",
            "failures": "the first twenty that failed",
            "id": "TMDB number",
            "tries": "how often",
            "reason": "why the last time",
        },
    ),
    (
        "matinee tmdb purge",
        ["tmdb_purge"],
        {"removed": "films of which something was removed", "films": "films that stay, known from elsewhere"},
    ),
    (
        "matinee films list",
        ["films_list"],
        {"films": "the films, by title", **_FILM, "genres": "TMDB's genre names", "directors": "names"},
    ),
    (
        "matinee films show",
        ["films_show"],
        {
            **_FILM,
            "original_title": "title in its own language",
            "release_date": "first release, ISO date",
            "runtime": "minutes",
            "genres": "TMDB's genre names",
            "keywords": "theme words",
            "tones": "tone words",
            "directors": "names",
            "writers": "names",
            "cast": "names, the most prominent first",
            "countries": "ISO 3166-1 codes",
            "language": "original language, two letters",
            "overview": "what it is about",
            "tagline": "tagline",
            "imdb_id": "IMDb id",
            "series": "name of its series",
            "series_place": "place in the series",
            "certification": "age rating",
            "vote_average": "mean vote, 0-10",
            "vote_count": "votes",
            "fame": "1 (a discovery) to 5 (nearly everyone has heard of it)",
        },
    ),
    (
        "matinee similar",
        ["similar"],
        {
            "film": "the film asked about",
            "similar": "films like it, the nearest first",
            **_FILM,
            "score": "likeness, -1 to 1",
            "shared": "what both have, in words, the most telling first",
            "parts": "the same for programs",
            "block": "genre, keyword, tone, director, writer, cast, origin, decade or overview",
            "term": "the term",
            "part": "its part of the likeness",
        },
    ),
    (
        "matinee search",
        ["search"],
        {
            "query": "what was asked",
            "hits": "films, the best fit first",
            **_FILM,
            "score": "fit, 0-100",
            "reason": "`title`, `with` and a person, `series` and its name, or `meaning:` and what it is about; "
            "`words:` instead of that where the sentence model is not installed",
        },
    ),
    ("matinee recommend", ["recommend", "recommend_wish"], _PICKS),
    (
        "matinee recommend --user --user",
        ["recommend_together"],
        {
            **_PICKS,
            "users": "the group, as named",
            "rule": "`fair`, `mean` or `misery`",
            "films": "the list, the first to watch first",
            "score": "of a film: what it is to the group by the rule, 0 to 1; of a member: as in a pick",
            "for": "the member for whose sake the fair rule chose it; null where it is for all",
            "members": "what each is thought to make of the film, in the order of `users`",
            "user": "the member",
            "appeal": "how near the film is to the top of what the member could still watch, 0 to 1, filters aside: "
            "what members are compared by",
            "seen": "whether the member has seen it; only with `--include-seen`",
        },
    ),
    (
        "matinee recommend --rows",
        ["recommend_rows"],
        {
            **_PICKS,
            "rows": "the rows, the first to show first; no film is in two of them",
            "kind": "of a row: `top`, `because`, `gems`, `new`, `different` or `more`; of a reason: as in `recommend`",
            "title": "of the row, or of a film",
            "about": "what the films of a row have in common, where its title does not say it",
            "film": "the film that a `because` row is for, else null",
            "because": "the reason for the film in the row, in words",
        },
    ),
    (
        "matinee why",
        ["why"],
        {
            **_PICKS,
            "shared": "what the two films have in common; left out where nothing",
            "place": "where the film stands by score among those neither seen, hidden nor gone, itself included; no "
            "filter or dial counts",
            "of": "how many films these are",
            "without": "of the three largest reasons: place, score and stars if that had not been said",
        },
    ),
    (
        "matinee taste",
        ["taste", "taste_wishes"],
        {
            "user": "whose taste",
            "events": "events it rests on",
            "unknown": "events about films that are not here; they teach nothing",
            "liked": "traits that raise a film's score",
            "avoided": "traits that lower it",
            "block": "genre, keyword, tone, director, cast, origin or decade",
            "term": "the term",
            "effect": "points it adds to the score of a film half of all people would choose",
            "sd": "standard deviation of the effect",
            "films": "films that have it",
            "wishes": "traits that were muted or pinned; they are in none of the other two",
            "want": "`mute`, `more` or `less`",
        },
    ),
    (
        "matinee taste --stats",
        ["taste_stats"],
        {
            "user": "whose statistics",
            "seen": "films seen",
            "rated": "of these, films rated",
            "unknown": "films spoken of that are not here; they are not counted",
            "mean": "stars given, the mean; null where nothing is rated",
            "usual": "stars that the same films usually get; null where no votes are known",
            "stars": "how many films got how many stars",
            "decades": "rated films by decade",
            "directors": "by director, the one liked most beyond the usual first",
            "genres": "by genre, the commonest first",
            "countries": "by country, ISO 3166-1 codes, the commonest first",
            "name": "of the group, or of the person",
            "films": "how many films",
            "above": "stars beyond the usual, shrunk so that one film does not lead",
            "few": "whether there are fewer than three films",
            "minutes": "runtime of all films seen, as far as it is known",
            "untimed": "films seen whose runtime is not known",
            "people": "whose films were watched most",
            "directed": "of these, films they directed",
        },
    ),
    (
        "matinee quiz",
        ["quiz"],
        {
            "user": "who is asked",
            "question": "the film whose answer would tell most; null when there is none left to ask about",
            **_FILM,
            "answered": "answers given in the quiz that stand",
            "unknown": "films the person said not to know; nothing is learned from them",
            "confidence": "how much of what the quiz can find out is known, 0 to 1, whatever else was said included",
            "pays": "whether another answer is worth the asking",
        },
    ),
    ("matinee rate, like, dislike, watched, save, unsave, hide, unhide", ["rate"], _SAID),
    (
        "matinee edit, forget",
        ["edit"],
        {
            **_SAID,
            "value": "the new stars; null for `forget`",
            "target": "the event that was edited or forgotten",
        },
    ),
    (
        "matinee undo",
        ["undo"],
        {**_SAID, "event_id": "the event taken back", "target": "for an `amend`, its event"},
    ),
    (
        "matinee history",
        ["history"],
        {
            **_SAID,
            "user": "whose history",
            "events": "what was said, the newest first; corrections are applied, not listed",
            "at": "when, ISO 8601 in UTC",
            "source": "where it was said: `cli`, `app`, `api`, `quiz`, or an import",
            "state": "`counts`, `taken back` or `left out of learning`",
        },
    ),
    (
        "matinee import",
        ["import"],
        {
            "format": "whose files they are; several are joined by a comma",
            "read": "rows read = `imported` + `already` + `review` + `not_film` + `unreadable`, always",
            "imported": "rows that said something new",
            "already": "rows whose every event was in the log before",
            "review": "rows whose film is not sure or not known; `matinee review` shows them",
            "not_film": "rows about series, episodes or games",
            "unreadable": "rows that cannot be read, or say nothing",
            "matches": "every row",
            "row": "its place among all rows read, from 1; with several files they are counted on",
            "title": "the title as the file gives it",
            "year": "the year as the file gives it",
            "id": "TMDB number of the film; null where it is not sure",
            "confidence": "how sure the match is, 0 to 1",
        },
    ),
    (
        "matinee review",
        ["review", "review_choose", "review_matched", "review_fix"],
        {
            "user": "whose queue",
            "items": "titles that wait for a decision; with `--fix` those that were matched, the least sure first",
            "item": "the title's id, the same at every import",
            "service": "where it comes from",
            "title": "the title as that service gives it, or the film's",
            "year": "its year",
            "state": "`review`, `skipped`, `not_film`, `sure` (matched by Matinee) or `chosen` (by you)",
            "confidence": "how sure the match is, 0 to 1",
            "film": "the film it is, or null",
            "candidates": "films it may be, the most likely first",
            "id": "TMDB number",
            "directors": "names",
            "moved": "with `--fix`: how many events changed their film",
        },
    ),
    (
        "matinee export",
        ["export"],
        {"format": "`jsonl`, `csv`, `letterboxd` or `trakt`", "files": "what was written"},
    ),
    ("matinee backup", ["backup"], {"file": "the copy", "bytes": "its size"}),
    (
        "matinee restore",
        ["restore"],
        {"home": "the data directory of the new installation", "from": "the backup"},
    ),
    (
        "matinee crowd add, list, remove, leave",
        ["crowd_add", "crowd_list", "crowd_remove", "crowd_leave"],
        {
            "crowds": "the crowds, the people here first; of `add`, the one added",
            "name": "its name; `own` are the people here",
            "people": "people in it",
            "films": "films they rated, here or not",
            "ratings": "ratings kept",
            "source": "the file it came from",
            "added_at": "when, ISO 8601 in UTC; null for the people here",
            "read": "rows read = `ratings` + the counts of `left_out`",
            "left_out": "of a crowd: why rows were left out; of the list and of `leave`: who is left out, by name",
            "noticed": "what is in the crowd and worth knowing",
            "what": "what it is, in words",
            "count": "how often",
            "examples": "some of them",
            "removed": "the crowd that was removed",
            "user": "who leaves, or counts again",
        },
    ),
    (
        "matinee learn",
        ["learn", "learn_rollback", "learn_not_due"],
        {
            "swapped": "whether what was learned is in use now",
            "why": "in words",
            "decided_by": "`held_out` people, `cross_validation` over all, or `checks` alone where they are too few",
            "crowds": "what was learned from; `own` are the people here",
            "people": "learned from; of a comparison, those asked",
            "held_out": "people never learned from, to measure with",
            "ratings": "learned from",
            "films": "films there are",
            "films_rated": "films the crowd knows",
            "crowd_share": "the crowd's part in the films' vectors, the mean over all films",
            "compared": "NDCG@10: a row a protocol, and their mean, which decides",
            "protocol": "`few` (three likes known), `warm` (all but the latest fifth known) or `mean`",
            "learned": "of what was learned",
            "in_use": "of the space in use; in a cross-validation of what it would know without those asked",
            "popularity": "of the most liked films, the same for everyone",
            "difference": "`learned` less `in_use`, paired over people",
            "error": "its standard error; null of one person",
            "complaints": "what is wrong with what was learned; then it is not put in use",
            "rolled_back": "with `--rollback`: the space before is in use again",
            "learned_at": "when that one was learned; null where it is made of content alone",
            "due": "with `--if-due`, where there was nothing to do",
        },
    ),
    (
        "matinee learn --status",
        ["learn_status"],
        {
            "in_use": "the space in use",
            "crowds": "what it was learned from; empty for content alone",
            "learned_at": "when; null for content alone",
            "last": "the last learning, or null: `began_at`, `ended_at`, `outcome` (`swapped`, `kept`, `failed`, "
            "`rolled_back`, or `running`, also of one that was killed) and `why`, in words",
            "due": "whether learning pays now",
            "because": "what is new, in words",
            "not_before": "the earliest time of the next; null for any",
        },
    ),
    (
        "matinee evaluate",
        ["evaluate", "evaluate_own"],
        {
            "crowd": "whose people were asked",
            "user": "with `--own`: whose log it is",
            "people": "`validation` or `test`; of a figure, how many were asked",
            "asked": "how many of them",
            "learned_from": "people learned from, none of whom was asked",
            "films": "films there are",
            "ratings": "ratings of these films",
            "models": "matinee, and what it is measured against",
            "model": "its name",
            "fit_seconds": "what learning took",
            "ask_seconds": "what the answers took",
            "figures": "each measure of each protocol",
            "protocol": "`few`, `warm`, `cold`, `likes`, or `own`",
            "case": "the part of the protocol, such as `k=3` likes known",
            "metric": "the measure",
            "mean": "over people; of `above_popularity`, the mean difference",
            "low": "lower end of its 95 % interval",
            "high": "upper end",
            "above_popularity": "the difference to popularity, paired over people",
            "error": "its standard error; null of one person",
            "dials": "with `--report`: how the page changes as its dials move",
            "foretold": "with `--own`: later likes among ten picks made of what had been said by then",
            "ours": "by these picks",
            "popular": "by the ten most popular films",
            "hits": "how many",
            "of": "of how many",
            "interval": "the 80 % interval of the share in the long run: low, high",
            "chance": "how likely popularity would do as well by chance",
            "missing": "what is too little yet, in words; empty where nothing is",
            "live": "with `--own`: what became of the films shown",
            "days": "for how long after they were shown",
            "total": "of all that were shown",
            "surfaces": "by where they were shown",
            "places": "by place in the list",
            "name": "which",
            "liked": "liked since",
            "saved": "put on the watchlist since",
            "refused": "refused or disliked since",
            "seen": "watched since, without more",
            "open": "nothing was said of them yet",
        },
    ),
    (
        "matinee why --model",
        ["why_model"],
        {
            **_FILM,
            "content": "part of the film's vector that comes from its content, 0 to 1",
            "crowd": "part that comes from the crowd; both sum to 1",
            "raters": "people of the crowd who rated it",
            "likes": "those of them who gave it 4 stars or more",
            "mean_stars": "what they gave it; null without raters",
            "people": "people learned from",
            "crowds": "the crowds they are from",
        },
    ),
    (
        "matinee doctor",
        ["doctor"],
        {
            "ok": "whether all is well; the exit code is 1 otherwise",
            "checks": "what was looked at",
            "name": "versions, data directory, database, films, people, taste space, learning or search by meaning",
            "detail": "what was found",
        },
    ),
    (
        "matinee model install",
        ["model_install"],
        {
            "model": "the folder that the model is in",
            "films": "films there are; 0 with `--into`",
            "new": "those of them that were read now",
        },
    ),
]
"""Of each command: its golden files and what each field means."""


def documents() -> dict[Path, str]:
    """What the reference should say, by file."""
    return {
        REFERENCE / "cli.md": cli_reference(),
        REFERENCE / "json.md": json_reference(),
        REFERENCE / "settings.md": settings_reference(),
    }


def cli_reference() -> str:
    command: Any = get_command(app)
    return _MADE + _CLI_HEAD + "".join(_command("matinee", command, nested=False))


def _command(path: str, command: Any, *, nested: bool = True) -> Iterator[str]:
    if nested:
        yield f"\n## `{path}`\n\n{_line(command.help)}\n"
    arguments = [param for param in command.params if param.param_type_name == "argument"]
    options = [param for param in command.params if param.param_type_name == "option"]
    # Those that are the same everywhere, and Typer's own, would drown the rest.
    options = [option for option in options if not {"--help", "--install-completion"} & set(option.opts)]
    if nested and (not hasattr(command, "commands") or command.invoke_without_command):
        words = [
            f"{param.metavar or param.name.upper()}{'...' if param.nargs < 0 else ''}" for param in arguments
        ]
        yield f"\n```console\n$ {' '.join([path, *words])}{' [OPTIONS]' if options else ''}\n```\n"
        rows = [(f"`{param.metavar or param.name.upper()}`", param.help, "") for param in arguments]
        rows += [(_names(option), option.help, _default(option)) for option in options]
        if rows:
            yield "\n| | meaning | default |\n| --- | --- | --- |\n"
        for name, text, default in rows:
            yield f"| {name} | {_line(text)} | {default} |\n"
    for name, inner in getattr(command, "commands", {}).items():
        yield from _command(f"{path} {name}", inner)


def _names(option: Any) -> str:
    names = ", ".join(f"`{name}`" for name in (*option.opts, *option.secondary_opts))
    return f"{names} {option.metavar}" if option.metavar else names


def _default(option: Any) -> str:
    if option.default is None or isinstance(option.default, bool) or not option.show_default:
        return ""
    return f"`{option.default}`"


def _line(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def json_reference() -> str:
    parts = [_MADE + _JSON_HEAD]
    for title, names, fields in SHAPES:
        parts.append(f"\n## {title}\n")
        for name in names:
            text = (GOLDEN / f"{name}.json").read_text(encoding="utf-8")
            keys = list(dict.fromkeys(_keys(json.loads(text))))
            if missing := [key for key in keys if key not in fields]:
                raise SystemExit(
                    f"json.md says nothing about {', '.join(missing)} of {title}: add it to SHAPES."
                )
            parts.append("\n| field | meaning |\n| --- | --- |\n")
            parts += [f"| `{key}` | {fields[key]} |\n" for key in keys]
            parts.append(f"\n```json\n{text}```\n")
    return "".join(parts)


def _keys(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)


def settings_reference() -> str:
    meanings = _field_texts()
    rows = [
        f"| {_variable(name)} | {meanings[name]} | {_setting_default(name)} |\n"
        for name in Settings.model_fields
    ]
    more = "| `MATINEE_DEBUG` | Anything: show the traceback of an error on the command line. | |\n"
    return _MADE + _SETTINGS_HEAD + "".join(rows) + more


def _variable(name: str) -> str:
    """The environment variable of a setting; some have a name of their own besides."""
    alias = Settings.model_fields[name].validation_alias
    first = str(alias.choices[0]) if isinstance(alias, AliasChoices) else ""
    return f"`{first}` or `MATINEE_{name.upper()}`" if first else f"`MATINEE_{name.upper()}`"


def _field_texts() -> dict[str, str]:
    """The text beneath each field of the settings."""
    (settings,) = ast.parse(inspect.getsource(Settings)).body
    assert isinstance(settings, ast.ClassDef)
    found: dict[str, str] = {}
    for field, below in zip(settings.body, settings.body[1:], strict=False):
        if (
            isinstance(field, ast.AnnAssign)
            and isinstance(field.target, ast.Name)
            and isinstance(below, ast.Expr)
            and isinstance(below.value, ast.Constant)
        ):
            found[field.target.id] = _line(str(below.value.value))
    return found


def _setting_default(name: str) -> str:
    default = Settings.model_fields[name].default
    # A default that is worked out differs from machine to machine; its field's text tells what it is.
    return f"`{default}`" if isinstance(default, (str, int, float)) else ""


def main() -> int:
    for path, text in documents().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        print(path.relative_to(ROOT))
    return 0


if __name__ == "__main__":
    sys.exit(main())
