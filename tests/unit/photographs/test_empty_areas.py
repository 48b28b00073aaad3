"""Empty areas: what shows no section is found to the pixel, and nothing else is."""

import numpy as np
import pytest
from empty_sections import outside_circle, painted, quarter, section, tiff, transparent, with_bar
from PIL import Image, ImageDraw
from scipy.ndimage import binary_erosion, gaussian_filter

from oresurvey.errors import FieldError
from oresurvey.photographs.empty_areas import MARGIN_PX, EmptyMeter, check_visible, find_visible
from oresurvey.photographs.flat_areas import AREA, BAND
from oresurvey.photographs.photograph import Photograph
from oresurvey.photographs.visible import Visible, VisiblePhotograph

pytestmark = pytest.mark.filterwarnings("ignore::rasterio.errors.NotGeoreferencedWarning")

SHAPE = (480, 640)
PIXELS = section(*SHAPE)
JPEG = {"quality": 85}
SLIVERS = 0.001


def found(path):
    with Photograph(path) as photograph:
        return find_visible(photograph)


def remark(path):
    with Photograph(path) as photograph:
        meter = EmptyMeter(photograph)
        meter.add(photograph.read(0, photograph.height, 0, photograph.width))
        return meter.find()[1]


@pytest.mark.parametrize(
    ("make", "kind"),
    [
        (lambda path, empty: transparent(path.with_suffix(".png"), PIXELS, empty), "transparent"),
        (lambda path, empty: tiff(path.with_suffix(".tif"), PIXELS, empty, True), "no data"),
        (lambda path, empty: tiff(path.with_suffix(".tif"), PIXELS, empty), "no data"),
    ],
)
def test_what_the_file_says_is_taken_to_the_pixel(tmp_path, make, kind):
    empty = outside_circle(SHAPE)
    visible = found(make(tmp_path / "a", empty))
    assert np.array_equal(visible.all_rows(), ~empty)
    assert visible.empty == {kind: int(empty.sum())}
    assert visible.empty_pct == pytest.approx(100 * empty.mean(), abs=0.001)
    assert f"{100 * empty.mean():.3g} % {kind}" in visible.said()


def test_specks_of_no_data_everywhere_leave_nothing_to_find_the_light_by(tmp_path):
    """As in a dark photograph whose value for no data is 0."""
    empty = np.arange(SHAPE[0] * SHAPE[1]).reshape(SHAPE) % 7 == 0
    path = tiff(tmp_path / "a.tif", PIXELS, empty)
    with pytest.raises(FieldError, match=r"shows no 8 x 8 px in one piece: 14\.3 % no data; save"):
        check_visible(found(path), path)
    empty[300:316, 200:216] = False
    check_visible(found(tiff(tmp_path / "b.tif", PIXELS, empty)), path)


@pytest.mark.parametrize("turn", range(1, 9))
def test_transparency_is_turned_as_the_picture_is(tmp_path, turn):
    path, exif = tmp_path / "a.png", Image.Exif()
    exif[0x0112] = turn
    opacity = np.where(quarter(SHAPE), 0, 255).astype(np.uint8)
    stored = np.dstack([PIXELS, opacity])
    # What lies beneath is black where it is transparent, so that it shows how it was turned.
    stored[opacity == 0, :3] = 0
    Image.fromarray(stored).save(path, exif=exif)
    with Photograph(path) as photograph:
        pixels = photograph.read(0, photograph.height, 0, photograph.width)
        shown = photograph.shown(0, photograph.height, 0, photograph.width)
    assert np.array_equal(shown, pixels.max(axis=2) > 0)


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 255, 255), (120, 60, 180)])
@pytest.mark.parametrize("options", [{"suffix": ".png"}, {"suffix": ".jpg", **JPEG}])
@pytest.mark.parametrize("area", [quarter, outside_circle])
def test_painted_area(tmp_path, colour, options, area):
    """All of it, and a margin of few pixels; a JPEG may keep slivers at the frame."""
    options, empty = dict(options), area(SHAPE)
    path = tmp_path / f"a{options.pop('suffix')}"
    visible = found(painted(path, PIXELS, empty, colour, **options))
    shown = visible.all_rows()
    assert (shown & empty).mean() < SLIVERS
    far = binary_erosion(~empty, iterations=MARGIN_PX + 3, border_value=1)
    assert shown[far].mean() > 0.999
    assert list(visible.empty) == [AREA]


@pytest.mark.parametrize("colour", ["black", "#707070"])
def test_corners_of_a_turned_picture(tmp_path, colour):
    turned = Image.fromarray(section(600, 800)).rotate(7, expand=True, fillcolor=colour)
    turned.save(tmp_path / "a.jpg", **JPEG)
    inside = Image.new("L", (800, 600), 255).rotate(7, expand=True, fillcolor=0)
    shown, inside = found(tmp_path / "a.jpg").all_rows(), np.array(inside) > 0
    assert (shown & ~inside).mean() < 5 * SLIVERS
    # Grey of the section that is like the grey beside it, within 16 px.
    assert shown[binary_erosion(inside, iterations=MARGIN_PX + 3)].mean() > 0.995


