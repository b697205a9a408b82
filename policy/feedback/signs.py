"""Signs of contentment and of discontent: ways of speaking, by their usual words (English).

A sign says nothing about what is spoken of, so that it holds for an assistant of any kind. What
each of them is worth is not known here, but learned (`training/feedback`).
"""

from __future__ import annotations

import re
from functools import lru_cache

_QUOTED = re.compile(r"([\"\u201c]).*?[\"\u201d]")
_LONGEST = 600
"""How many characters at either end of a long text are looked at."""


def _patterns(signs: dict[str, str]) -> dict[str, re.Pattern[str]]:
    return {name: re.compile(pattern, re.IGNORECASE) for name, pattern in signs.items()}


_REPLY = _patterns(
    {
        "regrets": r"\b(?:sorry|apolog\w+|unfortunately|i'?m afraid|regret)\b",
        "fails": r"\b(?:unable|can(?:no|')?t|could(?:n'?t| not)|was(?:n'?t| not)|fail\w*|error"
        r"|unsuccess\w*|not (?:available|able|found|possible)|unavailable|no longer|went wrong"
        r"|did(?:n'?t| not) (?:go|work)|problem with)\b",
        "has nothing": r"\b(?:no (?!problem|worries|doubt)\w+|not (?:find|have|see|any)"
        r"|do(?:es)?(?:n'?t| not) (?:have|see|find|know|seem)|(?:are|is)n'?t (?:any|a)|none"
        r"|nothing|neither)\b",
        "sends elsewhere": r"\b(?:(?:another|different|other) \w+|try|instead|alternative\w*"
        r"|broaden|change (?:your|the))\b",
        "confirms": r"\b(?:confirm|double[- ]check|just to be (?:sure|clear)"
        r"|is (?:that|this|it) (?:correct|right|ok|okay|alright)|correct\?|right\?)",
        "asks": r"\?",
        "asks which": r"\b(?:which|what|where|when|how (?:many|much|long)|who)\b[^.?!]*\?",
        "asks whether": r"\b(?:would you|do you|shall i|should i|may i|can i|want me|are you"
        r"|is (?:it|that|this|there))\b[^.?!]*\?",
        "asks what else": r"\b(?:(?:any|some)thing (?:else|more|further)|else (?:i can|can i|you)"
        r"|further (?:help|assist\w*)|(?:help|assist) you (?:with|further|today))\b",
        "has done it": r"\b(?:success\w*|booked|reserved|reservation|confirmed|done|all set"
        r"|ha(?:s|ve) been|i(?:'ve| have)|reference|purchased|added|sent|played|playing"
        r"|completed)\b",
        "takes leave": r"\b(?:good ?bye|have a \w+|enjoy|bye|take care|welcome)\b",
        "offers": r"\b(?:(?:how|what) about|i (?:recommend|suggest|found)|there (?:is|are)"
        r"|would you like|here (?:is|are|you go))\b",
        "does not follow": r"\b(?:not sure (?:what|i)|did(?:n'?t| not) (?:get|catch|understand)"
        r"|do(?:n'?t| not) (?:quite )?(?:understand|follow)|rephrase|say (?:that|it) again|clarify"
        r"|pardon|d(?:o|id) you mean|more (?:specific|information|details?))\b",
        "puts off": r"\b(?:moment|hold on|one sec\w*|please wait|let me (?:check|see|look))\b",
    }
)

