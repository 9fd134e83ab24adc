"""Trained optimizers that the book ships, and the recipes by which anyone can train them again."""

from __future__ import annotations

import datetime
import hashlib
import io
import json
import os
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import partial
from importlib.metadata import version
from pathlib import Path
from typing import Any

import keras
import numpy as np

from zharfa import trained
from zharfa.learned_optimizers.network import CoordinateLSTM, HilbertOptimizer
from zharfa.learned_optimizers.problems import noisy_problems, quadratic_problems
from zharfa.learned_optimizers.rollout import LARGEST_SUM, meta_train, run_learned

SEEDS = (0, 1, 2)
SELECTION = 5000  # problems, seen in no training and no test, that decide which seed is given out
PROBLEMS = {"quadratic": quadratic_problems, "noisy": noisy_problems}
NETWORKS = {"HilbertOptimizer": HilbertOptimizer, "CoordinateLSTM": CoordinateLSTM}


@dataclass(frozen=True)
class Recipe:
    """How an optimizer is trained on quadratics; as written, the way of the paper.

    Attributes:
        options: of the network.
        network: one of `NETWORKS`.
        problems: one of `PROBLEMS`.
        dim: dimension of the problems.
        epochs: after each, the optimizer is tried on the validation problems.
        problems_per_epoch: a multiple of `batch_size`; each is good for five updates.
        batch_size: problems run side by side.
        objective: see `meta_train`.
        learning_rate: of Adam.
        decay: let the learning rate fall to zero along half a cosine.
        validation: number of validation problems.
    """

    options: Mapping[str, Any] = field(default_factory=dict)
    network: str = "HilbertOptimizer"
    problems: str = "quadratic"
    dim: int = 5
    epochs: int = 50
    problems_per_epoch: int = 20
    batch_size: int = 1
    objective: str = "sum"
    learning_rate: float = 0.003
    decay: bool = False
    validation: int = 100

    def new_optimizer(self, seed: int) -> keras.Layer:
        """The optimizer before its training."""
        keras.utils.set_random_seed(seed)
        optimizer = NETWORKS[self.network](**self.options)
        optimizer.build()
        return optimizer


_many = partial(Recipe, batch_size=32, problems_per_epoch=3200, decay=True, validation=1000)
_units = partial(_many, objective="relative", epochs=10)
_accelerated = partial(_many, objective="log", epochs=10, learning_rate=0.001)
RECIPES: dict[str, Recipe] = {
    # Table 1 of the paper; "paper" is its second architecture.
    "paper": Recipe({"structures": [2, 1]}),
    "paper-1": Recipe({"structures": [2, 2]}),
    "paper-3": Recipe({"structures": [2, 2]}, epochs=1000, problems_per_epoch=1),
    "paper-4": Recipe({"structures": [2, 1]}, epochs=1000, problems_per_epoch=1),
    "paper-5": Recipe({"structures": [2, 1], "hidden": 5}),
    "paper-d10": Recipe({"structures": [2, 1]}, dim=10),
    "paper-1-d10": Recipe({"structures": [2, 2]}, dim=10),
    "literal": Recipe({"mode": "literal"}),
    "lstm": Recipe({"units": 20}, "CoordinateLSTM", epochs=100),
    "lstm-d10": Recipe({"units": 20}, "CoordinateLSTM", dim=10, epochs=100),
    # The design of the paper, trained longer and on many problems at once.
    "strict": _many(epochs=20),
    # Without units; and what remains of it without recurrence.
    "scaled": _units({"scaled": True}),
    "scaled-skip": _units({"scaled": True, "structures": []}),
    # Coefficients from a small network; the memory read twice one way, or there and back.
    "network": _units({"scaled": True, "units": 32}),
    "one-way": _units({"scaled": True, "hidden": 2, "reading": "one-way"}),
    "two-way": _units({"scaled": True, "hidden": 2, "reading": "two-way"}),
    "best": _accelerated({"scaled": True, "accelerated": True}),
    # For gradients of minibatches.
    "noisy": _units({"scaled": True, "noisy": True}, problems="noisy", dim=20, learning_rate=0.001),
    "best-skip": _accelerated({"scaled": True, "accelerated": True, "structures": []}),
}


