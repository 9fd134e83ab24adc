"""A made-up table of districts with the columns of the California data and sensible relations."""

from __future__ import annotations

import random

# As in the real data, a value above the limit is written as this one.
HIGHEST_VALUE = 500_001


def _clip(value: float, low: float, high: float, digits: int = 0) -> float:
    return max(low, min(high, round(value, digits)))


def _district(chance: random.Random) -> list[float]:
    """A richer district nearer to the coast is dearer, with luck in between."""
    inland, north, wealth = chance.random(), chance.random(), chance.gauss(0, 1)
    longitude = _clip(-124 + 8 * (1 - north) + 2.5 * inland, -124.3, -114.3, 2)
    latitude = _clip(33 + 8 * north + chance.gauss(0, 0.3), 32.5, 42, 2)
    age = int(_clip(29 + chance.gauss(0, 12), 1, 52))
    households = int(_clip(420 * 2.718 ** chance.gauss(0, 0.6), 20, 5000))
    population = int(households * _clip(2.9 + chance.gauss(0, 0.4), 1.5, 6, 2))
    rooms = int(households * _clip(5.3 + 0.7 * wealth + chance.gauss(0, 0.5), 2, 12, 2))
    bedrooms = int(households * _clip(1.07 + chance.gauss(0, 0.06), 0.8, 1.6, 2))
    income = _clip(3.6 * 2.718 ** (0.42 * wealth), 0.5, 15, 4)
    value = 55_000 + 46_000 * income - 70_000 * inland + 900 * age + chance.gauss(0, 35_000)
    value = int(_clip(value, 15_000, HIGHEST_VALUE, -2))
    return [longitude, latitude, age, rooms, bedrooms, population, households, income, value]


def rows(count: int = 600, seed: int = 6) -> list[list[float]]:
    """``count`` districts in the order of ``CALIFORNIA_COLUMNS``."""
    chance = random.Random(seed)
    return [_district(chance) for _ in range(count)]
