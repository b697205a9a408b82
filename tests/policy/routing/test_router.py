"""The router tells requests apart by meaning and by wording, from few examples, quickly."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from uptake.core.errors import HomeError
from uptake.core.protocols import Vectors
from uptake.core.testing import WordEmbedder, temporary_home
from uptake.memory.embedding import load_embedder
from uptake.policy.routing.intents import INTENTS, intent_examples
from uptake.policy.routing.router import NONE, Router, Routing
from uptake.policy.routing.wording import Naming, Vocabulary, masked, terms, usual_names

COLOURS = ["red", "green", "blue", "black", "white", "pink"]
CITIES = ["Rome", "Oslo", "Lima", "Bonn", "Kyoto", "Quito"]
EXAMPLES = [
    *((f"paint the {colour} fence with a brush", "paint") for colour in COLOURS),
    *((f"book a flight to {city} for me", "fly") for city in CITIES),
    *((f"Select {colour} and click Submit", "pick") for colour in COLOURS),
    *((f"Select {colour}, {other} and click Submit", "tick") for colour, other in zip(
        COLOURS, reversed(COLOURS), strict=True
    )),
]  # fmt: skip


@pytest.fixture(scope="module")
def router() -> Router:
    return Router.fit(EXAMPLES, WordEmbedder())


@pytest.mark.parametrize(
    ("request_", "label"),
    [
        ("paint the yellow fence with a brush", "paint"),
        ("book a flight to Madrid for me", "fly"),
        ("Select orange and click Submit", "pick"),
        ("Select white, green and click Submit", "tick"),
    ],
)
def test_unseen_requests_reach_their_label(router: Router, request_: str, label: str) -> None:
    assert router.rank(request_)[0].label == label


def test_every_label_is_ranked_and_probabilities_sum_to_one(router: Router) -> None:
    routes = router.rank("paint the gate")
    assert {route.label for route in routes} == {"paint", "fly", "pick", "tick", NONE}
    assert sum(route.probability for route in routes) == pytest.approx(1, abs=1e-4)
    assert [r.probability for r in routes] == sorted((r.probability for r in routes), reverse=True)


def test_a_foreign_request_is_none_of_these(router: Router) -> None:
    assert router.rank("how do vaccines work?")[0].label == NONE


def test_what_a_request_quotes_does_not_matter(router: Router) -> None:
    quoting = Router.fit(
        [("Enter 'a b' twice", "enter"), ("Erase 'a b' twice", "erase")] * 2, WordEmbedder()
    )
    assert quoting.rank("Enter 'Erase erase erase' twice")[0].label == "enter"


def test_one_example_of_one_label_is_enough() -> None:
    alone = Router.fit([("press the button", "press")], WordEmbedder())
    assert alone.rank("press the button")[0].label == "press"
    with pytest.raises(ValueError, match="needs examples"):
        Router.fit([], WordEmbedder())


def test_a_label_with_one_example_stands_beside_large_ones() -> None:
    router = Router.fit([*EXAMPLES, ("water the tulips", "water")], WordEmbedder())
    assert router.rank("water the tulips please")[0].label == "water"


def test_a_saved_router_ranks_the_same(router: Router, tmp_path: Path) -> None:
    path = tmp_path / "heads" / "routes"
    router.save(path)
    assert [file.name for file in path.parent.iterdir()] == ["routes"]
    again = Router.load(path, WordEmbedder())
    request = "Select orange and click Submit"
    assert again.rank(request) == router.rank(request)


def test_a_saved_router_weighs_by_the_parameters_that_it_was_fitted_with(tmp_path: Path) -> None:
    how = Routing(wording=0.9, below=0.2, sharpness=2.0, crowd=0.3, narrow=5.0, known_odds=1.0)
    router = Router.fit(EXAMPLES, WordEmbedder(), parameters=how)
    router.save(tmp_path / "routes")
    again = Router.load(tmp_path / "routes", WordEmbedder())
    for request in ("Select orange and click Submit", "how do vaccines work?"):
        assert again.rank(request) == router.rank(request)
        assert again.rank(request) != Router.fit(EXAMPLES, WordEmbedder()).rank(request)


@pytest.mark.parametrize(
    "how",
    [
        Routing(terms=5),
        Routing(examples=12),
        Routing(wording=0.9),
        Routing(sharpness=2.0),
        Routing(penalty=1.0),
        Routing(crowd=0.3),
        Routing(narrow=4.0),
        Routing(known_odds=1.0),
    ],
    ids=lambda how: next(
        name for name, value in vars(how).items() if value != vars(Routing())[name]
    ),
)
def test_each_parameter_of_routing_counts(router: Router, how: Routing) -> None:
    request = "Select orange and click Submit"
    other = Router.fit(EXAMPLES, WordEmbedder(), parameters=how)
    assert other.rank(request) != router.rank(request)


def test_a_damaged_or_foreign_file_is_named(router: Router, tmp_path: Path) -> None:
    path = tmp_path / "routes"
    path.write_bytes(b"not a router")
    with pytest.raises(HomeError, match="routes"):
        Router.load(path, WordEmbedder())
    router.save(path)
    other = WordEmbedder()
    other.name = "another"
    with pytest.raises(HomeError, match="fitted with words"):
        Router.load(path, other)


class RandomEmbedder:
    """Vectors of MiniLM's size at no cost, to time the rest."""

    name, dimension = "random", 384

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.random.default_rng(len(texts)).normal(size=(len(texts), 384))
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
        return vectors.astype(np.float32)


