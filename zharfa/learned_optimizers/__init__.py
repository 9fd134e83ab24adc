"""Optimizers that are learned, after the Hilbert LSTM of Etesam et al. (2024)."""

from zharfa.learned_optimizers.baselines import BASELINES, run_baseline
from zharfa.learned_optimizers.keras_optimizer import HilbertLSTM
from zharfa.learned_optimizers.layers import HilbertLSTMCell, LinearCoefficients
from zharfa.learned_optimizers.network import CoordinateLSTM, HilbertOptimizer
from zharfa.learned_optimizers.pretrained import load_pretrained
from zharfa.learned_optimizers.problems import quadratic_problems
from zharfa.learned_optimizers.rollout import meta_train, run_learned

__all__ = [
    "BASELINES",
    "CoordinateLSTM",
    "HilbertLSTM",
    "HilbertLSTMCell",
    "HilbertOptimizer",
    "LinearCoefficients",
    "load_pretrained",
    "meta_train",
    "quadratic_problems",
    "run_baseline",
    "run_learned",
]
