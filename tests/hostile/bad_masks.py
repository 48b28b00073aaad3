"""Kinds of bad masks, and of strange ones that are good."""

import numpy as np
from bad_photographs import cut, folder, pages, pipe, png
from kinds import ACCEPTED, QUARANTINED, REMARK, Kind
from PIL import Image
from scene import scene
from tifffile import imwrite

from oresurvey.survey.mineral_codes import VOID


def mask_of(change=lambda labels: labels, suffix=".png", **options):
    """A maker that saves the mask of the scene, changed before."""

    def make(path):
        path = path.with_name(path.name + suffix)
        Image.fromarray(np.ascontiguousarray(change(scene()[1]))).save(path, **options)
        return path

    return make


def samples_of(change):
    """A maker of a TIFF of any type of sample."""

    def make(path):
        path = path.with_name(path.name + ".tif")
        imwrite(path, change(scene()[1]))
        return path

    return make


def content(suffix, whole):
    def make(path):
        path = path.with_name(path.name + suffix)
        path.write_bytes(whole)
        return path

    return make


def with_palette(path):
    path = path.with_name(path.name + ".png")
    picture = Image.fromarray(scene()[1]).convert("P")
    picture.putpalette([value for code in range(256) for value in (code, 255 - code, 7)])
    picture.save(path)
    return path


def smoothed(codes):
    """The mask at half size and back, by linear interpolation; its codes renamed before."""

    def change(labels):
        named = np.zeros(256, np.uint8)
        present = np.unique(labels)
        named[present] = np.resize(np.array(codes, np.uint8), len(present))
        small = Image.fromarray(named[labels]).resize((200, 160), Image.Resampling.NEAREST)
        return np.asarray(small.resize((400, 320), Image.Resampling.BILINEAR))

    return change


def shifted(labels):
    """10 px down and 12 px to the left; what comes in is background."""
    moved = np.zeros_like(labels)
    moved[10:, :-12] = labels[:-10, 12:]
    return moved


def numbered(first, turn=0):
    """Classes in the order of their codes as numbers from `first` on, turned."""

    def change(labels):
        present = np.unique(labels)
        numbers = np.zeros(256, np.uint8)
        numbers[present] = np.roll(np.arange(len(present)) + first, turn)
        return numbers[labels]

    return change


def strokes(rest):
    """What a person painted in strokes; the rest as a program writes it."""

    def change(labels):
        painted = np.zeros(labels.shape, bool)
        painted[20::40, 10:-10] = painted[21::40, 10:-10] = painted[22::40, 10:-10] = True
        return np.where(painted, labels, np.uint8(rest))

    return change


def in_colours(labels):
    colours = np.random.default_rng(1).integers(0, 256, (256, 3), np.uint8)
    return colours[labels]


def with_unknown(labels):
    labels = labels.copy()
    labels[:5] = 77
    return labels


def blank(labels):
    return np.full_like(labels, VOID)


BOMB = png(60_000, 60_000)

MASKS = [
    Kind("three equal channels", mask_of(lambda m: np.repeat(m[..., None], 3, 2)), ACCEPTED, "",
         "later LumenStone masks are such"),
    Kind("codes with a palette", with_palette, ACCEPTED, "",
         "colours to look at; the codes are beneath"),
    Kind("16 bits of small codes", samples_of(lambda m: m.astype(np.uint16)), ACCEPTED, "",
         "the codes are the same"),
    Kind("all background", mask_of(np.zeros_like), ACCEPTED, "", "a barren field is a result"),
    Kind("shifted", mask_of(shifted), REMARK, "better when it is shifted by 12 px to the right "
         "and -10 px down", "boundaries and edges meet elsewhere; a person should judge"),
    Kind("turned by 180 degrees", mask_of(lambda m: m[::-1, ::-1]), REMARK,
         "better when it is turned by 180 degrees", "as above"),
    Kind("mirrored", mask_of(lambda m: m[:, ::-1]), REMARK,
         "better when it is mirrored left to right", "as above"),
    Kind("strokes, 255 beside", mask_of(strokes(VOID)), ACCEPTED, "",
         "what is not annotated counts nowhere"),
    Kind("strokes, 0 beside", mask_of(strokes(0)), REMARK,
         "of what the mask calls background (0) has the colours of its minerals",
         "napari and others write 0 for what was not painted; here that is background"),
    Kind("classes numbered from 1", mask_of(numbered(1)), REMARK,
         "its mask calls 1 what is as dark as gangue", "ilastik and others number classes so"),
    Kind("classes numbered from 0, gangue last", mask_of(numbered(0, -1)), REMARK,
         "and not background (0), which is brighter", "a list of names begins with any of them"),
    Kind("turned by 90 degrees", mask_of(lambda m: m.T), QUARANTINED,
         "turn the mask by 90 degrees", "it does not fit"),
    Kind("other size", mask_of(lambda m: m[::2, ::2]), QUARANTINED, "export the mask at full size",
         "it does not fit"),
    Kind("smoothed edges", mask_of(smoothed([0, 14])), QUARANTINED,
         "hold the code of a third; export the mask without smoothing",
         "rims of minerals that are not there"),
    Kind("smoothed edges, unknown codes", mask_of(smoothed([0, 200])), QUARANTINED,
         "does not name; export the mask without smoothing", "as above"),
    Kind("colours instead of codes", mask_of(in_colours), QUARANTINED,
         "holds colours and not mineral codes (#", "which colour is which code, nobody said"),
    Kind("JPEG", mask_of(suffix=".jpg"), QUARANTINED, "is a JPEG, which changes the codes",
         "codes are blurred"),
    Kind("unknown code", mask_of(with_unknown), QUARANTINED, "holds the codes 77",
         "no mineral has it"),
    Kind("all void", mask_of(blank), QUARANTINED, "names no pixel", "nothing is annotated"),
    Kind("floating point", samples_of(lambda m: m.astype(np.float32)), QUARANTINED,
         "values outside 0..255", "codes are whole numbers"),
    Kind("large values", samples_of(lambda m: m.astype(np.uint16) * 257), QUARANTINED,
         "values outside 0..255", "stretched by some program"),
    Kind("negative values", samples_of(lambda m: m.astype(np.int16) - 3), QUARANTINED,
         "values outside 0..255", "no codes"),
    Kind("truncated", cut(mask_of(), 0.5), QUARANTINED, "cannot be read", "half is missing"),
    Kind("several pages", pages, QUARANTINED, "has 3 pages", "which one is meant?"),
    Kind("decompression bomb", content(".png", BOMB), QUARANTINED,
         "is 60000 x 60000 px but the image is 400 x 320", "told by its header"),
    Kind("text", content(".png", b"code 0: resin"), QUARANTINED, "begins like no JPEG",
         "no image"),
    Kind("zero bytes", content(".png", b""), QUARANTINED, "is empty (0 bytes)",
         "a disk that was full"),
    Kind("missing", lambda path: path, QUARANTINED, "is missing", "moved or misspelt"),
    Kind("folder", folder, QUARANTINED, "is a folder, not a file", "a slip"),
    Kind("pipe", pipe, QUARANTINED, "is a pipe or a device", "would be waited for for ever"),
]  # fmt: skip
"""Masks of a good photograph."""
