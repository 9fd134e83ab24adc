"""LSTM, its algorithm of 1997 and its relatives of chapter 5 on inputs other than its own."""

from __future__ import annotations

import numpy as np
import pytest
from chapter_code import chapter_code
from scipy.optimize import approx_fprime

NAME = "05-lstm"


def random_case(seed, n=2, T=5, d=2, m=3):
    rng = np.random.default_rng(seed)
    weights = [rng.normal(size=s) for s in [(d, 4 * m), (m, 4 * m), 4 * m]]
    return rng.normal(size=(n, T, d)), weights, rng.normal(size=(n, T, m))


@pytest.mark.parametrize("seed", range(3))
def test_backward_pass_is_the_numerical_gradient(seed):
    chapter = chapter_code(NAME)
    x, weights, g = random_case(seed)
    H, C, gates = chapter.lstm_forward(x, *weights)
    ours = chapter.lstm_backward(g, x, *weights[:2], H, C, gates)
    for place, found in enumerate(ours):

        def total(flat, place=place):
            inputs = [x, *weights]
            inputs[place] = flat.reshape(inputs[place].shape)
            return np.sum(g * chapter.lstm_forward(*inputs)[0][:, 1:])

        numerical = approx_fprime([x, *weights][place].ravel(), total, 1e-7)
        np.testing.assert_allclose(found.ravel(), numerical, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("shape", [(1, 1, 1, 1), (4, 7, 5, 2)])
def test_outputs_and_gradients_are_those_of_keras(shape):
    from keras import layers

    chapter = chapter_code(NAME)
    x, weights, g = random_case(5, *shape)
    H, C, gates = chapter.lstm_forward(x, *weights)
    ours = [H[:, 1:], *chapter.lstm_backward(g, x, *weights[:2], H, C, gates)]
    layer = layers.LSTM(shape[-1], return_sequences=True)
    for a, b in zip(ours, chapter.keras_gradients(layer, x, weights, g), strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5)


def test_cut_gradient_of_a_keras_cell_is_that_of_the_algorithm_of_1997():
    from keras import layers

    chapter = chapter_code(NAME)
    x, weights, g = random_case(6)
    H, C, gates = chapter.lstm_forward(x, *weights)
    cut = chapter.lstm_backward(g, x, *weights[:2], H, C, gates, cut=True)
    layer = layers.RNN(chapter.Cell1997(3), return_sequences=True)
    theirs = chapter.keras_gradients(layer, x, weights, g)[1:]
    for a, b in zip(cut, theirs, strict=True):
        np.testing.assert_allclose(a, b, atol=1e-5)
    full = chapter.lstm_backward(g, x, *weights[:2], H, C, gates)
    assert np.abs(full[1] - cut[1]).max() > 1e-2


@pytest.mark.parametrize("one", [0, 1])
def test_partials_gathered_forwards_are_the_cut_gradient(one):
    chapter = chapter_code(NAME)
    rng = np.random.default_rng(one)
    x, y = chapter.encode([chapter.reber(rng) for _ in range(4)])
    W, V = rng.normal(size=(2, 12, 16)), rng.normal(size=(2, 5, 7))
    changes = chapter.gradient_1997(x, y, W, V, one)[0]
    for net in range(2):
        cut = chapter.bptt_1997(x, y, W[net], V[net], one, cut=True)
        np.testing.assert_allclose(changes[net], cut, atol=1e-10)


def test_output_weights_follow_the_squared_error():
    chapter = chapter_code(NAME)
    rng = np.random.default_rng(2)
    x, y = chapter.encode([chapter.embedded(rng) for _ in range(3)])
    W, V = rng.normal(size=(1, 10, 8)), rng.normal(size=(1, 3, 7))
    live = y.any(axis=-1, keepdims=True)

    def loss(flat):
        head = flat.reshape(3, 7)
        H = chapter.lstm_forward(x, *chapter.as_lstm(W[0], 1))[0][:, 1:]
        out = chapter.sigmoid(H @ head[:2] + head[2])
        return 0.5 * np.sum(live * (y - out) ** 2)

    dV = chapter.gradient_1997(x, y, W, V, 1)[1][0]
    np.testing.assert_allclose(-dV.ravel(), approx_fprime(V.ravel(), loss, 1e-7), atol=1e-5)


def test_grammars_and_targets():
    chapter = chapter_code(NAME)
    rng = np.random.default_rng(0)
    words = [chapter.embedded(rng) for _ in range(200)]
    for word, legal in words:
        assert word[1] == word[-2] in "TP"
        assert all(symbol in options for symbol, options in zip(word, legal, strict=True))
        inner = word[2:-2]
        assert inner[0] == "B" and inner[-1] == "E" and "E" not in inner[:-1]
    x, y = chapter.encode(words)
    assert x.sum() == sum(len(word) - 1 for word, _ in words)
    assert (y.sum(axis=-1) <= 2).all() and not y[x.any(axis=-1)].all()


def test_legal_steps_and_whole_strings():
    import keras

    chapter = chapter_code(NAME)
    words = [
        ("BTXSE", ["B", "TP", "SX", "XS", "E"]),
        ("BTSXSE", ["B", "TP", "SX", "SX", "XS", "E"]),
    ]
    _, y = chapter.encode(words)
    scores = y.copy()
    scores[1, 2] = np.eye(7)[0]
    steps = keras.ops.convert_to_numpy(chapter.step_legal(y, scores))
    np.testing.assert_array_equal(steps, [[1, 1, 1, 1, 1], [1, 1, 0, 1, 1]])
    whole = keras.ops.convert_to_numpy(chapter.all_legal(y, scores))
    np.testing.assert_array_equal(whole, [1, 0])


def test_loss_ignores_what_comes_after_the_end():
    import keras

    chapter = chapter_code(NAME)
    _, y = chapter.encode([chapter.reber(np.random.default_rng(seed)) for seed in range(6)])
    scores = np.random.default_rng(0).normal(size=y.shape)
    y, scores = y.astype("float32"), scores.astype("float32")
    loss = keras.ops.convert_to_numpy(chapter.live_loss(y, scores))
    assert (loss > 0).sum() == y.any(axis=-1).sum() and (loss[~y.any(axis=-1)] == 0).all()


def test_peepholes_change_the_gates_as_their_equations_say():
    import keras

    chapter = chapter_code(NAME)
    x, (W_x, W_h, b), _ = random_case(3)
    p_i, p_f, p_o = np.random.default_rng(3).normal(size=(3, 3))
    layer = keras.layers.RNN(chapter.PeepholeCell(3))
    layer.build(x.shape)
    layer.set_weights([W_x, W_h, b, p_i, p_f, p_o])
    H = C = np.zeros((len(x), 3))
    for t in range(x.shape[1]):
        z_i, z_f, z_c, z_o = np.split(x[:, t] @ W_x + H @ W_h + b, 4, axis=1)
        i, f = chapter.sigmoid(z_i + C * p_i), chapter.sigmoid(z_f + C * p_f)
        C = f * C + i * np.tanh(z_c)
        H = chapter.sigmoid(z_o + C * p_o) * np.tanh(C)
    theirs = keras.ops.convert_to_numpy(layer(x.astype("float32")))
    np.testing.assert_allclose(theirs, H, atol=1e-5)


def test_own_gru_cell_is_the_layer_of_keras():
    from keras import layers

    chapter = chapter_code(NAME)
    own = layers.RNN(chapter.OwnGRUCell(7))
    assert chapter.largest_difference(layers.GRU(7, bias_initializer="normal"), own) < 1e-6


def test_open_gates_are_those_that_keep():
    import keras

    chapter = chapter_code(NAME)
    lstm = keras.layers.LSTM(3, **chapter.OPEN)
    gru = keras.layers.GRU(3, bias_initializer=chapter.open_gru)
    for layer in (lstm, gru):
        layer.build((None, None, 2))
        *kernels, b = layer.get_weights()
        assert np.unique(b).tolist() == [0, 4]
        layer.set_weights([0 * kernels[0], 0 * kernels[1], 10 * b])
        state = [np.full((1, 3), 0.5, "float32")] * (1 + (layer is lstm))
        after = keras.ops.convert_to_numpy(layer.cell(np.ones((1, 2), "float32"), state)[1][-1])
        np.testing.assert_allclose(after, 0.5, atol=1e-6)


def test_hand_made_cell_writes_keeps_and_erases():
    chapter = chapter_code(NAME)
    assert chapter.STORY[1] == "نوشتن"
    x = np.zeros((1, 3, 1))
    W_x, W_h = np.zeros((1, 4)), np.zeros((1, 4))
    b = np.array([0.0, 100, 0, 0])
    H, C, gates = chapter.lstm_forward(x, W_x, W_h, b)
    assert gates.shape == (1, 3, 4) and not H.any() and not C.any()


def test_neighbours_look_one_step_to_each_side():
    chapter = chapter_code(NAME)
    x, y = chapter.neighbours(np.bitwise_and, np.random.default_rng(0), T=6)
    assert x.shape == y.shape == (chapter.toy_sequences, 6, 1)
    np.testing.assert_array_equal(y[:, 1:-1], x[:, :-2] * x[:, 2:])
    assert not y[:, [0, -1]].any()
