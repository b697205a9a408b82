"""Which sites the assistant may act on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

_BLANK = frozenset({"about:blank", "about:srcdoc", ""})


def site_of(url: str) -> str:
    """Return the site of an address: its host in lower case, or `file:` for a local page."""
    parts = urlsplit(url)
    if parts.scheme == "file":
        return "file:"
    return (parts.hostname or "").removeprefix("www.")


@dataclass(frozen=True)
class SiteRule:
    """Tells which addresses may be acted on."""

    allowed: tuple[str, ...]
    """Host names (their subdomains are allowed too), and `file:` for local pages."""

    @classmethod
    def of(cls, allowed_sites: Sequence[str], opened: str) -> SiteRule:
        """Allow the sites of the settings; where they name none, the site that was opened."""
        if allowed_sites:
            return cls(tuple(site.lower().removeprefix("www.") for site in allowed_sites))
        return cls((site_of(opened),)) if site_of(opened) else cls(())

    def allows(self, url: str) -> bool:
        """Tell whether the page at that address may be acted on; a blank page may."""
        if url in _BLANK:
            return True
        site = site_of(url)
        return bool(site) and any(
            site == allowed or site.endswith(f".{allowed}") for allowed in self.allowed if allowed
        )

    def refusal(self, url: str) -> str:
        """Say why the page is left alone, and what would allow it."""
        return f"{site_of(url) or url} is not among the allowed sites (setting allowed_sites)"
