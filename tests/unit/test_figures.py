"""The heat maps of the report: one pixel for a place and hour, in colours that everybody can tell apart."""

from __future__ import annotations

import base64
import io

import matplotlib
import numpy as np
import pytest
from PIL import Image

from corcyra.report.figures import CLASSES, COLOURS, _image


def rgb(colour: str) -> list[int]:
    return list(bytes.fromhex(colour.removeprefix("#")))


def test_every_share_has_the_colour_of_its_class() -> None:
    values = np.array([[0.0, 1e-6, 0.05, 0.051], [1.0, 0.76, 0.75, 0.3], [0.0, 0.0, 0.2, 0.0]])
    classes = [[0, 1, 1, 2], [6, 6, 5, 4], [0, 0, 3, 0]]
    head, data = _image(values).split(",")
    assert head == "data:image/png;base64"
    with Image.open(io.BytesIO(base64.b64decode(data, validate=True))) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    np.testing.assert_array_equal(pixels, [[rgb(COLOURS[number]) for number in row] for row in classes])


@pytest.mark.parametrize("number", range(len(CLASSES)))
def test_colours_are_cividis_mixed_with_white(number: int) -> None:
    step = np.linspace(0.06, 1.0, len(CLASSES))[number]
    pure = np.array(matplotlib.colormaps["cividis_r"](float(step))[:3])
    white = max(0.0, 0.62 - 0.31 * number)
    assert rgb(COLOURS[1 + number]) == np.rint(255 * (pure + white * (1 - pure))).astype(int).tolist()