@pytest.mark.parametrize("level", [4, 14])
def test_a_round_field_with_the_noise_of_a_camera(tmp_path, level):
    empty = outside_circle(SHAPE)
    dark = np.random.default_rng(1).normal(level, 2, PIXELS.shape).clip(0, 255)
    pixels = np.where(empty[..., None], dark, PIXELS).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / "a.jpg", **JPEG)
    shown = found(tmp_path / "a.jpg").all_rows()
    assert (shown & empty).mean() < SLIVERS
    assert (shown | empty).mean() > 0.97


@pytest.mark.parametrize("options", [{"suffix": ".png"}, {"suffix": ".jpg", **JPEG}])
@pytest.mark.parametrize("inks", [("black", "white"), ("white", "black"), ("#203050", "yellow")])
@pytest.mark.parametrize("side", range(4))
def test_bar_with_words_is_empty_as_a_whole(tmp_path, options, inks, side):
    options = dict(options)
    path = tmp_path / f"a{options.pop('suffix')}"
    with_bar(tmp_path / "bar.png", PIXELS, 61, *inks)
    turned = np.rot90(np.array(Image.open(tmp_path / "bar.png")), side)
    Image.fromarray(np.ascontiguousarray(turned)).save(path, **options)
    shown = np.rot90(found(path).all_rows(), -side)
    assert not shown[-61:].any()
    assert shown[: -61 - MARGIN_PX - 2].all()
    assert list(found(path).empty) == [BAND]


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_black_beside_dark_gangue(tmp_path, suffix):
    """The corners of a round field end where they end, though resin beside them is as dark."""
    empty = outside_circle(SHAPE)
    resin = np.random.default_rng(5).normal(14, 2, PIXELS.shape).clip(0, 255)
    pixels = np.where(np.arange(640)[:, None] < 250, resin, PIXELS)
    shown = found(painted(tmp_path / f"a{suffix}", pixels, empty)).all_rows()
    assert (shown & empty).mean() < SLIVERS
    assert shown[binary_erosion(~empty, iterations=26, border_value=1)].all()


def test_bar_below_a_round_field(tmp_path):
    empty = outside_circle(SHAPE)
    round_field = np.where(empty[..., None], 0, PIXELS).astype(np.uint8)
    with_bar(tmp_path / "a.png", round_field, 60, "white", "black")
    shown = found(tmp_path / "a.png").all_rows()
    empty[-60:] = True
    assert (shown & empty).mean() < SLIVERS
    assert shown.sum() > 0.97 * (~empty).sum()


