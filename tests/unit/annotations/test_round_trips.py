"""Masks written for every program, and read back, are the same to the pixel."""

from pathlib import Path

import numpy as np
import pytest
from drawn_labels import NESTED, masks
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from oresurvey.annotations.legends import legend_of_minerals, read_legend
from oresurvey.annotations.names import MineralNames
from oresurvey.annotations.reading import How, read_masks
from oresurvey.annotations.writing import ENDINGS, Picture, checked, write_pictures
from oresurvey.survey.mineral_codes import BACKGROUND, UNIDENTIFIED, VOID
from oresurvey.survey.minerals import read_minerals

MINERALS = read_minerals(Path(__file__).parents[3] / "config" / "minerals.tsv")


def there_and_back(folder, mask, format, connectivity=8, background=True, rest=VOID):
    photograph = folder / "photo.png"
    Image.new("RGB", mask.shape[::-1]).save(photograph)
    picture = checked(Picture("photo", mask, photograph), MINERALS, mask.shape)
    [path] = write_pictures(
        [picture],
        MINERALS,
        format,
        lambda stem: folder / f"{stem}{ENDINGS[format]}.{format}{ENDINGS[format]}",
        connectivity,
        background,
    )
    names = path.with_suffix(".names.csv") if format == "numbers" else None
    legend = legend_of_minerals(MINERALS)
    if format == "colours":
        legend = read_legend(path.with_suffix(".legend.csv"))
    how = How(MineralNames(MINERALS, names), legend, rest=rest, photographs=photograph)
    [back] = read_masks(path, how)
    return back


@pytest.mark.parametrize("format", ENDINGS)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40
)
@given(mask=masks(), connectivity=st.sampled_from([4, 8]))
def test_random_masks(tmp_path, format, mask, connectivity):
    back = there_and_back(tmp_path, mask, format, connectivity)
    np.testing.assert_array_equal(back.codes, mask)
    assert back.remarks == []


@pytest.mark.parametrize("format", ENDINGS)
def test_islands_in_holes(tmp_path, format):
    np.testing.assert_array_equal(there_and_back(tmp_path, NESTED, format).codes, NESTED)


# White is void in a painting, whatever the rest is.
@pytest.mark.parametrize("format", sorted(ENDINGS.keys() - {"indexed", "colours"}))
def test_without_background_the_rest_is_what_the_person_says(tmp_path, format):
    back = there_and_back(tmp_path, NESTED, format, background=False, rest=BACKGROUND)
    expected = np.where(NESTED == VOID, BACKGROUND, NESTED)
    np.testing.assert_array_equal(back.codes, expected)


def test_unidentified_pixels_of_a_map_are_not_annotated(tmp_path):
    classes = np.where(NESTED == 8, UNIDENTIFIED, NESTED).astype(np.uint8)
    back = there_and_back(tmp_path, classes, "geojson")
    np.testing.assert_array_equal(back.codes, np.where(NESTED == 8, VOID, NESTED))
