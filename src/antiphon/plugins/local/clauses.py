"""Cuts text into clauses to be spoken one after the other, whole or while it streams in."""

import re
from itertools import pairwise

__all__ = ["ClauseCutter", "split_clauses"]

FIRST_WORDS = 4
MORE_WORDS = 10
"""A clause that ends with a comma or the like has at least so many words: the first is short, so
that speech begins at once, the others longer, since a long breath sounds better."""
MAX_LENGTH = 160
"""Characters after which a clause ends with the next word, whatever comes."""

PIECE = re.compile(rf"\s*\S{{1,{MAX_LENGTH}}}\s*")
"""A word with the white space after it; of a longer word a part."""
CLOSERS = r"[\"'”’»)\]*_]*$"
SENTENCE_END = re.compile(rf"[.!?…]{CLOSERS}")
CLAUSE_END = re.compile(rf"[,;:–—]{CLOSERS}")
ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st mt ft gen gov sen rep capt lt col sgt rev hon no nos vs fig vol ch pp "
    "approx dept univ inc ltd corp co bros e.g i.e cf al jan feb mar apr jun jul aug sep sept oct "
    "nov dec".split()
)
INITIALS = re.compile(r"[(\"'“‘]*(?:[A-Z]|(?:[A-Za-z]\.)+[A-Za-z])\.")
MERIDIEM = frozenset({"a.m.", "p.m."})
NUMBERING = re.compile(r"\d+[.)]")


def split_clauses(text: str) -> list[str]:
    """The clauses of `text`; joined, they are `text`. Empty for an empty one."""
    cutter = ClauseCutter()
    return [*cutter.push(text), *cutter.flush()]


class ClauseCutter:
    """Cuts a stream of text; where the pieces of the stream begin and end makes no difference.

    A clause ends with a sentence or a line, at a comma or the like if it is long enough, and in
    any case soon after 160 characters; never within a number or after an abbreviation.
    """

    def __init__(self) -> None:
        self._clause = ""
        self._open = ""
        self._first = True

    def push(self, text: str) -> list[str]:
        """Add `text`, and return the clauses that are certain."""
        self._open += text
        pieces = PIECE.findall(self._open)
        if not pieces:
            return []
        self._open = pieces[-1]
        cut = (self._add(piece, follower) for piece, follower in pairwise(pieces))
        return [clause for clause in cut if clause]

    def flush(self) -> list[str]:
        """The rest as one last clause, if there is any; then begin anew."""
        rest = self._clause + self._open
        self._clause, self._open, self._first = "", "", True
        return [rest] if rest else []

    def _add(self, piece: str, follower: str) -> str:
        """Add a piece to the clause, and return the clause if that ends it."""
        self._clause += piece
        if not self._ends(piece, follower):
            return ""
        clause, self._clause, self._first = self._clause, "", False
        return clause

    def _ends(self, piece: str, follower: str) -> bool:
        word = piece.strip()
        spaced = piece[-1].isspace()
        if len(self._clause) >= MAX_LENGTH or "\n" in piece.lstrip():
            return True
        if not spaced or self._is_numbering(word):
            return False
        if SENTENCE_END.search(word):
            return ends_sentence(word, follower)
        needed = FIRST_WORDS if self._first else MORE_WORDS
        return bool(CLAUSE_END.search(word)) and len(self._clause.split()) >= needed

    def _is_numbering(self, word: str) -> bool:
        return self._clause.strip() == word and bool(NUMBERING.fullmatch(word))


def ends_sentence(word: str, follower: str) -> bool:
    """Whether a sentence ends with `word`, which ends like one, before `follower`."""
    if follower[0].islower():
        return False
    if word.lower() in MERIDIEM:
        return True
    bare = word.rstrip(".").lstrip("(\"'“‘").lower()
    return not INITIALS.fullmatch(word) and not (word.endswith(".") and bare in ABBREVIATIONS)
