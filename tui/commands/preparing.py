"""Fetching and converting the models before they are needed: `uptake prepare`."""

from __future__ import annotations

import typer

from . import door


def prepare(context: typer.Context) -> None:
    """Fetch the models and make them quick to load; needed once, and done by itself otherwise."""
    from ...core.protocols import Message
    from ...memory.embedding import load_embedder
    from ...policy.model.language_model import load_planner_model

    settings = door.settings_of(context)
    with door.loading() as progress:
        embedder = load_embedder(settings, progress)
        embedder.embed(["hello"])
        planner = load_planner_model(settings, progress)
        for _ in planner.stream([Message("user", "Hello")], max_tokens=1):
            pass
    typer.echo(f"planner model    {planner.name}")
    typer.echo(f"embedding model  {embedder.name}")
