"""The scripts that put no space between words, as the insides of `[...]` in regular expressions."""

__all__ = [
    "COMBINING",
    "IDEOGRAPH",
    "KATAKANA",
    "KHMER",
    "KHMER_SYLLABLE",
    "MYANMAR",
    "MYANMAR_SYLLABLE",
    "SMALL_KANA",
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
SMALL_KANA = "ぁぃぅぇぉゃゅょゎァィゥェォャュョヮ"
"""Kana that change the sound of the one before them."""

THAI = r"\u0e01-\u0e4e\u0e81-\u0ecd\u0edc-\u0edf"
"""Thai and Lao letters, vowels and tone marks."""
THAI_LEADING = r"\u0e40-\u0e44\u0ec0-\u0ec4"
"""The vowels that are written before their consonant."""
THAI_FOLLOWING = r"\u0e30-\u0e3a\u0e45-\u0e4e\u0eb0-\u0ebc\u0ec8-\u0ecd"
"""The vowels and marks that are written after, above or below it."""

KHMER = r"\u1780-\u17d3\u17d7\u17dd"
MYANMAR = r"\u1000-\u103f\u1050-\u109f\ua9e0-\ua9ef\ua9fa-\ua9fe\uaa60-\uaa7f"
"""Letters, vowels and marks, as with Khmer: stops and digits are not among them."""
KHMER_SYLLABLE = r"(?<!\u17d2)[\u1780-\u17b3]"
MYANMAR_SYLLABLE = r"(?<!(?<!\u103a)\u1039)[\u1000-\u102a](?!\u103a)"
"""A letter that begins a syllable: not one written below another, nor a final one; a pattern of
its own, as with Khmer."""

WIDE_OPENING = "「『（《〈【〔［｛"
WIDE_CLOSING = "」』）》〉】〕］｝、。，！？；：｡､・"

UNSPACED = IDEOGRAPH + KATAKANA + THAI + KHMER + MYANMAR
