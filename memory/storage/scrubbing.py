"""Leaving no trace: after forgetting for good, no file of the home holds the forgotten words.

Deleted text lives on in a database's free pages and its write-ahead log, in the index's own
database, in logs, and in caches that were made from it.
"""

from __future__ import annotations

import shutil

from ...core.paths import Home
from .database import Database


def scrub(database: Database, home: Home) -> None:
    """Rewrite the databases without what was deleted, empty the log, and drop the caches.

    Raises `HomeLocked` where another process keeps a file busy, `HomeError` where the disk is
    too full for the copy that rewriting needs.
    """
    with database.transaction() as connection:
        # Until it is merged, the full-text index only notes that its words are gone.
        connection.execute("INSERT INTO record_words (record_words) VALUES ('optimize')")
    database.compact()
    for aside in home.root.glob(f"{home.vectors.name}.*"):
        shutil.rmtree(aside, ignore_errors=True)
    for log in home.logs.glob("*"):
        # Emptied, not deleted: whoever has it open goes on writing to its end.
        log.write_bytes(b"")
    shutil.rmtree(home.heads, ignore_errors=True)
