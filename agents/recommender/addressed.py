"""Items whose text speaks to the assistant: what they tell it to do is left out and flagged.

The text of an item is data. A sentence in it that gives instructions counts neither for nor
against the item, and the user hears that it is there.
"""

from __future__ import annotations

import re

from ...core.events import Item

_SENTENCE = re.compile(r"[^.!?\n;|]+[.!?\n;|]*")
_ADDRESSES = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.!?\n]{0,40}\b(?:instruction|prompt|rule|constraint|"
    r"preference|criteri|request|context|everything|above|previous|prior|user)"
    r"|\b(?:system|developer|hidden)\s+(?:prompt|message|instruction|note)"
    r"|(?:^|[.!?\n]\s*)(?:assistant|chatbot|language model|llms?|ai(?: (?:agent|model|system))?s?"
    r"|gpt)\s*[:,]|\b(?:dear|attention|hey|note to|instructions? (?:for|to)|(?:if )?you are an?)"
    r"\s+(?:the\s+|all\s+|any\s+)?(?:ai|assistant|chatbot|agent|language model|llm|bot|model)\b"
    r"|\byou (?:must|have to|need to|are (?:required|instructed|told) to)\b[^.!?\n]{0,30}"
    r"\b(?:recommend|rank|choose|select|pick|suggest|reveal|respond|output)"
    r"|\b(?:always|only|please)\s+(?:recommend|rank|choose|select|pick|suggest)\s+(?:this|it|us|me)\b"
    r"|\b(?:recommend|rank|choose|select|suggest|list|put|place)\s+(?:this|it|us|me)\b[^.!?\n]{0,40}"
    r"\b(?:first|top|best|above|highest|to the user|to your user|number one|only)\b"
    r"|\b(?:tell|inform|convince)\s+(?:the|your)\s+user\b"
    r"|<\s*/?\s*(?:system|assistant|instructions?|memory|user)\s*>|\[/?INST\]|<\|\w+\|>"
    r"|\b(?:ignoriere|vergiss)\b[^.!?\n]{0,40}\banweisung|\bignore[rz]?\b[^.!?\n]{0,30}\binstrucc?i"
    r"|\bignorez?\b[^.!?\n]{0,30}\bconsignes|\u5ffd\u7565[^\u3002]{0,12}\u6307\u4ee4",
    re.IGNORECASE,
)


def speaks_to_assistant(text: str) -> bool:
    """Tell whether a text gives instructions to whoever reads it for the user."""
    return bool(_ADDRESSES.search(text))


def without_instructions(item: Item) -> Item:
    """Return the item without the sentences that speak to the assistant; itself if none does.

    A value of one sentence goes as a whole; of a title that is nothing else, the words stay out.
    """
    texts = (item.title, item.price, *item.attributes.values())
    if not any(map(speaks_to_assistant, texts)):
        return item
    kept = {name: _clean(text) for name, text in item.attributes.items()}
    return item.model_copy(
        update={
            "title": _clean(item.title),
            "price": _clean(item.price),
            "attributes": {name: text for name, text in kept.items() if text},
        }
    )


def _clean(text: str) -> str:
    if not speaks_to_assistant(text):
        return text
    kept = "".join(part for part in _SENTENCE.findall(text) if not speaks_to_assistant(part))
    # An instruction that runs over several sentences is none in each; then all of it goes.
    return "" if speaks_to_assistant(kept) else kept.strip()
