"""Finds sentences in text that arrives piece by piece, and never changes what it cuts.

What ends a sentence:

1. A mark that is used in no other way (。！？।؟ and so on, after Unicode's `Sentence_Terminal`),
   always.
2. A dot, `!` or `?`, or several, unless a small letter, a digit or a mark such as a comma follows
   at once (rook.org, 10.0.0.12, "what?", she said). Several dots alone do not.
3. A single dot does not after a title (Mr.), a letter on its own (B., e.g., U.S.A.), Ph.D. or a
   company's suffix (Inc.); it does all the same when a word that starts sentences (He, They,
   Dr. and so on) follows an acronym or a suffix.
4. White space between two Thai or Lao words, which stands for a full stop there; but not beside
   the mark that repeats a word (ๆ) or the one that cuts it short (ฯ).

Quotes, brackets and marks of emphasis that close right after the end belong to the sentence.
"""

import re

from antiphon.tokenize.scripts import IDEOGRAPH, KATAKANA, THAI

__all__ = ["SentenceSplitter"]

_ONLY_STOPS = (
    "。！？｡﹒﹖﹗।॥؟؝؞۔።፧፨။។៕։܀܁܂᙮᠃᠉‼⁇⁈⁉‽⸮⸼⹓⹔߹࠷࠹࠽࠾᜵᜶᥄᥅᪨᪩᪪᪫᭚᭛᭞᭟᭽᭾᰻᰼᱾᱿⳹⳺⳻꓿꘎꘏꛳꛷꡶꡷꣎꣏꤯꧈꧉꩝꩞꩟꫰꫱꯫"
)
_NO_WORD = "ๆฯໆຯ"
_THAI_GAP = rf"(?<=[{THAI}])(?<![{_NO_WORD}])(?=\s+[{THAI}])(?!\s+[{_NO_WORD}])"
_STOP = re.compile(rf"""([.．?!{_ONLY_STOPS}]+)["'”’»)\]}}*_`~」』）】》〉〕]*|{_THAI_GAP}""")
_GAP = " "
"""Stands for a gap that is a stop."""
_GOES_ON = ",;:/\\@&=%+-"
"""Marks that show, right after a stop, that the sentence goes on."""

_TITLE = re.compile(r"\b(?:Mr|St|Mrs|Ms|Dr|Ph)$")
_LONE_LETTER = re.compile(r"(?:^|[\s.(\[])[A-Za-z]$")
_ACRONYM_OR_SUFFIX = re.compile(r"(?:\b[A-Z]\.[A-Z]|(?:^|\s)(?:Inc|Ltd|Jr|Sr|Co))$")
_LOOK_BEHIND = 8
"""More characters than any of the three matches."""

_STARTER = re.compile(
    r"\s(?:(?:Mr|Mrs|Ms|Dr|Prof|Capt|Cpt|Lt)\b"
    r"|(?:He|She|It|They|Their|Our|We|But|However|That|This|Wherever)\s)"
)
_LOOK_AHEAD = len(" Wherever ")

_WIDE = re.compile(f"[{IDEOGRAPH}{KATAKANA}]")


class SentenceSplitter:
    """Cuts one segment of text into sentences of at least `min_len` characters, save the last.

    A shorter one is joined with the next. A Chinese or Japanese character says about as much as
    two Latin ones, and counts as two. Nothing is cut while fewer than `context_len` characters
    wait. A line feed becomes a space, and so does the white space between sentences that are
    joined; nothing else changes. How the text is divided among the calls makes no difference.
    """

    def __init__(self, *, min_len: int, context_len: int) -> None:
        self._min_len = min_len
        self._context_len = context_len
        self._text = ""
        """What follows the last end of a sentence."""
        self._searched = 0
        """How much of it has been searched for the next one."""
        self._short = ""
        """Sentences that were too short to go out alone."""

    def feed(self, text: str) -> list[str]:
        self._text += text.replace("\n", " ")
        if len(self._short) + len(self._text) < self._context_len:
            return []
        return self._join_short(self._take_ended())

    def finish(self) -> list[str]:
        self._text += " " * _LOOK_AHEAD
        sentences = self._join_short(self._take_ended())
        self._join(self._text)
        return [*sentences, self._short] if self._short else sentences

    def _take_ended(self) -> list[str]:
        """Take the sentences whose end is certain out of the text."""
        text, start, searched = self._text, 0, len(self._text.rstrip())
        sentences = []
        for stop in _STOP.finditer(text, self._searched):
            before = text[max(start, stop.start() - _LOOK_BEHIND) : stop.start()]
            after = text[stop.end() : stop.end() + _LOOK_AHEAD]
            mark = stop[1] or _GAP
            if not _is_certain(before, mark, after):
                searched = stop.start()
                break
            if _is_end(before, mark, after):
                sentences.append(text[start : stop.end()])
                start = stop.end()
        self._text, self._searched = text[start:], searched - start
        return sentences

    def _join_short(self, sentences: list[str]) -> list[str]:
        long_enough = []
        for sentence in sentences:
            self._join(sentence)
            if _weight(self._short) >= self._min_len:
                long_enough.append(self._short)
                self._short = ""
        return long_enough

    def _join(self, sentence: str) -> None:
        words = sentence.strip()
        gap = " " if self._short and words and sentence[0].isspace() else ""
        self._short += gap + words


def _weight(sentence: str) -> int:
    return len(sentence) + len(_WIDE.findall(sentence))


def _is_certain(before: str, stop: str, after: str) -> bool:
    """Whether more text after the stop would not change what it is."""
    if stop == "." and _ACRONYM_OR_SUFFIX.search(before):
        return len(after) == _LOOK_AHEAD
    return bool(after)


def _is_end(before: str, stop: str, after: str) -> bool:
    if stop == _GAP or any(mark in _ONLY_STOPS for mark in stop):
        return True
    if after[0].islower() or after[0].isdigit() or after[0] in _GOES_ON:
        return False
    if stop == ".":
        return _is_end_of_word(before, after)
    return stop.strip(".") != ""


def _is_end_of_word(before: str, after: str) -> bool:
    """Whether a single dot is more than a part of the word it follows."""
    if _ACRONYM_OR_SUFFIX.search(before):
        return _STARTER.match(after) is not None
    return not (_TITLE.search(before) or _LONE_LETTER.search(before))
