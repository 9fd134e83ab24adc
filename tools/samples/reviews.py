"""English film reviews as word indices, from phrases written for the book.

The codes are those of Keras' IMDB data: 0 padding, 1 start, 2 unknown word, and a word of rank r
(1 for the most frequent) is r + 3.
"""

from __future__ import annotations

import random
from collections import Counter

import numpy as np

START, UNKNOWN, FIRST_WORD = 1, 2, 3
# A word used only once in the training part is unknown, as a rare word is in the real data.
_LEAST_USES = 2

_SUBJECTS = (
    """
the film|the movie|the story|the plot|the acting|the ending|the music|the script|the dialogue
the whole cast|the main character|the camera work|the first half|the second half|the director
every scene|the villain|the love story|the picture|the opening
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

_GOOD = (
    """
is wonderful|is a joy to watch|is funny and warm|was better than i expected|works very well
is simply beautiful|kept me smiling|is moving and honest|is one of the best i have seen
feels fresh and clever|is full of life|stays with you for days|deserves more praise
is brilliant from start to finish|made me laugh and cry|is superb|is excellent
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

_BAD = (
    """
is terrible|is a waste of time|is dull and slow|was worse than i feared|does not work at all
is simply awful|put me to sleep|is flat and fake|is one of the worst i have seen
feels old and lazy|has no life in it|makes no sense|deserves no praise
is boring from start to finish|made me look at my watch|is poor|is a mess
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

_NEUTRAL = (
    """
i saw it with my brother last night|we watched it at home|it runs for about two hours
it was made in {year}|the dvd has no extras|it is based on a book
it takes place in a small town|there is a long scene on a train|it is about a family by the sea
i had read about it before|a friend told me to see it|it was shown on tv late at night
""".replace("\n", "|")
    .strip("|")
    .split("|")
)

_PRAISE = ["i loved it", "see it if you can", "highly recommended", "ten out of ten", "a real gem"]
_BLAME = ["i hated it", "avoid it if you can", "not recommended", "one out of ten", "a real shame"]


def _review(chance: random.Random, positive: bool) -> list[str]:
    """Words of one review: neutral sentences, judgements, sometimes one of the other side."""
    mine, other = (_GOOD, _BAD) if positive else (_BAD, _GOOD)
    sentences = [f"{chance.choice(_SUBJECTS)} {chance.choice(mine)}" for _ in range(2)]
    for _ in range(chance.randrange(6)):
        sentences.append(f"{chance.choice(_SUBJECTS)} {chance.choice(mine)}")
    year = chance.randrange(1930, 2010)
    neutral = chance.sample(_NEUTRAL, chance.randrange(1, 5))
    sentences += [sentence.format(year=year) for sentence in neutral]
    if chance.random() < 0.4:
        sentences.append(f"{chance.choice(_SUBJECTS)} {chance.choice(other)}")
    chance.shuffle(sentences)
    if chance.random() < 0.3:
        sentences.append(chance.choice(_PRAISE if positive else _BLAME))
    return " ".join(sentences).split()


def arrays(
    n_train: int = 600, n_test: int = 200, seed: int = 11
) -> tuple[dict[str, np.ndarray], dict[str, int]]:
    """Flat arrays of the sample (words, lengths and labels of both parts) and its word index."""
    chance = random.Random(seed)
    labels = [place % 2 for place in range(n_train + n_test)]
    reviews = [_review(chance, bool(label)) for label in labels]
    counts = Counter(word for review in reviews[:n_train] for word in review)
    by_frequency = sorted(counts, key=lambda word: (-counts[word], word))
    ranks = {
        word: place + 1 for place, word in enumerate(by_frequency) if counts[word] >= _LEAST_USES
    }
    coded = [
        [START, *(ranks[word] + FIRST_WORD if word in ranks else UNKNOWN for word in review)]
        for review in reviews
    ]
    made = {}
    for part, rows in (("train", slice(None, n_train)), ("test", slice(n_train, None))):
        made[f"words_{part}"] = np.array([code for row in coded[rows] for code in row], "uint16")
        made[f"lengths_{part}"] = np.array([len(row) for row in coded[rows]], "uint16")
        made[f"y_{part}"] = np.array(labels[rows], "uint8")
    return made, ranks