_SAID = _patterns(
    {
        "no": r"^\W*(?:no|nope|nah|not|neither)\b",
        "no, thanks": r"^\W*(?:no|nope|nah)\b.{0,12}\b(?:thank|thx|that'?(?:s| is|ll| will)"
        r"|i'?m (?:good|fine|ok|all)|nothing)",
        "denies": r"\b(?:not|no|don'?t|doesn'?t|didn'?t|isn'?t|aren'?t|wasn'?t|won'?t|can'?t"
        r"|never|nothing|without)\b",
        "blames": r"\b(?:wrong|incorrect|mistake\w*|not (?:right|correct|what|true)|you (?:\w+ )?"
        r"(?:didn'?t|forgot|missed|ignored|misunderst\w+|keep|never|always|should(?:n'?t| have"
        r"| not)))\b",
        "puts right": r"\b(?:instead|rather|actually|change|switch|make (?:it|that|them)|modify"
        r"|correction|replace|i (?:meant?|said|asked|wanted|told)|should (?:have|be)|supposed)\b",
        "wants another": r"\b(?:(?:what|how) about|(?:an)?other|others|different\w*|else|more"
        r"|(?:cheaper|closer|earlier|later|shorter|longer|simpler|better|fewer|less) ?\w*)\b",
        "hesitates": r"(?:\b(?:but|however|though|still|hmm+|um+|uh|er|well|wait|oh|oops"
        r"|not sure|maybe)\b|\.\.)",
        "thanks": r"\b(?:thanks?|thank ?you|thx|ty|cheers|appreciate\w*|grateful)\b",
        "praises": r"\b(?:great|perfect\w*|excellent|awesome|good|nice|wonderful|fantastic|amazing"
        r"|lovely|cool|helpful|love|sweet|terrific|brilliant|works?|fine|exactly)\b",
        "yes": r"^\W*(?:yes|yeah|yep|yup|sure|ok|okay|right|correct|fine|alright|please do"
        r"|go ahead|absolutely|of course|certainly|definitely|sounds"
        r"|that(?:'s| is|'?ll| will|s)? (?:be )?(?:right|correct|fine|good|great|ok|work\w*))\b",
        "is finished": r"\b(?:(?:good ?)?bye|that(?:'?s| is| was| will be|'ll be) (?:all|it"
        r"|everything)|(?:all|everything) i need\w*|nothing (?:else|more)|all set"
        r"|have a (?:good|great|nice))\b",
        "asks": r"\?",
        "asks what": r"\b(?:what|which|where|when|who|how)\b",
        "doubts": r"\b(?:why|are you sure|really|seriously|(?:check|look|try)\b.*\bagain|again"
        r"|double[- ]check)\b",
        "requests": r"\b(?:i(?:'d| would)? (?:need|want|like)|i(?:'m| am) looking|looking for"
        r"|can you|could you|please|find|book|give me|tell me|show me|get me)\b",
        "leaves open": r"\b(?:doesn'?t matter|do(?:n'?t| not) (?:care|mind)|no preference"
        r"|whatever|either|any(?:thing|where|time)? (?:is|will|would|works))\b",
        "is angry": r"(?:\b(?:useless|terrible|awful|bad|stupid|ridiculous|disappoint\w*|unhelpful"
        r"|waste|annoy\w*|frustrat\w*|unacceptable|ugh|nonsense|rubbish|hopeless|sick of)\b"
        r"|!!|\?\?|\?!)",
        "gives up": r"\b(?:forget (?:it|about)|never ?mind|i'?ll (?:do|find|look|call|handle)"
        r"|do it myself|give up|no (?:point|use)|leave it|not worth|cancel)\b",
        "exclaims": r"!",
        "speaks of the answer": r"\b(?:answer\w*|repl(?:y|ies)|respon(?:d|se)\w*|sentences?|words?"
        r"|wordy|paragraphs?|bullets?|points?|lists?|headings?|titles?|text|tone|phras\w+|summar\w+"
        r"|examples?|details?|emojis?|brief\w*|concise\w*|read|explain\w*|explanation)\b",
        "speaks of always": r"\b(?:from (?:now|here) on|next time|in (?:the )?future|always|never"
        r"|every time|each time|any ?more|as a rule|going forward|keep \w+ing|stop \w+ing)\b",
        "says how": r"^\W*(?:(?:please|but|and|just|ok(?:ay)?|thanks?|no|hm+|good)\b\W*)*"
        r"(?:be|in|as|with|without|no|not so|less|more|fewer|too|so|use|keep|say|speak|talk|reply"
        r"|answer|explain|mention|include|begin|start|lead|end|skip|drop|leave|avoid|stop|quit"
        r"|don'?t|never|always|only|(?:short|long|simpl|plain|calm|warm|cool|bold|nic)er)\b",
    }
)

REPLY_SIGNS = tuple(_REPLY)
"""What a reply can do."""

SAID_SIGNS = tuple(_SAID)
"""What a follow-up can do."""


def masked(text: str) -> str:
    """Return the text without what it quotes: that belongs to the task, not to the mood."""
    return _QUOTED.sub("_", text.replace("\u2019", "'"))


@lru_cache(maxsize=4096)
def reply_signs(reply: str) -> tuple[float, ...]:
    """Return which of `REPLY_SIGNS` a reply has, each 0 or 1."""
    return _found(_REPLY, reply)


@lru_cache(maxsize=4096)
def said_signs(said: str) -> tuple[float, ...]:
    """Return which of `SAID_SIGNS` a follow-up has, each 0 or 1."""
    return _found(_SAID, said)


def _found(patterns: dict[str, re.Pattern[str]], text: str) -> tuple[float, ...]:
    short = text if len(text) <= 2 * _LONGEST else f"{text[:_LONGEST]}\n{text[-_LONGEST:]}"
    bare = masked(short)
    return tuple(float(bool(pattern.search(bare))) for pattern in patterns.values())
