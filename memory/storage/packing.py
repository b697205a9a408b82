"""Long texts of records, packed: what was shown in a demonstration is mostly the same again.

Packed, a text can be kept in a record, and not searched; unpacked, it can.
"""

from __future__ import annotations

import base64
import zlib


def packed(content: bytes) -> str:
    """Return a shorter text that stands for the content."""
    return base64.b64encode(zlib.compress(content)).decode("ascii")


def unpacked(text: str) -> bytes:
    """Return the content that `packed` made the text of."""
    return zlib.decompress(base64.b64decode(text))
