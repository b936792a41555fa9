"""Which language a text is in, as far as its letters tell."""

from attention import characters

_KANA = characters.pattern(characters.KANA)
_HAN = characters.pattern(characters.HAN)
_LATIN = characters.pattern(characters.LATIN, "+")
_SCRIPTS = {
    language: characters.pattern(ranges, "+") for language, ranges in characters.SCRIPTS.items()
}


def language_of(text: str) -> str:
    """Tell the language of `text` by its letters.

    "ja" where there is kana, "han" where Chinese characters stand alone, as in 東京, which both
    Japanese and Chinese write, "zh" where one of them is no Japanese character. "en" is any
    language in Latin letters. "ko", "ar", "el", "he", "hi", "ru", "th" are scripts (Hindi's is
    also Nepali's), "other" is any other one, "any" none. In a mixed text most words win, Japanese
    and Chinese being counted by characters.
    """
    kana, han, latin = (len(letter.findall(text)) for letter in (_KANA, _HAN, _LATIN))
    counts = {language: len(words.findall(text)) for language, words in _SCRIPTS.items()}
    script = max(counts, key=counts.__getitem__)
    if counts[script] > max(latin, kana + han):
        return script
    if kana + han > latin:
        if kana:
            return "ja"
        return "zh" if characters.simplified().intersection(text) else "han"
    return "en" if latin else "any"
