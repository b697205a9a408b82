"""What is said of a recommendation."""

from __future__ import annotations

import pytest

from uptake.agents.recommender.telling import in_words


@pytest.mark.parametrize("remarks", [(), ("You turned down the only one that fit.",)])
def test_where_nothing_is_recommended_something_is_said_all_the_same(
    remarks: tuple[str, ...],
) -> None:
    said = in_words([], remarks)
    assert said
    assert all(remark in said for remark in remarks)
