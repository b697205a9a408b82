"""The recommending nodes: find the pool, rank it for this request, take up what is said of it.

The pool is what the host hands in, else the file that is open, else what the host's source has,
else what the list on the screen shows over its pages. A search goes on over the turns that speak of
what it showed.
"""

from __future__ import annotations

import re
from datetime import date

from langgraph.types import interrupt

from ...core.events import QuestionAsked, Recommended
from ...core.texts import mentions
from ..services import Services, post, user_of
from ..state import State, heard_in, previous_outcome, previous_plan, request_of, turn_of
from .hosts import recommended
from .items.likeness import LikenessFit
from .items.pool import Pool
from .pages.collecting import Collection, collect, open_item
from .pages.page_settings import Setting, settings_done, settings_on
from .reactions import react
from .requests.critiques import Critique, read_critique
from .requests.needs import read_need
from .search import Search

_AS_BEFORE = "I leave it at what you asked before."
_ASKS = re.compile(r"\b(?:some|any)(?:thing|where|one)\b", re.IGNORECASE)


def recommend(services: Services, state: State) -> State:
    """Rank the pool for this search, or carry out what is said of what it showed."""
    before, critique = search_in(state), critique_in(services, state)
    if before is None or critique is None:
        return _ranked(services, state, _begun(services, state))
    if critique.move == "miss":
        return {"remarks": [_missed(before)], "resolved": critique.resolved}
    react(services, before, critique, turn_of(state))
    if critique.move == "take":
        return _taken(services, before, critique)
    after = before.after(critique)
    changed = _ranked(services, state, after.with_items(state.get("items", [])), before)
    return {**changed, "resolved": critique.resolved}


def settle(services: Services, state: State) -> State:
    """Ask which of two things holds that cannot both be had, and rank by the answer."""
    search = search_in(state)
    assert search is not None
    asked = QuestionAsked(question=search.question, options=search.options)
    answer = str(interrupt(asked.model_dump(mode="json"))).strip()
    return _ranked(services, state, search.settled(answer))


def search_in(state: State) -> Search | None:
    """Return the search that the conversation is in; None where it is in none."""
    kept = state.get("search")
    return Search.model_validate(kept) if kept else None


def critique_in(services: Services, state: State) -> Critique | None:
    """Return what this turn says of what the turn before showed; None where it says nothing."""
    search, before = search_in(state), previous_plan(state)
    if search is None or before is None:
        return None
    request, shown = request_of(state), search.shown_items()
    # Once something else was spoken of, an item has to be called by its name.
    if before.route != "recommend" and not any(mentions(request, one.title) for one in shown):
        return None
    likeness, heard = LikenessFit(services.embedder), heard_in(state)
    minded = heard is not None and heard.judgement == "dissatisfied"
    pool = _pool(services, search)
    return read_critique(request, shown, pool, likeness, taken=search.taken, minded=minded)


def is_about_offer(services: Services, request: str) -> bool:
    """Tell whether a request asks for something that the items of the open catalogue say."""
    pool = services.offer.pool(date.today())
    if pool is None:
        return False
    # What words may mean alone is too little to go by, unless they ask for something.
    likeness = LikenessFit(services.embedder) if _ASKS.search(request) else None
    return bool(read_need([request], pool, (), likeness).constraints)


def _begun(services: Services, state: State) -> Search:
    """Return a new search, with what the conversation tells that the user knows already."""
    search, before = _opened(services, state), search_in(state)
    return search.knowing((one.id, one.title) for one in before.known) if before else search


def _opened(services: Services, state: State) -> Search:
    """Return a new search, with the pool that it is made in."""
    request, offer = request_of(state), services.offer
    search = Search(said=(request,)).with_items(state.get("items", []))
    if search.pool:
        return search
    if offer.name:
        return search.model_copy(update={"catalogue": offer.name})
    if sourced := offer.asked(request):
        told = (f"{sourced.summary}.",) if sourced.problems else ()
        return search.model_copy(update={"pool": sourced.items, "notes": told})
    device = services.device()
    if device is None:
        return search
    settings = (*settings_on(device.observe()), *_done_before(state))
    found = collect(device)
    notes = (f"{found.summary}.",) if found.pages > 1 or found.stopped else ()
    listed = {"pool": found.items, "address": found.address}
    return search.model_copy(update={**listed, "settings": settings, "notes": notes})


def _done_before(state: State) -> tuple[Setting, ...]:
    """Return what the turn before filled in on the device, where it led to this list."""
    before, outcome = previous_plan(state), previous_outcome(state)
    if before is None or outcome is None or outcome.status != "done" or not before.options:
        return ()
    return settings_done(before.options[0].values)


def _ranked(
    services: Services, state: State, search: Search, before: Search | None = None
) -> State:
    """Recommend what suits; where nothing does, a search goes on as it was `before`."""
    user = user_of(services)
    taste = services.tastes.of(user)
    pool = _pool(services, search)
    found = recommended(search, services.memory, services.recommender, user, taste, pool=pool)
    notes = (*search.notes, *found.notes)
    # A question is asked alone; what else there is to tell comes with what its answer leads to.
    told = search.told if found.question else notes
    notes = tuple(note for note in notes if note not in search.told)
    if before and search.said != before.said and not found.items and not found.question:
        notes, search = (*notes, _AS_BEFORE), before
    if not found.question:
        post(Recommended(items=found.items, criteria=found.criteria, notes=notes))
    kept = search.showing(found, pool.originals, turn_of(state)).model_copy(update={"told": told})
    return {
        "search": kept.model_dump(mode="json"),
        "recommended": [item.model_dump(mode="json") for item in found.items],
        "remarks": list(notes),
    }


def _missed(search: Search) -> str:
    """Say how many there are to choose from, where the user spoke of another one."""
    one = "only one" if len(search.shown) == 1 else f"{len(search.shown)}"
    return f"I showed {one}, so I do not know which you mean."


def _pool(services: Services, search: Search) -> Pool:
    """Return what the search chooses from: all of its catalogue, as long as that is open."""
    whole = services.offer.pool(search.day) if search.catalogue == services.offer.name else None
    return Pool(search.pool, search.day, search.list_name) if whole is None else whole


def _taken(services: Services, search: Search, critique: Critique) -> State:
    """Keep what the user chose, and show its page where it came from a list on the screen."""
    (item,) = critique.items
    device = services.device()
    opened = False
    if device is not None and search.address:
        listed = Collection((), 1, None, None, "", search.address)
        # In its list it stands as it came.
        opened = open_item(device, listed, search.original(item.id) or item).ok
    over = [one.title for one in search.shown_items() if one.id != item.id]
    chosen = {"title": item.title, "url": item.url, "over": over, "asked": search.said[0]}
    kept = search.after(critique).model_dump(mode="json")
    return {"search": kept, "chosen": {**chosen, "opened": opened}}
