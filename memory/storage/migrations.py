"""The steps by which the memory database came to its present shape.

Append only: step n brings a database from version n-1 to n (`PRAGMA user_version`).
"""

from __future__ import annotations

_RECORDS = """
CREATE TABLE record (
    rev INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    user TEXT NOT NULL,
    app TEXT NOT NULL,
    created TEXT NOT NULL,
    valid_to TEXT,
    body TEXT NOT NULL
);
CREATE INDEX record_newest ON record (type, user, created);
CREATE VIRTUAL TABLE record_words USING fts5 (
    words, tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TABLE write (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    cause TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE change (
    write INTEGER NOT NULL REFERENCES write (number) ON DELETE CASCADE,
    record TEXT NOT NULL,
    before TEXT,
    PRIMARY KEY (write, record)
) WITHOUT ROWID;
CREATE INDEX change_record ON change (record);
CREATE TABLE outbox (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    record TEXT NOT NULL,
    type TEXT NOT NULL,
    user TEXT NOT NULL,
    UNIQUE (record, type, user) ON CONFLICT REPLACE
);
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""

_ITEMS = """
CREATE TABLE item (
    namespace TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    ttl REAL,
    expires REAL,
    PRIMARY KEY (namespace, key)
);
CREATE TABLE item_vector (
    namespace TEXT NOT NULL,
    key TEXT NOT NULL,
    path TEXT NOT NULL,
    embedder TEXT NOT NULL,
    vector BLOB NOT NULL,
    PRIMARY KEY (namespace, key, path),
    FOREIGN KEY (namespace, key) REFERENCES item (namespace, key) ON DELETE CASCADE
) WITHOUT ROWID;
"""

_THREADS = """
ALTER TABLE record ADD COLUMN thread TEXT AS (json_extract(body, '$.thread'));
ALTER TABLE record ADD COLUMN since REAL AS (julianday(json_extract(body, '$.valid_from')));
CREATE INDEX record_thread ON record (user, thread, since) WHERE thread IS NOT NULL
"""
"""Read off the body, so no row is written; `since` is the Julian day from which it holds."""

_MOMENTS = "CREATE INDEX record_since ON record (user, since)"
_EXPIRY = "CREATE INDEX item_expires ON item (expires) WHERE expires IS NOT NULL"

_VECTORS = """
CREATE TABLE record_vector (
    rev INTEGER PRIMARY KEY REFERENCES record (rev) ON DELETE CASCADE,
    embedder TEXT NOT NULL,
    texts INTEGER NOT NULL,
    vectors BLOB NOT NULL
)
"""
"""`vectors` are half-precision floats, `[texts, dimension]`."""

_TURNS = """
CREATE TABLE turn (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    user TEXT NOT NULL,
    thread TEXT NOT NULL,
    at TEXT NOT NULL,
    body TEXT NOT NULL
);
CREATE INDEX turn_at ON turn (at, number);
CREATE TABLE turn_shows (
    shown TEXT NOT NULL,
    turn INTEGER NOT NULL REFERENCES turn (number) ON DELETE CASCADE,
    PRIMARY KEY (shown, turn)
) WITHOUT ROWID;
CREATE INDEX turn_shows_turn ON turn_shows (turn)
"""
"""`shown` is the id of another turn, or of a record, that the turn shows something of."""

_REACTIONS = """
CREATE TABLE reaction (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    user TEXT NOT NULL,
    thread TEXT NOT NULL,
    turn TEXT NOT NULL,
    at TEXT NOT NULL,
    body TEXT NOT NULL,
    space TEXT NOT NULL,
    vectors BLOB
);
CREATE INDEX reaction_at ON reaction (user, at, number);
CREATE INDEX reaction_turn ON reaction (turn) WHERE turn <> ''
"""
"""`vectors` are the shown items' in that space: half-precision floats, `[shown, dimension]`."""

_FOLLOWED = """
CREATE INDEX turn_followed ON turn (user, at, number)
WHERE json_extract(body, '$.followup.said') <> ''
"""
"""A user's last turns that something was said after are found without reading the others."""

_PICKED = """
CREATE INDEX turn_picked ON turn (user, at, number)
WHERE json_extract(body, '$.decided_by') = 'user'
"""
"""So are those in which they were asked what they mean."""

_OF_A_USER = "CREATE INDEX turn_user ON turn (user, at, number)"

MIGRATIONS: tuple[str, ...] = (
    _RECORDS,
    _ITEMS,
    _THREADS,
    _MOMENTS,
    _EXPIRY,
    _VECTORS,
    _TURNS,
    _REACTIONS,
    _FOLLOWED,
    _PICKED,
    _OF_A_USER,
)
"""Step n is `MIGRATIONS[n - 1]`."""