def train(name: str, seed: int, folder: Path = trained.OWN) -> Path:
    """Train by the recipe `name`; what was interrupted goes on, what is finished is not repeated.

    Args:
        name: one of `RECIPES`.
        seed: of the first weights and of the problems.
        folder: where the result and unfinished trainings are kept.

    Returns:
        A file ``.npz`` with the weights, the sum on the validation problems after each epoch and
        the seconds of all epochs.
    """
    recipe = RECIPES[name]
    result = folder / f"hlstm-{name}-{seed}.npz"
    if result.is_file():
        return result
    rate = recipe.learning_rate
    if recipe.decay:
        updates = recipe.epochs * recipe.problems_per_epoch // recipe.batch_size * 5
        rate = keras.optimizers.schedules.CosineDecay(rate, updates)

    problems = PROBLEMS[recipe.problems]

    def draw(rng: np.random.Generator, count: int) -> Any:
        return problems(count, recipe.dim, seed=int(rng.integers(2**31)))

    optimizer = recipe.new_optimizer(seed)
    history = meta_train(
        optimizer,
        draw,
        epochs=recipe.epochs,
        problems_per_epoch=recipe.problems_per_epoch,
        batch_size=recipe.batch_size,
        learning_rate=rate,
        objective=recipe.objective,
        validation=problems(recipe.validation, recipe.dim, seed=2**31 + seed),
        seed=seed,
        checkpoint_dir=folder / f"{result.stem}.unfinished",
    )
    arrays = {str(place): weight for place, weight in enumerate(optimizer.get_weights())}
    for kept in ("val_sum", "skipped", "seconds"):
        arrays[kept] = np.array(history[kept])
    unfinished = folder / f"unfinished-{result.name}"
    np.savez_compressed(unfinished, **arrays)
    os.replace(unfinished, result)
    return result


def publish(name: str, results: list[Path], folder: Path = trained.SHIPPED) -> None:
    """Put the `results` of `train`, one per seed of `SEEDS`, into the two files the book ships."""
    recipe = RECIPES[name]
    runs = [dict(np.load(result)) for result in results]
    history = np.stack([run.pop("val_sum") for run in runs], axis=1)  # (epochs, seeds)
    skipped = [int(run.pop("skipped")[-1]) for run in runs]
    seconds = [float(run.pop("seconds").sum()) for run in runs]
    weights = folder / f"hlstm-{name}.npz"
    np.savez_compressed(weights, **{key: np.stack([run[key] for run in runs]) for key in runs[0]})
    problems = PROBLEMS[recipe.problems](SELECTION, recipe.dim, seed=2**32)
    optimizer, sums = recipe.new_optimizer(0), []
    for run in runs:
        optimizer.set_weights([run[str(k)] for k in range(len(run))])
        total = run_learned(optimizer, problems, 100)[:, :100].sum(axis=1).mean()
        sums.append(min(round(float(total), 3), LARGEST_SUM))
    settings = {
        **asdict(recipe),
        "seeds": list(SEEDS[: len(runs)]),
        "selection_sums": sums,
        "skipped": skipped,
        "seconds": [round(each, 1) for each in seconds],
        "parameters": sum(run.size for run in runs[0].values()),
        "versions": {
            "python": platform.python_version(),
            "keras": keras.__version__,
            keras.backend.backend(): version(keras.backend.backend()),
            "numpy": np.__version__,
        },
        "sha256": hashlib.sha256(weights.read_bytes()).hexdigest(),
    }
    record = trained.Trained(
        name=f"hlstm-{name}",
        settings=settings,
        history={"val_sum": np.round(history, 2).tolist()},
        seconds=sum(seconds),
        device=trained.device(),
        backend=keras.backend.backend(),
        date=datetime.date.today().isoformat(),
        weights=None,
        album={},
    )
    trained.write_record(record, folder / f"hlstm-{name}.json")


def load_pretrained(
    name: str = "best", seed: int | None = None, folder: Path = trained.SHIPPED
) -> keras.Layer:
    """An optimizer that was trained by the recipe `name`.

    Args:
        name: one of `RECIPES`.
        seed: which of the trainings; unless given, the one that was best on `SELECTION` problems
            seen in no training and no test.
        folder: where the weights are.

    Raises:
        ValueError: for an unknown name or seed, or if the file of weights is damaged.
    """
    if name not in RECIPES:
        raise ValueError(f"یکی از این نام‌ها را بنویسید: {'، '.join(RECIPES)}. «{name}» نداریم.")
    record = json.loads((folder / f"hlstm-{name}.json").read_text(encoding="utf-8"))
    settings = record["settings"]
    file = folder / f"hlstm-{name}.npz"
    content = file.read_bytes()
    if hashlib.sha256(content).hexdigest() != settings["sha256"]:
        raise ValueError(f"پروندهٔ «{file}» را دوباره از مخزن بگیرید؛ نسخهٔ شما آسیب دیده است.")
    if seed is None:
        seed = settings["seeds"][int(np.argmin(settings["selection_sums"]))]
    if seed not in settings["seeds"]:
        raise ValueError(f"برای seed یکی از {settings['seeds']} را بنویسید، نه {seed}.")
    optimizer = RECIPES[name].new_optimizer(seed)
    with np.load(io.BytesIO(content)) as arrays:
        row = settings["seeds"].index(seed)
        optimizer.set_weights([arrays[str(k)][row] for k in range(len(arrays.files))])
    return optimizer
