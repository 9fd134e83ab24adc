"""Looking into a network (chapter 4) on networks and numbers other than those of the notebook."""

from __future__ import annotations

import keras
import numpy as np
import pytest
from chapter_code import chapter_code
from keras import layers
from PIL import Image

NAME = "04-inside"


@pytest.fixture(scope="module")
def chapter():
    return chapter_code(NAME)


def small_rest(channels=5, classes=10):
    """Maps of 7 x 7 in, scores out, with batch normalisation; smooth, so that no kink is near."""
    keras.utils.set_random_seed(3)
    network = keras.Sequential([keras.Input((7, 7, channels))])
    network.add(layers.Conv2D(8, 3, padding="same"))
    network.add(layers.BatchNormalization())
    network.add(layers.Activation("tanh"))
    network.add(layers.GlobalAveragePooling2D())
    network.add(layers.Dense(classes))
    return network


@pytest.mark.parametrize("seed", range(3))
def test_gradient_of_the_maps_is_the_numerical_one(chapter, seed):
    rng = np.random.default_rng(seed)
    rest, maps = small_rest(), rng.normal(size=(4, 7, 7, 5)).astype("float32")
    classes = rng.integers(0, 10, 4)
    gradient = chapter.maps_gradient(rest, maps, classes)
    assert gradient.shape == maps.shape
    for image in range(4):
        flat = np.abs(gradient[image]).ravel().argsort()[-20:]
        entries = np.transpose(np.unravel_index(flat, (7, 7, 5)))
        theirs = chapter.finite_difference(rest, maps[image], classes[image], entries)
        ours = gradient[image][tuple(entries.T)]
        np.testing.assert_allclose(ours, theirs, atol=0.02 * np.abs(ours).max())


def test_gradient_leaves_the_network_as_it_was(chapter):
    rest, rng = small_rest(), np.random.default_rng(0)
    before = [weights.copy() for weights in rest.get_weights()]
    chapter.maps_gradient(rest, rng.normal(size=(3, 7, 7, 5)).astype("float32"), [1, 2, 3])
    for old, new in zip(before, rest.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_heat_map_of_a_head_with_average_pooling_is_the_class_map(chapter):
    """There the gradient is W / 49 everywhere, whatever the maps are."""
    rng = np.random.default_rng(0)
    head = keras.Sequential([keras.Input((7, 7, 6))])
    head.add(layers.GlobalAveragePooling2D())
    head.add(layers.Dense(10))
    maps, classes = rng.random((5, 7, 7, 6)).astype("float32"), np.array([0, 9, 3, 3, 7])
    W = keras.ops.convert_to_numpy(head.get_weights()[0])
    right = np.stack([m @ W[:, c] / 49 for m, c in zip(maps, classes, strict=True)])
    np.testing.assert_allclose(chapter.grad_cam(head, maps, classes), right, atol=1e-5)


def test_covered_copies_hide_the_places_of_the_map(chapter):
    image = np.random.default_rng(0).integers(130, 256, size=(32, 32, 3), dtype=np.uint8)
    copies = chapter.occluded(image, fill=7)
    assert copies.shape == (49, 32, 32, 3) and copies.dtype == np.uint8
    for row, column in [(0, 0), (3, 5), (6, 6)]:
        hidden = np.all(copies[7 * row + column] == 7, axis=-1)
        rows, columns = np.nonzero(hidden)
        assert {rows.min(), rows.max()} == {max(4 * row - 1, 0), 4 * row + 5}
        assert {columns.min(), columns.max()} == {max(4 * column - 1, 0), 4 * column + 5}
        assert hidden.sum() == len(set(rows)) * len(set(columns))
        np.testing.assert_array_equal(copies[7 * row + column][~hidden], image[~hidden])


def test_agreement_sees_order_only(chapter):
    rng = np.random.default_rng(0)
    maps = rng.normal(size=(6, 7, 7))
    np.testing.assert_allclose(chapter.agreement(maps, np.exp(3 * maps)), 1)
    np.testing.assert_allclose(chapter.agreement(maps, -maps), -1)
    assert abs(chapter.agreement(maps, rng.normal(size=maps.shape)).mean()) < 0.25


def test_calibration_error_by_hand(chapter):
    p = np.array([[0.9, 0.1], [0.9, 0.1], [0.35, 0.65], [0.35, 0.65], [1.0, 0.0]])
    y = np.array([0, 1, 1, 1, 0])
    right = (2 * abs(0.5 - 0.9) + 2 * abs(1 - 0.65) + 0) / 5
    assert chapter.calibration_error(p, y) == pytest.approx(right)
    count, confidence, accuracy = chapter.calibration(p, y)
    assert count.sum() == 5 and confidence[-1] == accuracy[-1] == 1


@pytest.mark.parametrize("truth", [0.5, 1.0, 2.0])
def test_the_temperature_that_made_the_labels_has_the_lowest_loss(chapter, truth):
    rng = np.random.default_rng(0)
    z = 3 * rng.normal(size=(20_000, 4))
    p = chapter.softmax(z / truth)
    y = (p.cumsum(axis=1) > rng.random((len(z), 1))).argmax(axis=1)
    grid = np.geomspace(0.25, 4, 81)
    losses = [chapter.mean_loss(z, y, t) for t in grid]
    assert grid[np.argmin(losses)] == pytest.approx(truth, rel=0.08)
    assert chapter.calibration_error(p, y) < 0.02


def test_picture_is_cropped_turned_and_has_three_channels(chapter, tmp_path):
    """Left third red, middle green, right blue: only the middle is in the square."""
    pixels = np.zeros((40, 120, 4), dtype=np.uint8)
    for third in range(3):
        pixels[:, 40 * third : 40 * third + 40, third] = 200
    pixels[..., 3] = 255
    Image.fromarray(pixels).save(tmp_path / "wide.png")
    picture = chapter.read_picture(tmp_path / "wide.png")
    assert picture.shape == (1, 32, 32, 3)
    np.testing.assert_array_equal(np.unique(picture[0, :, 2:30], axis=(0))[0, 0], [0, 200, 0])
    squashed = chapter.read_picture(tmp_path / "wide.png", crop=False)
    assert squashed[0, 16, 2, 0] == 200 and squashed[0, 16, 29, 2] == 200


def test_picture_that_lies_on_its_side_is_turned(chapter, tmp_path):
    pixels = np.zeros((64, 64, 3), dtype=np.uint8)
    pixels[:32] = 255
    turned, exif = Image.fromarray(pixels).rotate(90), Image.Exif()
    exif[0x0112] = 6
    turned.save(tmp_path / "phone.jpg", exif=exif, quality=95)
    picture = chapter.read_picture(tmp_path / "phone.jpg")[0].astype(int)
    assert picture[:12].mean() > 240 and picture[20:].mean() < 15


def test_photo_keeps_the_picture_in_its_middle(chapter, tmp_path):
    image = np.random.default_rng(0).integers(0, 256, size=(4, 4, 3), dtype=np.uint8)
    image = image.repeat(8, axis=0).repeat(8, axis=1)
    chapter.take_photo(image, tmp_path / "photo.png")
    again = chapter.read_picture(tmp_path / "photo.png")[0]
    assert np.abs(again.astype(int) - image).mean() < 6
