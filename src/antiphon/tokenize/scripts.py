"""The scripts that put no space between words, as the insides of `[...]` in regular expressions."""

__all__ = [
    "COMBINING",
    "IDEOGRAPH",
    "KATAKANA",
    "THAI",
    "THAI_FOLLOWING",
    "THAI_LEADING",
    "UNSPACED",
    "WIDE_CLOSING",
    "WIDE_OPENING",
]

IDEOGRAPH = (
    r"\u3005-\u3007\u3041-\u3096\u309d-\u309f\u3105-\u312f\u3400-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff"
)
"""Chinese characters, the kana of the syllabary hiragana, and bopomofo: each is a unit."""
COMBINING = r"\u3099\u309a\u30fc\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""What changes the ideograph or kana before it: sound and length marks, variation selectors."""

KATAKANA = r"\u3099\u309a\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9f"

THAI = r"\u0e01-\u0e4e\u0e81-\u0ecd\u0edc-\u0edf"
"""Thai and Lao letters, vowels and tone marks."""
THAI_LEADING = r"\u0e40-\u0e44\u0ec0-\u0ec4"
"""The vowels that are written before their consonant."""
THAI_FOLLOWING = r"\u0e30-\u0e3a\u0e45-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ecd"
"""The vowels and marks that are written after, above or below it."""

WIDE_OPENING = "「『（《〈【〔［｛"
WIDE_CLOSING = "」』）》〉】〕］｝、。，！？；：｡､・"

UNSPACED = IDEOGRAPH + KATAKANA + THAI
