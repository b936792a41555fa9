import itertools

from training.alignment import Translations, links

# Words 1 to 6 translate to 11 to 16; sentences are all ordered triples, turned around.
PAIRS = [
    (list(words), [word + 10 for word in reversed(words)])
    for words in itertools.permutations(range(1, 7), 3)
]


def test_learns_a_dictionary_and_links_every_word():
    there = Translations(PAIRS, size=20)
    back = Translations([(target, source) for source, target in PAIRS], size=20)
    assert there.best([1, 2, 3], [13, 11]).tolist() == [2, 0]
    assert links(there, back, [4, 5, 6], [16, 15, 14]) == [(0, 2), (1, 1), (2, 0)]


def test_unknown_words_have_no_link():
    there = Translations(PAIRS, size=20)
    assert there.best([1, 2], [17, 12]).tolist() == [-1, 1]
