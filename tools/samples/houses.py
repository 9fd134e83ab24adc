"""A made-up table of houses with the columns of the real one and relations that make sense."""

from __future__ import annotations

import random
import statistics

COLUMNS = (
    "LotArea",
    "OverallQual",
    "OverallCond",
    "TotalBsmtSF",
    "FullBath",
    "HalfBath",
    "BedroomAbvGr",
    "TotRmsAbvGrd",
    "Fireplaces",
    "GarageArea",
    "AboveMedianPrice",
)


def _clip(value: float, low: int, high: int) -> int:
    return max(low, min(high, round(value)))


def _house(chance: random.Random) -> tuple[list[int], float]:
    """Ten features and a price: a better and larger house costs more, with luck in between."""
    quality, size = chance.gauss(0, 1), chance.gauss(0, 1)
    lot = _clip(9500 * 2.718 ** (0.35 * size + chance.gauss(0, 0.35)), 1300, 60000)
    overall = _clip(6.1 + 1.3 * quality, 1, 10)
    condition = _clip(5.6 - 0.2 * quality + chance.gauss(0, 1), 1, 9)
    basement = _clip(1050 + 180 * quality + 220 * size + chance.gauss(0, 250), 0, 3200)
    baths = _clip(1.55 + 0.3 * quality + 0.25 * size + chance.gauss(0, 0.3), 1, 3)
    half_baths = _clip(0.38 + 0.2 * quality + chance.gauss(0, 0.4), 0, 2)
    bedrooms = _clip(2.9 + 0.5 * size + chance.gauss(0, 0.6), 1, 6)
    rooms = bedrooms + _clip(3.6 + 0.5 * quality + 0.5 * size + chance.gauss(0, 0.7), 2, 8)
    fireplaces = _clip(0.6 + 0.35 * quality + chance.gauss(0, 0.5), 0, 3)
    garage = _clip(475 + 110 * quality + 60 * size + chance.gauss(0, 130), 0, 1300)
    features = [lot, overall, condition, basement, baths, half_baths, bedrooms, rooms]
    price = quality + 0.7 * size + 0.1 * (condition - 5) + chance.gauss(0, 0.45)
    return [*features, fireplaces, garage], price


def rows(count: int = 600, seed: int = 5) -> list[list[int]]:
    """``count`` houses in the order of :data:`COLUMNS`; half of them above the median price."""
    chance = random.Random(seed)
    houses = [_house(chance) for _ in range(count)]
    median = statistics.median(price for _, price in houses)
    return [[*features, int(price > median)] for features, price in houses]
