"""Viewers of fields in a browser: opened, and where their pixels are on the screen."""

import io
import time

import numpy as np
from PIL import Image

LONGEST_S = 30


def open_viewer(page, field, words=""):
    page.goto(field.address(words))
    page.wait_for_selector("body[data-ready=yes]")
    # The first view is animated; what is painted follows with the next frames.
    settle(page)


def wait_until(page, expression, arg=None):
    """Until JavaScript is true. Playwright's own way evaluates in the page, which pages forbid."""
    end = time.monotonic() + LONGEST_S
    while not page.evaluate(expression, arg):
        assert time.monotonic() < end, expression
        page.wait_for_timeout(20)


def settle(page):
    """Until the map no longer moves and its tiles are there."""
    page.evaluate(
        """async () => {
          const {viewport, world} = OpenSeadragon.getViewer("picture");
          let before = "";
          for (let still = 0; still < 5;) {
            await new Promise(requestAnimationFrame);
            const now = viewport.getBounds(true).toString();
            still = now === before && world.getItemAt(0).getFullyLoaded() ? still + 1 : 0;
            before = now;
          }
        }"""
    )


def on_screen(page, x, y):
    """Where the middle of a shown pixel is, in the window."""
    return page.evaluate(
        """([x, y]) => {
          const {viewport, element} = OpenSeadragon.getViewer("picture");
          const box = element.getBoundingClientRect();
          const at = viewport.imageToViewerElementCoordinates(new OpenSeadragon.Point(x, y));
          return [box.left + at.x, box.top + at.y];
        }""",
        [x + 0.5, y + 0.5],
    )


def screen(page):
    """The window as it is; (H, W, 3) uint8."""
    return np.array(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))


def colour_at(page, x, y, picture=None):
    left, top = on_screen(page, x, y)
    picture = screen(page) if picture is None else picture
    return tuple(int(band) for band in picture[int(top), int(left)])


def is_near(colour, expected, tolerance=2):
    return np.abs(np.subtract(colour, expected)).max() <= tolerance


def hover(page, x, y):
    page.mouse.move(*on_screen(page, x, y))


def inner_pixel(field, row):
    """A pixel of a grain that is far from its outline on the screen too."""
    own = np.zeros(field.codes.shape, bool)
    box = field.grains.iloc[row]
    own[box.top_px : box.bottom_px, box.left_px : box.right_px] = True
    own &= field.codes == box.code
    y, x = np.nonzero(own)
    middle = np.argmin((y - box.y_px) ** 2 + (x - box.x_px) ** 2)
    return int(x[middle]), int(y[middle])


def largest(field, code):
    """Row of the largest grain of a mineral."""
    return int(field.grains["area_px"].where(field.grains["code"] == code).idxmax())
