"""What an import says: how far it is, what became of its rows, and what is wrong with its files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matinee.app.markup import Html, fill, joined

if TYPE_CHECKING:
    from matinee.services.transfer import Report

__all__ = ["call_off", "counted", "failed", "summary", "working"]

_TROUBLES = 200
"""Unreadable rows that are listed at the most."""
_WOULD = {
    "imported": "sure",
    "already": "already in your library",
    "review": "to review",
    "not_film": "not a film",
    "unreadable": "unreadable",
}
_DID = {**_WOULD, "imported": "imported"}


def counted(report: Report) -> str:
    """The rows and what becomes of them: ``1,204 rows: 1,180 sure, 20 to review, 4 unreadable``."""
    words = _WOULD if report.dry_run else _DID
    parts = [f"{report.count(state):,} {word}" for state, word in words.items() if report.count(state)]
    rows = "1 row" if report.read == 1 else f"{report.read:,} rows"
    return f"{rows}: {', '.join(parts)}" if parts else rows


def summary(report: Report) -> Html:
    """What would become of every row, or what became of it."""
    new = report.count("imported") + report.count("review")
    if report.dry_run:
        lead = (
            "Nothing is changed yet."
            if new
            else "All of it is in your library already, or is nothing Matinee can take."
        )
        buttons = joined(
            (
                _button(
                    "import",
                    f"Import {_rows(report.count('imported'))}" if report.count("imported") else "Import",
                )
                if new
                else Html(""),
                _button("import-done", "Choose other files", quiet=True),
            ),
            " ",
        )
    else:
        lead = (
            "Rows to review are below: say which films they are."
            if report.count("review")
            else "Your picks take it into account at once."
        )
        buttons = _button("import-done", "Done", quiet=True)
    return fill(
        '<div class="m-import" data-key="summary"><p class="m-label">{format}</p>'
        '<h2 class="m-sum-line" role="status">{counted}</h2><p>{lead}</p>{troubles}{left}'
        '<p class="m-buttons">{buttons}</p></div>',
        format=report.format,
        counted=f"{counted(report)}.",
        lead=lead,
        troubles=_troubles(report),
        left=fill('<p class="m-aside">Not opened or not used: {names}</p>', names=_names(report.left_out))
        if report.left_out
        else Html(""),
        buttons=buttons,
    )


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"


def _names(files: tuple[str, ...]) -> str:
    return ", ".join(files[:6]) + (f" and {len(files) - 6} more" if len(files) > 6 else "")


def _troubles(report: Report) -> Html:
    troubled = [outcome.row for outcome in report.outcomes if outcome.row.trouble]
    if not troubled:
        return Html("")
    rows = joined(
        fill(
            "<li><strong>{place}</strong> {title}<span>{why}</span></li>",
            place=row.place,
            title=row.title,
            why=row.trouble,
        )
        for row in troubled[:_TROUBLES]
    )
    more = len(troubled) - _TROUBLES
    return fill(
        '<details class="m-troubles"><summary>{n} unreadable, and why</summary><ul>{rows}</ul>{more}</details>',
        n=_rows(len(troubled)),
        rows=rows,
        more=fill("<p>and {n} more</p>", n=f"{more:,}") if more > 0 else Html(""),
    )


def working(what: str, done: int, total: int, *, dry: bool) -> Html:
    """How far it is."""
    share = round(100 * done / total) if total > 1 else 0
    return fill(
        '<div class="m-root"><p role="status">{begun}: {what}</p>'
        '<div class="m-progress" role="progressbar" aria-valuemin="0" aria-valuemax="100" aria-valuenow="{share}"'
        ' aria-label="{what}"><span style="width:{share}%"></span></div></div>',
        begun="Reading" if dry else "Importing",
        what=f"{what} {done:,} of {total:,}" if total > 1 else what,
        share=share,
    )


def call_off() -> Html:
    """The way to stop what is under way."""
    return fill('<p class="m-buttons">{button}</p>', button=_button("call-off", "Cancel", quiet=True))


def failed(heading: str, why: str, form: Html) -> Html:
    """Files that cannot be taken as they are, and questions that may mend it."""
    return fill(
        '<div class="m-import" data-key="failed"><h2 class="m-sum-line">{heading}</h2><p role="alert">{why}</p>{form}'
        '<p class="m-buttons">{button}</p></div>',
        heading=heading,
        why=why,
        form=form,
        button=_button("import-done", "Choose other files", quiet=True),
    )


def _button(do: str, words: str, *, quiet: bool = False) -> Html:
    return fill(
        '<button type="button" class="m-button{quiet}" data-do="{do}">{words}</button>',
        do=do,
        words=words,
        quiet=" m-quiet" if quiet else "",
    )