@pytest.mark.parametrize("options", [{"suffix": ".png"}, {"suffix": ".jpg", **JPEG}])
def test_words_beside_a_round_field_are_empty_too(tmp_path, options):
    options, empty = dict(options), outside_circle(SHAPE)
    picture = Image.fromarray(np.where(empty[..., None], 0, PIXELS).astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    draw.text((10, 430), "200 um", "white", font_size=26)
    draw.rectangle((10, 462, 90, 467), "white")
    path = tmp_path / f"a{options.pop('suffix')}"
    picture.save(path, **options)
    assert (found(path).all_rows() & empty).mean() < SLIVERS


def smooth(height=480, width=640, level=30):
    """Resin out of focus: hardly any noise, light that falls off."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    grey = level * (1 - 0.15 * (x**2 + y**2)) + np.random.default_rng(2).normal(
        0, 1, (height, width)
    )
    return np.repeat(grey[..., None], 3, axis=2)


def crystal(path, level, **options):
    """A straight-sided grain that fills a corner, burned out or black."""
    return painted(path, PIXELS, crystal_area(), (level,) * 3, **options)


def crystal_area():
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]]
    return (2 * y + x < 500) | (y + 3 * x < 420)


def test_ore_and_resin_are_not_empty(tmp_path):
    resin = np.where(np.arange(640)[None, :, None] < 300, smooth(), PIXELS)
    blurred = gaussian_filter(smooth(), (2, 2, 0))
    for name, pixels in {"plain": PIXELS, "resin": resin, "blurred": blurred}.items():
        for suffix, options in ((".png", {}), (".jpg", {"quality": 50})):
            path = tmp_path / f"{name}{suffix}"
            Image.fromarray(pixels.astype(np.uint8)).save(path, **options)
            assert found(path) is None, path.name
            assert remark(path) == ""


@pytest.mark.parametrize("level", [3, 15])
def test_a_dark_side_is_no_round_field(tmp_path, level):
    """Resin out of the light, whose edge is straight: as if of a circle without end."""
    dark = np.random.default_rng(6).normal(level, 2, PIXELS.shape).clip(0, 255)
    x = np.arange(640)[None, :, None] + 0.2 * np.arange(480)[:, None, None]
    Image.fromarray(np.where(x < 300, dark, PIXELS).astype(np.uint8)).save(tmp_path / "a.png")
    assert found(tmp_path / "a.png") is None


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
@pytest.mark.parametrize("level", [4, 9, 14, 20, 27])
def test_light_that_falls_off_is_no_round_field(tmp_path, level, suffix):
    """Resin is the darker the farther from the middle, and black in the corners."""
    y, x = np.mgrid[-1 : 1 : 480 * 1j, -1 : 1 : 640 * 1j]
    grey = level * (1 - 0.4 * (y**2 + x**2)) + np.random.default_rng(7).normal(0, 1, SHAPE) - 2
    pixels = np.repeat(grey[..., None], 3, axis=2).clip(0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(tmp_path / f"a{suffix}")
    assert found(tmp_path / f"a{suffix}") is None


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_a_burned_out_grain_at_the_frame_is_ore_and_remarked(tmp_path, suffix):
    path = crystal(tmp_path / f"a{suffix}", 255)
    assert found(path) is None
    assert "of one colour without any detail and counts as section" in remark(path)


def test_a_grain_in_a_dark_photograph_is_no_round_field(tmp_path):
    dark = np.random.default_rng(4).normal(5, 2, PIXELS.shape).clip(0, 255)
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]]
    for radius in (40, 120):
        grain = (y - 240) ** 2 + (x - 320) ** 2 < radius**2
        pixels = np.where(grain[..., None], PIXELS, dark).astype(np.uint8)
        Image.fromarray(pixels).save(tmp_path / "a.png")
        assert found(tmp_path / "a.png") is None


def test_black_pits_at_the_frame_are_section_and_remarked(tmp_path):
    y, x = np.mgrid[: SHAPE[0], : SHAPE[1]]
    ragged = y < 90 + 40 * np.sin(x / 25)
    path = painted(tmp_path / "a.png", PIXELS, ragged)
    assert found(path) is None
    assert "counts as section" in remark(path)


def test_few_colours_are_not_painted(tmp_path):
    """A large grain at the frame, saved with so few colours that it has one alone."""
    pixels = np.where(crystal_area()[..., None], (150, 140, 90), PIXELS)
    pixels = (pixels + np.random.default_rng(3).normal(0, 1, pixels.shape)).clip(0, 255)
    picture = Image.fromarray(pixels.astype(np.uint8)).quantize(32, dither=Image.Dither.NONE)
    picture.save(tmp_path / "a.png")
    assert found(tmp_path / "a.png") is None


def test_a_drawing_has_nothing_painted_into_it(tmp_path):
    """Without noise everything is of one colour: rectangles at the frame are no gaps."""
    codes = np.random.default_rng(8).choice([40, 110, 170], (6, 8)).repeat(80, 0).repeat(80, 1)
    Image.fromarray(codes.astype(np.uint8)).convert("RGB").save(tmp_path / "a.png")
    assert found(tmp_path / "a.png") is None and remark(tmp_path / "a.png") == ""
    halves = np.where(np.arange(640) < 300, 40, 170)[None].repeat(480, 0)
    Image.fromarray(halves.astype(np.uint8)).save(tmp_path / "b.png")
    assert found(tmp_path / "b.png") is None


def test_blank_photographs_are_not_called_empty(tmp_path):
    for level in (0, 255):
        painted(tmp_path / "a.png", PIXELS, np.ones(SHAPE, bool), (level,) * 3)
        assert found(tmp_path / "a.png") is None


def test_read_in_pieces(tmp_path):
    """Neither strips nor the ends of the photograph matter."""
    path = transparent(tmp_path / "a.png", section(1500, 333), outside_circle((1500, 333)))
    visible = found(path)
    whole = visible.all_rows()
    assert np.array_equal(whole, ~outside_circle((1500, 333)))
    for y0, y1 in ((0, 1), (255, 257), (1400, 1500), (700, 700)):
        assert np.array_equal(visible.rows(y0, y1), whole[y0:y1])
    assert Visible.from_json(visible.as_json()) == visible


def test_empty_pixels_are_filled_with_a_dark_colour(tmp_path):
    empty = quarter(SHAPE)
    path = transparent(tmp_path / "a.png", PIXELS, empty)
    visible = found(path)
    with Photograph(path) as photograph:
        part = VisiblePhotograph(photograph, visible)
        pixels = part.read(0, 480, 0, 640)
        assert np.array_equal(part.read(200, 300, 250, 400), pixels[200:300, 250:400])
    assert np.array_equal(pixels[~empty], PIXELS[~empty])
    assert (pixels[empty] == visible.fill).all()
    assert np.abs(np.array(visible.fill) - np.quantile(PIXELS[~empty], 0.1, axis=0)).max() < 12


def test_hardly_anything_visible(tmp_path):
    empty = np.ones(SHAPE, bool)
    empty[:100, :100] = False
    visible = found(transparent(tmp_path / "a.png", PIXELS, empty))
    with pytest.raises(FieldError, match=r"a\.png shows hardly anything: 96\.7 % transparent"):
        visible.check(tmp_path / "a.png")
