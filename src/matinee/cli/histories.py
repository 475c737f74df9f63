"""Commands that bring a history from elsewhere, and take it away again."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from matinee.cli.options import Json, User
from matinee.cli.session import Session, session_of
from matinee.errors import BadValue

if TYPE_CHECKING:
    from matinee.bootstrap import Matinee
    from matinee.services.review import Item

__all__ = ["register"]

_PANEL = "Your history"
_SHOWN = 20
_BY_ENDING = {".csv": "csv", ".zip": "trakt"}

ItemId = Annotated[
    str | None,
    typer.Argument(metavar="ITEM", help="An item's id, as the list shows it.", show_default=False),
]
FilmName = Annotated[
    str | None,
    typer.Argument(metavar="FILM", help='The film it is: tmdb:949, "Heat (1995)".', show_default=False),
]


def register(app: typer.Typer) -> None:
    """Add these commands to the program."""
    app.command("import", rich_help_panel=_PANEL)(import_)
    for command in (review, export, backup, restore):
        app.command(rich_help_panel=_PANEL)(command)


def import_(
    context: typer.Context,
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="An export: a zip, a folder, or single files.")
    ],
    user: User = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only tell what would become of every row.")
    ] = False,
    format_: Annotated[
        str, typer.Option("--format", metavar="NAME", help="Whose files they are, where auto is wrong.")
    ] = "auto",
    mapped: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="WHAT=COLUMN,...",
            help="Columns of any other CSV: title=Film,rating=Score,scale=10. dates=dmy says how days are written.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Bring your ratings, likes, watches and watchlist from another service. Twice is the same as once."""
    from matinee.cli import import_shapes
    from matinee.cli.import_tables import import_report

    session = session_of(context)
    with session.open() as matinee, session.progress() as progress:
        report = matinee.import_history(
            *files, user=user, format=format_, mapped=mapped or (), dry_run=dry_run, progress=progress
        )
    if json:
        session.json(import_shapes.imported(report))
        if report.found.trouble:
            session.hint(report.found.trouble)
    else:
        session.show(*import_report(report))
        if report.count("review") and not dry_run:
            session.hint("Next: `matinee review` for the films that were not found for sure.")


def review(
    context: typer.Context,
    item: ItemId = None,
    film: FilmName = None,
    skip: Annotated[bool, typer.Option("--skip", help="Set the item aside.")] = False,
    not_a_film: Annotated[
        bool, typer.Option("--not-a-film", help="The item is a series, or nothing at all.")
    ] = False,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend a match that was wrong: its events move to the right film.")
    ] = False,
    every: Annotated[bool, typer.Option("--all", help="List all, and what was set aside.")] = False,
    user: User = None,
    json: Json = False,
) -> None:
    """Decide which films the rows of an import are. Without ITEM, ask about each at a terminal, else list them."""
    from matinee.cli import import_shapes
    from matinee.cli.reviewing import answering, converse

    session = session_of(context)
    with session.open() as matinee:
        who = matinee.settings.user if user is None else user
        if item is None:
            if film is not None or skip or not_a_film:
                raise BadValue("Say which item is meant; `matinee review --all` lists them.")
            if not (fix or every or json) and answering() and matinee.review.count(who):
                converse(session, matinee, who)
                return
            _list(session, matinee, who, fix=fix, every=every, json=json)
            return
        if [film is not None, skip, not_a_film].count(True) != 1:
            raise BadValue("Say one thing about the item: a FILM, --skip or --not-a-film.")
        if fix and skip:
            raise BadValue("A match is mended by naming the right film, or with --not-a-film.")
        film_id = None if film is None else matinee.film(film).id
        moved: int | None = None
        if fix:
            decided, moved = matinee.review.fix(who, item, film_id)
        elif film_id is not None:
            decided = matinee.review.choose(who, item, film_id)
        else:
            decided = (matinee.review.skip if skip else matinee.review.not_a_film)(who, item)
        left = matinee.review.count(who)
    if json:
        session.json(import_shapes.fixed(decided, moved))
    else:
        session.show(_decided(decided, moved))
        session.hint(f"{left} left to review." if left else "Nothing is left to review.")


def _decided(item: Item, moved: int | None) -> str:
    from matinee.cli.session import printable

    label = item.title.title or item.title.key
    if item.film is not None:
        events = "" if moved is None else f"; {moved} events moved"
        return printable(f"{label} is {item.film.label}{events}.")
    return printable(f"{label} is {'set aside' if item.title.state == 'skipped' else 'no film'}.")


def _list(session: Session, matinee: Matinee, who: str, *, fix: bool, every: bool, json: bool) -> None:
    from matinee.cli import import_shapes
    from matinee.cli.import_tables import matched_table, queue_table

    if fix:
        items = matinee.review.matched(who)
        shown, total = (items if every or json else items[:_SHOWN]), len(items)
    else:
        total = matinee.review.count(who)
        shown = matinee.review.queue(who, skipped=every, most=None if every or json else _SHOWN)
    if json:
        session.json(import_shapes.queue(who, shown))
        return
    if shown:
        session.show((matched_table if fix else queue_table)(shown))
        more = f"{len(shown)} of {total}; --all lists every one. " if len(shown) < total else ""
        flag = "--fix " if fix else ""
        session.hint(f"{more}Decide with `matinee review {flag}ITEM FILM`, --skip or --not-a-film.")
    else:
        session.hint("Nothing was imported yet." if fix else "Nothing waits for review.")


def export(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="FILE", help="Where to write; else to the terminal.", show_default=False),
    ] = None,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help="jsonl (complete), csv, letterboxd or trakt; else by the file's ending.",
            show_default=False,
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace files that are there.")] = False,
    user: User = None,
    json: Json = False,
) -> None:
    """Take everything you said away: for a spreadsheet, for Letterboxd or Trakt, or for another Matinee."""
    import sys

    from matinee.cli import import_shapes
    from matinee.transfer import write_export

    session = session_of(context)
    wanted = format_ or (_BY_ENDING.get(file.suffix.lower(), "jsonl") if file is not None else "jsonl")
    with session.open() as matinee:
        files = matinee.export(wanted, user=user)
    if file is None or str(file) == "-":
        if len(files) > 1 or json:
            raise BadValue("Name the file to write: this export has several, or a report beside it.")
        sys.stdout.write(next(iter(files.values())))
        return
    written = write_export(files, file, force=force)
    if json:
        session.json(import_shapes.exported(wanted, written))
    else:
        session.show(f"Written: {', '.join(str(path) for path in written)}")


def backup(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A new file for the copy.")],
    json: Json = False,
) -> None:
    """Copy the whole database into one file, while Matinee runs."""
    session = session_of(context)
    with session.open() as matinee:
        matinee.back_up(file)
    size = file.stat().st_size
    if json:
        session.json({"file": str(file), "bytes": size})
    else:
        session.show(f"The backup is in {file}, {size / 1e6:.1f} MB.")


def restore(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file that `matinee backup` wrote.")],
    into: Annotated[
        Path | None,
        typer.Option(
            "--into",
            metavar="FOLDER",
            help="The new data directory; else MATINEE_HOME or the usual one.",
            show_default=False,
        ),
    ] = None,
    json: Json = False,
) -> None:
    """Make a new installation out of a backup. One that is there already is left alone."""
    from matinee.bootstrap import restore as restore_backup

    session = session_of(context)
    home = restore_backup(file, into)
    if json:
        session.json({"home": str(home), "from": str(file)})
    else:
        session.show(f"Restored into {home}.")
        session.hint("`matinee doctor` looks whether everything is well.")
