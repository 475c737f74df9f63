"""`matinee recommend` for two to six people."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matinee.bootstrap import Matinee
    from matinee.cli.session import Session
    from matinee.services.recommend import Query

__all__ = ["together"]


def together(
    session: Session,
    matinee: Matinee,
    users: Sequence[str],
    query: Query,
    rule: str | None,
    *,
    json: bool,
    every: bool,
) -> None:
    """Print one list for several people.

    Raises:
        BadValue: they are no group, or there is no such rule.
    """
    from matinee.cli import shapes
    from matinee.cli.tables import group_table
    from matinee.errors import BadValue

    if len(users) < 2:
        raise BadValue("--rule is for a group: name everyone, as in `--user ann --user bob`.")
    found = matinee.groups.picks(users, query, rule or "fair", surface="cli")
    if json:
        session.json(shapes.group(found, every=every))
    elif found.films:
        session.show(group_table(found))
    if not found.films:
        session.hint("No film is left that none of you has seen: loosen the filters, or add --include-seen.")
        return
    new = [member.user for member in found.films[0].members if not member.pick.why]
    if new:
        session.hint(
            f"Nothing is known of {' and '.join(new)} yet: what everyone starts from counts for them. "
            f"Say what they think of films, as in `matinee rate TITLE 4.5 --user {new[0]}`."
        )
