"""Measure what memory costs as it grows, beside Chroma alone with the same vectors.

For each size: records, half of them facts and half turns of conversations, are added in bulk and
indexed, by one process; another one opens the home and recalls with requests made of the words of
some of the records. Then the same with a collection of Chroma as it comes, which holds the
vectors and nothing else.

    python benchmarks/memory_scale.py [--sizes 1000 10000 100000 1000000] [--data FILE] [--json OUT]

FILE has one text a line; lines are joined where there are too few. Without it texts are made of
made-up words that are as unevenly frequent as words are (Zipf). Up to `--embedded` records the
texts have the vectors of the embedding model, above it the sum of a random vector for each word.
The time that the embedder takes is in no figure.

For memory and for Chroma the JSON holds, for each size: `adds_per_s` and `adds_per_cpu_s`
(memory: until they are on the disk and indexed; `kept_per_s`: until they are on the disk),
`recall_p50_ms`, `recall_p95_ms`, `recall_p50_cpu_ms` (which other work on the machine leaves
alone), `first_recall_ms` (which opens the index), `found` (how often
the record that the request was made of is among the first 8), `ram_mb` (the most that opening and
recalling adds to a process) and `disk_mb`; and the ratios of the two.
"""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing
import platform
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.append(str(Path(__file__).resolve().parent))
from workload import SumOfWords, Workload

from uptake.core.protocols import Embedder, Vectors
from uptake.core.settings import Settings
from uptake.memory.embedding import load_embedder
from uptake.memory.memory import Memory
from uptake.memory.records import Episode, Fact, Provenance, Record

USER = "me"
LIMIT = 8
TURNS = 40
"""Half of so many records in a row are the turns of one conversation."""

SHOWN = ("adds_per_s", "adds_per_cpu_s", "recall_p50_ms", "recall_p95_ms", "ram_mb", "disk_mb")


class Timed:
    """An embedder that takes the time of another."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder, self.name, self.dimension = embedder, embedder.name, embedder.dimension
        self.wall = self.cpu = 0.0

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Embed, and count how long it took."""
        wall, cpu = time.perf_counter(), time.process_time()
        vectors = self._embedder.embed(texts)
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu
        return vectors


@dataclass
class Spent:
    """Seconds that passed, and those of the processor, without what an embedder took of them."""

    wall: float = 0.0
    cpu: float = 0.0

    @contextmanager
    def by(self, embedder: Timed) -> Iterator[None]:
        """Count what is done within."""
        wall, cpu = time.perf_counter() - embedder.wall, time.process_time() - embedder.cpu
        yield
        self.wall += time.perf_counter() - embedder.wall - wall
        self.cpu += time.process_time() - embedder.cpu - cpu


def main() -> None:
    """Run all sizes and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--data", type=Path, metavar="FILE", help="texts, one a line")
    parser.add_argument(
        "--embedded", type=int, default=1_000, help="the model's vectors up to here"
    )
    parser.add_argument("--batch", type=int, default=1_000, help="records in one write")
    parser.add_argument("--queries", type=int, default=200)
    parser.add_argument("--json", type=Path, metavar="OUT")
    arguments = parser.parse_args()
    figures: dict[str, Any] = {"machine": f"{platform.machine()}, {platform.system()}"}
    for size in arguments.sizes:
        embedded = size <= arguments.embedded
        load = Workload(size, arguments.batch, arguments.queries, embedded, arguments.data)
        figures[str(size)] = measure(load)
        print(size, json.dumps(figures[str(size)], indent=2), flush=True)
    if arguments.json:
        arguments.json.write_text(json.dumps(figures, indent=2) + "\n")


def measure(load: Workload) -> dict[str, Any]:
    """Return the figures of one size."""
    parts: dict[str, dict[str, float]] = {}
    for name, add, recall in (
        ("memory", add_to_memory, recall_from_memory),
        ("chroma", add_to_chroma, recall_from_chroma),
    ):
        with tempfile.TemporaryDirectory(prefix="uptake-") as folder:
            parts[name] = in_a_process(add, Path(folder), load)
            parts[name]["disk_mb"] = _disk(Path(folder))
            parts[name] |= in_a_process(recall, Path(folder), load)
    ours, theirs = parts["memory"], parts["chroma"]
    ratio = {key: round(ours[key] / theirs[key], 2) for key in SHOWN if theirs[key]}
    return {"embedded": load.embedded, **parts, "memory/chroma": ratio}


def in_a_process(
    task: Callable[[Path, Workload], dict[str, float]], folder: Path, load: Workload
) -> dict[str, float]:
    """Do the task in a process of its own, so that its memory is its own."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        return pool.submit(task, folder, load).result()


