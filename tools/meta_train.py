"""Train learned optimizers anew, as those of ``data/weights/hlstm-*`` were.

    python -m tools.meta_train paper lstm     trains each with all seeds and replaces its weights

An interrupted training goes on where it stopped; unfinished ones are in ``runs/``.
"""

from __future__ import annotations

import argparse

from zharfa.learned_optimizers.pretrained import RECIPES, SEEDS, publish, train


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="+", choices=RECIPES)
    for name in parser.parse_args().names:
        publish(name, [train(name, seed) for seed in SEEDS])


if __name__ == "__main__":
    main()