def test_ranking_takes_milliseconds_with_hundreds_of_labels() -> None:
    words = [f"w{chr(97 + a)}{chr(97 + b)}" for a in range(26) for b in range(26)]
    examples = [
        (f"{words[n]} {words[-n]} the {words[(7 * n + k) % 676]} now", f"l{n}")
        for n in range(200)
        for k in range(3)
    ]
    router = Router.fit(examples, RandomEmbedder())
    started = time.thread_time()
    for request, _ in examples[:100]:
        router.rank(request)
    assert (time.thread_time() - started) / 100 < 0.02  # of work, however busy the machine


def test_particulars_are_masked() -> None:
    assert masked('Write "Hello, you" to @bob about 3 "x"') == (
        "Write something to someone about 0 something"
    )
    assert masked("don't call it 'home' at 12:30") == "don't call it something at 0"
    assert terms("Go on") == ["go", "on", "^ go", "go on", "on $"]


def test_names_are_masked_unless_all_such_requests_have_them() -> None:
    requests = [f"Write to {city} and press Send" for city in CITIES]
    known = usual_names(requests, ["write"] * len(requests))
    assert known == {"send"}
    assert masked("Write to Kara-Lynn and press Send", known) == "Write to someone and press Send"


def test_names_that_were_never_seen_do_not_matter() -> None:
    examples = [(f"pass the note by {city} on to {city}", "pass") for city in CITIES]
    examples += [(f"tear up the note by {city}", "tear") for city in CITIES]
    router = Router.fit(examples, WordEmbedder())
    here, there = (
        router.rank("tear up the note by Berta")[0],
        router.rank("tear up the note by Io")[0],
    )
    assert here == there
    assert here.label == "tear"


def test_a_hint_tells_what_examples_do_not_say() -> None:
    examples = [*EXAMPLES, ("sort out the first one", "bin"), ("look after the first one", "star")]
    hints = [("press trash", "bin"), ("press favourite", "star")]
    router = Router.fit(examples, WordEmbedder(), hints=hints)
    for request, label in {"trash the first one": "bin", "favourite the first one": "star"}.items():
        assert next(route.label for route in router.rank(request) if route.label) == label


TOLD = Naming(['tell Ann "come home"', 'tell Bo "no"'], ["Ann", "come home", "Bo", "no"])


@pytest.mark.parametrize(
    ("request_", "values", "names", "quotes"),
    [
        ('tell Ida "well done"', ["Ida", "well done"], True, True),
        ('tell Ida and Otto "well done"', ["Ida", "well done"], False, True),
        ('tell Ida "well done"', ["Ida"], False, False),
    ],
)
def test_what_a_request_leaves_over_is_for_something_else(
    request_: str, values: list[str], names: bool, quotes: bool
) -> None:
    assert TOLD.names_as_much(request_, values) is names
    assert TOLD.quotes_as_much(request_, values) is quotes


def test_what_is_always_quoted_is_missed() -> None:
    assert TOLD.quotes_enough('tell Ida "well done"')
    assert not TOLD.quotes_enough("tell Ida well done")


def test_what_is_only_ever_about_one_name_is_about_that() -> None:
    greeting = Naming(["say hello to Ann", "now say hello to Ann"], [])
    assert greeting.names_as_much("do say hello to Ann", [])
    assert not greeting.names_as_much("do say hello to Bo", [])


def test_a_vocabulary_is_bounded_and_weighs_rare_terms_more() -> None:
    vocabulary = Vocabulary.of(["a b", "a c", "a b"], ["x", "y", "x"], limit=4)
    assert len(vocabulary.words) == 4
    weights = dict(zip(vocabulary.words, vocabulary.weights, strict=True))
    assert weights["a"] < weights["b"]
    assert not vocabulary.vectors(["zzz"]).any()


@pytest.mark.real
def test_intents_are_told_apart_by_meaning() -> None:
    with temporary_home() as settings:
        router = Router.fit(intent_examples(), load_embedder(settings))
    said = {
        "Please remember that I'm allergic to shellfish": "remember",
        "What do you know about my family?": "recall",
        "Which of these films would I like best?": "recommend",
        "Hello, how are you doing?": "chat",
    }
    for request, intent in said.items():
        best = next(route for route in router.rank(request) if route.label in INTENTS)
        assert best.label == intent


def test_a_quotation_decides_where_requests_differ_in_nothing_else() -> None:
    names = ("Like", "Share", "Mute")
    examples = [(f'click on the "{name}" button', name) for name in names]
    examples += [(f'search for "{word}"', "search") for word in ("tea", "rain", "mud")]
    router = Router.fit(examples, WordEmbedder())
    for name in names:
        assert router.rank(f'click on the "{name}" button')[0].label == name
    assert router.rank('search for "Like"')[0].label == "search"