def add_to_memory(folder: Path, load: Workload) -> dict[str, float]:
    """Add all records in bulk, and index them."""
    _import_chroma()
    embedder = Timed(_embedder(load))
    memory = Memory.open(Settings(home=folder), embedder)
    keeping, indexing, number = Spent(), Spent(), 0
    for texts in load.texts():
        records = [_record(number + place, text) for place, text in enumerate(texts)]
        number += len(records)
        with keeping.by(embedder):
            memory.add(records)
        with indexing.by(embedder):
            memory.catch_up()
    with indexing.by(embedder):
        memory.close()
    return {"kept_per_s": round(load.size / keeping.wall), **_rates(load.size, keeping, indexing)}


def recall_from_memory(folder: Path, load: Workload) -> dict[str, float]:
    """Open the home and recall."""
    embedder, asked = Timed(_embedder(load)), load.requests()
    embedder.embed([asked[0][1]])
    before = _most_ram()
    memory = Memory.open(Settings(home=folder), embedder)

    def recalled(request: str) -> list[str]:
        return [hit.record.id for hit in memory.recall(request, user=USER, limit=LIMIT)]

    figures = _asked(recalled, asked, embedder)
    memory.close()
    return {**figures, "ram_mb": _most_ram() - before}


def add_to_chroma(folder: Path, load: Workload) -> dict[str, float]:
    """Add the vectors of all texts to a collection, until it answers with them."""
    _import_chroma()
    embedder = Timed(_embedder(load))
    spent, number = Spent(), 0
    with spent.by(embedder):
        collection = _collection(folder)
    for texts in load.texts():
        ids = [str(number + place) for place in range(len(texts))]
        number += len(ids)
        vectors = embedder.embed(texts)
        with spent.by(embedder):
            collection.add(ids=ids, embeddings=vectors)
    with spent.by(embedder):
        collection.query(query_embeddings=vectors[:1], n_results=LIMIT)
    return _rates(load.size, spent)


def recall_from_chroma(folder: Path, load: Workload) -> dict[str, float]:
    """Open the collection and search it."""
    embedder, asked = Timed(_embedder(load)), load.requests()
    embedder.embed([asked[0][1]])
    before = _most_ram()
    collection = _collection(folder)

    def found(request: str) -> list[str]:
        vector = embedder.embed([request])
        return list(collection.query(query_embeddings=vector, n_results=LIMIT)["ids"][0])

    return {**_asked(found, asked, embedder), "ram_mb": _most_ram() - before}


def _asked(
    search: Callable[[str], list[str]], asked: Sequence[tuple[int, str]], embedder: Timed
) -> dict[str, float]:
    """Return how long the searches took, and how often they found what they were made of."""
    times, busy, hits = list[float](), list[float](), 0
    for number, request in asked:
        spent = Spent()
        with spent.by(embedder):
            ids = search(request)
        times.append(1000 * spent.wall)
        busy.append(1000 * spent.cpu)
        hits += str(number) in ids
    first, rest = times[0], times[1:]
    return {
        "recall_p50_ms": round(statistics.median(rest), 2),
        "recall_p95_ms": round(statistics.quantiles(rest, n=20)[-1], 2),
        "recall_p50_cpu_ms": round(statistics.median(busy), 2),
        "first_recall_ms": round(first, 1),
        "found": round(hits / len(asked), 3),
    }


def _rates(size: int, *parts: Spent) -> dict[str, float]:
    return {
        "adds_per_s": round(size / sum(part.wall for part in parts)),
        "adds_per_cpu_s": round(size / sum(part.cpu for part in parts)),
    }


def _record(number: int, text: str) -> Record:
    """Return a fact, or, of every second text, a turn of a conversation."""
    said = Provenance(kind="user")
    if number % 2:
        return Fact(id=str(number), user=USER, provenance=said, statement=text)
    thread = f"thread {number // TURNS}"
    return Episode(
        id=str(number), user=USER, provenance=said, thread=thread, request=text, reply=""
    )


def _import_chroma() -> None:
    """Import it beforehand: that takes half a second, once in a process."""
    importlib.import_module("chromadb")


def _collection(folder: Path) -> Any:
    import chromadb
    from chromadb.config import Settings as ChromaSettings

    quiet = ChromaSettings(anonymized_telemetry=False)
    client = chromadb.PersistentClient(folder, settings=quiet)
    return client.get_or_create_collection("vectors", embedding_function=None)


def _embedder(load: Workload) -> Embedder:
    if not load.embedded:
        return SumOfWords()
    with tempfile.TemporaryDirectory() as folder:
        return load_embedder(Settings(home=Path(folder)))


def _most_ram() -> float:
    """Return the most memory that the process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _disk(folder: Path) -> float:
    return round(sum(p.stat().st_size for p in folder.rglob("*") if p.is_file()) / 1e6, 1)


if __name__ == "__main__":
    main()
