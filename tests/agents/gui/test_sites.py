"""Which pages may be acted on."""

from __future__ import annotations

import pytest

from uptake.agents.gui.sites import SiteRule, site_of


@pytest.mark.parametrize(
    ("url", "allowed"),
    [
        ("https://mail.example.org/inbox", True),
        ("https://www.mail.example.org/", True),
        ("http://MAIL.example.org:8080/", True),
        ("https://example.org/", False),
        ("https://evil-mail.example.org/", False),
        ("https://mail.example.org.evil.com/", False),
        ("https://evil.com/?mail.example.org", False),
        ("https://mail.example.org@evil.com/", False),
        ("file:///etc/passwd", False),
        ("about:blank", True),
        ("javascript:alert(1)", False),
    ],
)
def test_without_settings_the_opened_site_and_no_other(url: str, allowed: bool) -> None:
    rule = SiteRule.of((), "https://mail.example.org/start")
    assert rule.allows(url) is allowed


def test_the_settings_name_the_sites() -> None:
    rule = SiteRule.of(("Example.org", "file:"), "https://elsewhere.com/")
    assert rule.allows("https://shop.example.org/")
    assert rule.allows("file:///home/me/page.html")
    assert not rule.allows("https://elsewhere.com/")
    assert "elsewhere.com is not among the allowed sites" in rule.refusal("https://elsewhere.com/")


def test_before_anything_is_opened_nothing_is_allowed() -> None:
    assert not SiteRule.of((), "").allows("https://example.org/")


def test_a_local_page_is_a_site_of_its_own() -> None:
    assert site_of("file:///tmp/a.html") == "file:"
    assert SiteRule.of((), "file:///tmp/a.html").allows("file:///tmp/b.html")
