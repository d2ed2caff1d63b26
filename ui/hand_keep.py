"""A draft made a plan: saved beside the others, or the start of a solve that leaves alone what was locked."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from pairing.planner import recount
from ui import drafts, state

if TYPE_CHECKING:
    from pairing.by_hand.draft import Draft
    from ui.state import Recounted

_SECONDS: Final = 30.0


def keep(shown: Recounted, draft: Draft, version: int, name: str) -> int:
    """Store the draft as a plan of its own, recounted, and bring it into view; the old plan's draft begins anew. Returns
    the plan's number.

    Raises StoreError where the plan fails its recount or somebody else has changed the draft meanwhile.
    """
    plan, record = draft.to_plan(), shown.record
    counted = recount(shown.county, shown.rules, plan, state.codes())
    why = "；".join(dict.fromkeys(done.step.why for done in draft.done if done.step.why))
    if counted.ok:  # else the store refuses the plan, and the draft stays as it is
        drafts.clear(shown, version)
    with state.store() as store:
        saved = store.save_plan(
            record.county, record.rules, plan, counted, name, why, previous=record.previous
        )
    state.choose_plan(saved.id)
    return saved.id


def resolve_rest(shown: Recounted, draft: Draft, version: int, name: str, most: int | None) -> None:
    """Store the draft as a plan, its locks and bans as directives of the lists, and solve the rest anew from there with
    at most ``most`` changes, when its turn comes. Raises StoreError as :func:`keep`, and with nothing stored where newer
    lists hold what the draft's would leave out."""
    with state.store() as store:
        county = store.county(shown.record.county)
        lists, ordered = store.load_county(county.id), draft.county_to_solve()
        more = len(ordered.directives) > len(lists.directives)
        if more:
            store.refuse_older(county.name, county.id)
    plan = keep(shown, draft, version, name)
    number = county.id
    if more:
        # The draft's county has the plan it was made from as its previous one; the stored lists keep their own.
        lists = replace(lists, directives=ordered.directives, extras=ordered.extras)
        with state.store() as store:
            number = store.add_county(lists, county.source, base=county.id).id
    limits: dict[str, Any] = {"seconds": _SECONDS, "name": name, "previous": plan}
    if most is not None:
        limits["max_changes"] = most
    state.choose_county(number)
    state.jobs().start(number, shown.record.rules, limits)
