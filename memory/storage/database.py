"""The SQLite database in the home: one connection, transactions, migrations, clear errors.

Knows nothing of records. A transaction that has returned is on the disk (write-ahead log,
synchronous FULL) and survives a kill of the process and a loss of power; a loss of power may undo
one that was asked not to wait for that.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ...core.errors import HomeError, HomeLocked, HomeTooNew
from .migrations import MIGRATIONS

_BUSY_MS = 10_000
"""How long a write waits for another process's, in milliseconds."""

_CACHE_KB = 32_000


class Database:
    """A connection that any thread may use; calls take turns."""

    def __init__(self, path: Path) -> None:
        """Open or make the database and bring it up to date.

        Raises `HomeError` where the file cannot be used, `HomeTooNew` where a later version
        wrote it, `HomeLocked` where another process keeps it busy.
        """
        self.path = path
        self._lock = threading.RLock()
        with self._translated():
            self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            try:
                self._configure()
                self._migrate()
            except BaseException:
                self._connection.close()
                raise

    def read(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self._lock, self._translated():
            return self._connection.execute(sql, values).fetchall()

    @contextmanager
    def transaction(self, *, synced: bool = True) -> Iterator[sqlite3.Connection]:
        """Do all or nothing; on return it is on the disk. Nested calls join the outer one.

        One that is not `synced` takes no time for the disk: a loss of power may undo it, if no
        other follows, and a kill of the process does not.
        """
        with self._lock, self._translated():
            if self._connection.in_transaction:
                yield self._connection
                return
            self._connection.execute(f"PRAGMA synchronous = {'FULL' if synced else 'NORMAL'}")
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def compact(self) -> None:
        """Write the file anew, so that nothing is left in it of what was deleted.

        Needs as much disk again as the file. Raises `HomeLocked` where another process reads.
        """
        with self._lock, self._translated():
            self._connection.execute("VACUUM")
            ((busy, *_),) = self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        if busy:
            raise HomeLocked(f"Another process keeps {self.path} busy. Close it and try again.")

    def close(self) -> None:
        """Close the connection; closing twice does nothing."""
        with self._lock:
            self._connection.close()

    def _configure(self) -> None:
        run = self._connection.execute
        run(f"PRAGMA busy_timeout = {_BUSY_MS}")
        run("PRAGMA journal_mode = WAL")
        run("PRAGMA foreign_keys = ON")
        # What is deleted is overwritten: forgetting leaves no text in free pages.
        run("PRAGMA secure_delete = ON")
        run(f"PRAGMA cache_size = -{_CACHE_KB}")

    def _migrate(self) -> None:
        if self._version() == len(MIGRATIONS):
            return
        with self.transaction() as connection:
            version = self._version()
            if version > len(MIGRATIONS):
                raise HomeTooNew(
                    f"A later version of uptake wrote {self.path} (format {version}, this "
                    f"version knows {len(MIGRATIONS)}). Update uptake, or choose another home."
                )
            for number, script in enumerate(MIGRATIONS[version:], start=version + 1):
                for statement in _statements(script):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")

    def _version(self) -> int:
        return int(self._connection.execute("PRAGMA user_version").fetchone()[0])

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise HomeLocked(
                    f"Another process is writing to {self.path}. Try again when it is done."
                ) from error
            raise self._unusable(error) from error
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError):
                raise
            raise self._unusable(error) from error

    def _unusable(self, error: sqlite3.Error) -> HomeError:
        return HomeError(
            f"The memory {self.path} cannot be used: {error}. Check that the folder is "
            "writable and the disk not full, or choose another home with --home."
        )


def _statements(script: str) -> Iterator[str]:
    # `executescript` would commit, so that a crash could leave half a migration.
    yield from (part for part in script.split(";") if part.strip())
