"""Cues: words that speak of how answers are, in groups, and whether they are negated.

Knows English. What a group means, and how much, the head learns (`hearing.py`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

_NEGATION = re.compile(
    r"\b(?:no|not|never|without|stop|quit|less|fewer|drop|skip|avoid|leave|lose|omit|cut|remove|"
    r"enough|too|hate|nothing|don'?t|do not|isn'?t|needn'?t|needless|spare|instead of|rather than|"
    r"sick of|tired of|no more|ditch|lay off|can do without)\b"
)
_GROUPS = (
    # length
    r"short(?:er|ly|en)?|brief(?:er|ly)?|concise\w*|succinct\w*|terse\w*|crisp|snappy|compact|gist|"
    r"essence|essentials?|summar\w+|tl;?dr|condense\w*|trim|tighten|abridge\w*|bottom line|upshot|"
    r"nutshell|to the point|sum \w+ up|boil \w+ down|in short|in brief|the point|curt",
    r"long|longwinded|long-winded|lengthy|wordy|verbose|rambl\w+|essays?|novels?|lectures?|"
    r"waffl\w*|so much|endless|never ends|forever|drags?|tedious|bor(?:ed|ing)|asleep|yawn\w*|"
    r"scroll\w*|skim\w*|life story|blah|too much|half of (?:it|that|this)|exhaust\w*|gave up|"
    r"stopped reading|lost me|tl|marathon|on and on|intro|introductions?|preambles?|"
    r"build-up|padding|filler|fluff|lead up",
    r"detail\w*|elaborat\w+|expand\w*|thorough\w*|depth|deeper|longer|fuller|at length|more|"
    r"complete|background|exhaustive\w*|comprehensive\w*|go into",
    r"(?:<number>|one|two|three|four|five|six|ten|twelve|fifteen|twenty|thirty|single|few|couple)"
    r"(?: \w+)? (?:words?|sentences?|lines?)",
    r"words?|sentences?|lines?",
    r"yes or no|yes/no",
    # layout
    r"number(?:s|ed|ing)?|numerals?|enumerat\w+|ordered|digits?",
    r"steps?|step-by-step|stepwise|first, second|order",
    r"bullet\w*|dash(?:es)?|bulleted|itemi[sz]e\w*|tabulat\w+|hyphens?",
    r"lists?|listed|listing|points?|checklist|per line|own line|items?|tick",
    r"prose|running text|flowing|full sentences|connected|normal sentences|whole sentences|"
    r"continuous",
    r"paragraphs?|line breaks?|blank|white ?space|chunks?|blocks?|break up|lump|dense|air|spac\w+|"
    r"empty line|split|pause|eyes?",
    r"markdown|asterisks?|stars?|bold|italics?|headings?|headers?|hash\w*|formatting|plain text|"
    r"symbols?|\*\*",
    r"emojis?|emoticons?|smileys?|smilies|pictures?",
    # voice
    r"(?:call|calls|address|addresses|greet|refer to|name) me|called|addressed|my (?:name|title)|"
    r"go by|title|sir|madam|ma'am",
    r"to you|for you|(?:speak|talk|write|say it) to me|you (?:speak|talk|write|answer)|"
    r"you (?:should|ought to|are to|may|can|must) (?:call|address|say)|say|form of address",
    r"enthusias\w+|cheer\w*|excite\w*|upbeat|lively|livel\w+|energ\w+|pep\w*|bubbly|jolly|joy\w*|"
    r"exclamation|exclaim\w*|fun|happy|spark|oomph|life|dull|dry|flat|machine|robot\w*|monoton\w*",
    r"serious\w*|sober\w*|neutral\w*|factual\w*|matter-of-fact|calm\w*|tone|hype|ad|advert\w*|"
    r"shout\w*|dramatic",
    r"formal\w*|professional\w*|polite\w*|proper|slang|official\w*|business\w*|client|contractions?",
    r"casual\w*|informal\w*|relax\w*|chatty|friend\w*|laid-back|loosen|stiff|everyday|buddy|buddies",
    r"direct\w*|blunt\w*|straight|frank\w*|hedg\w+|maybe|maybes|perhaps|possibly|might|depends|"
    r"disclaimers?|caveats?|commit|clear answer|ifs|beat\w* about|wishy-washy|vague",
    r"kind\w*|nicer?|gentl\w+|soft\w*|warm\w*|sympath\w+|caring|tact\w*|harsh|cold|rude|mean",
    r"yourself|first person|about you|your opinions?|you think|you would|assistant|ai|program|"
    r"i recommend|i suggest|say(?:ing)? i|with i|me, me|i, i|impersonal\w*|opinions?",
    # words
    r"simpl\w+|plain|easy|easier|layman\w*|jargon|technical|complicated|fancy|big words|child|five|"
    r"grandmother|dumb|understand|terms?|terminology|dictionary|over my head|expert|engineer",
    r"questions?|ask(?:ing|s)?|counter-questions?|follow-up|interview\w*",
    r"capitals?|caps|upper ?case|lower ?case|lowercase|block letters|small letters|shouting",
    r"metric|kilomet\w+|km|celsius|centimet\w+|met(?:er|re)s|grams?|kilos?|lit(?:er|re)s?|"
    r"centigrade",
    r"imperial|miles?|fahrenheit|inch\w*|feet|foot|pounds?|ounces?|gallons?|yards?",
    r"figures?|statistics?|percent\w*|maths?|numbers",
    r"examples?|instance|illustrat\w+|in practice",
    r"english|german|deutsch|french|fran[çc]ais|spanish|espa[ñn]ol|italian\w*|dutch|portuguese|"
    r"polish|russian|turkish|greek|arabic|chinese|japanese|korean|hindi|swedish|danish|norwegian|"
    r"finnish|czech|language|mother tongue|translate",
    # what is mentioned
    r"first|start|begin|beginning|top|before|lead with|ahead|open with|last|bottom|buried|upfront",
    r"mention\w*|include|forgot|forget|add|use|cite|suggest\w*|recommend\w*|bring up|word|"
    r"nothing but|left out|miss\w*",
    # how it is put
    r"answers?|repl(?:y|ies)|respon\w+|write|writing|say|explain|version|text|read|format|put it|"
    r"tell me|talk|speak|phrase|word it",
    r"always|never|from now on|next time|every time|each time|in future|in the future|remember",
    r"please|pls|could you|can you|would you|i'd like|i want|i prefer|i like|i need",
    r"book|buy|order|find|hotel|train|table|ticket|route|play|open|set|turn|cancel|route|shop|cheaper|"
    r"meeting|appointment|mail|email|phone|timer|song|film",
    r"thanks?|thank|great|perfect|cheers|ok|okay|nice|cool|awesome|works|helps?",
    r"wrong|incorrect|not true|mistake|outdated|broken|doesn't work|didn't work|"
    r"misunderstood|errors?",
)
_COMPILED = tuple(re.compile(rf"(?<![\w-])(?:{group})(?![\w-])") for group in _GROUPS)

COUNT = 2 * len(_GROUPS)
"""How many cues there are: each group as it stands, and negated."""


def cues(texts: Sequence[str]) -> NDArray[np.float32]:
    """Return which cues each text has, `[texts, COUNT]`, each 0 or 1."""
    found = np.zeros((len(texts), 2, len(_GROUPS)), np.float32)
    for row, text in zip(found, texts, strict=True):
        plain = re.sub(r"\d+", "<number>", text.casefold().replace("\u2019", "'"))
        negated = int(_NEGATION.search(plain) is not None)
        row[negated] = [pattern.search(plain) is not None for pattern in _COMPILED]
    return found.reshape(len(texts), COUNT)
