"""The shops of the benchmark have one right answer, and the two splits have nothing in common."""

from __future__ import annotations

import re
from html import unescape
from types import ModuleType
from typing import Any
from urllib.request import urlopen

import pytest
from scripts import load_script

SPLITS = ("development", "second", "reported")


@pytest.fixture(scope="module")
def shops() -> ModuleType:
    return load_script("benchmarks/shops.py")


@pytest.mark.parametrize("split", SPLITS)
def test_one_item_alone_meets_the_request_and_honours_what_is_known(shops: Any, split: str) -> None:
    for seed in range(60):
        case = shops.Case.of(seed, split)
        both = [
            ware
            for ware in case.wares
            if case.meets(ware.title) and ware.attributes[case.wish.attribute] in case.wish.honours
        ]
        assert both == [case.right]
        assert sum(case.meets(ware.title) for ware in case.wares) > 1
        said = case.wish.stated if case.stated else case.wish.implied
        assert set(said) & set(case.known)


def test_what_the_right_choice_hangs_on_is_shown(shops: Any) -> None:
    for seed in range(60):
        case = shops.Case.of(seed, "reported")
        for ware in case.wares:
            if case.meets(ware.title):
                assert ware.shown == ware.attributes


def test_the_same_seed_is_the_same_case(shops: Any) -> None:
    assert shops.Case.of(7, "reported") == shops.Case.of(7, "reported")
    assert shops.Case.of(7, "reported") != shops.Case.of(8, "reported")


def test_the_splits_share_no_goods_wishes_layouts_or_ways_to_go_on(shops: Any) -> None:
    layouts = shops.shop_layouts
    developing = (*shops.shop_words_development.GOODS, *shops.shop_words_second.GOODS)
    words = (developing, shops.shop_words_reported.GOODS)
    for part in ("shop", "noun"):
        one, other = ({getattr(goods, part) for goods in split} for split in words)
        assert not one & other
    said = [
        {
            text
            for goods in split
            for wish in goods.wishes
            for text in (*wish.stated, *wish.implied, wish.attribute, *wish.honours)
        }
        for split in words
    ]
    assert not said[0] & said[1]
    assert not layouts.DEVELOPMENT.keys() & layouts.REPORTED.keys()
    assert not set(shops.PAGING["development"]) & set(shops.PAGING["reported"])


@pytest.mark.parametrize("split", SPLITS)
def test_the_pages_show_every_item(shops: Any, split: str) -> None:
    import shop_server  # beside `shops`

    with shop_server.Shop() as shop:
        for seed in range(8):
            shop.case = case = shops.Case.of(seed, split)
            html = "".join(
                urlopen(shop.url(f"/list?page={number + 1}")).read().decode()
                for number in range(len(case.pages))
            )
            text = unescape(re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), html))
            assert all(ware.title in text for ware in case.wares)
            opened = urlopen(shop.url(case.path_of(case.right))).read().decode()
            assert case.right.title in opened
