"""Areas of one colour at the frame of a photograph, found among blocks of 8 x 8 px.

The corners of a round field, what a stitched picture lacks, the information bar of a microscope's
program: all are painted, so all blocks have exactly one colour but for what a JPEG does to edges.
Resin has noise. What a camera burns out, or leaves black, has none, and a picture of few colours
hardly any: so the area has to be of a shape, too, that nothing in ore has.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import binary_dilation, binary_erosion, label

from oresurvey.photographs.area_shapes import is_round, is_shaped

BLOCK_PX = 8
NEAR = 3
"""Levels that a JPEG may move a colour by."""
DARK = 24
"""Outside of a round field a block may have noise if all its channels are darker."""
LEAST_SHARE = 0.01
"""Of the photograph; smaller areas stay what they are."""
EXACT_SHARE = 0.9
"""Of the blocks inside an area that have the very same colour: of a painted one, nearly all."""
EXACT_SHARE_OF_BAND = 0.7
"""A JPEG frays the colour around letters."""
INSIDE_BLOCKS = 2
FRAYED_BLOCKS, FRAYED_LEVELS = 2, 24
"""So near a painted area, and so like it, a block belongs to it: a JPEG frays its edge."""
HOLE_SHARE = 0.02
"""Letters and lines in a painted area are smaller, a part of the section is larger."""
MOST_SHARE = 0.98
"""Where one colour fills more of what is shown, it is blank, and not empty at its frame."""
DOUBTFUL_SHARE = 0.05
"""Of the photograph: so much of one colour at the frame, but of any shape, is remarked."""
DRAWN_SHARE = 0.5
"""Of the other blocks; where more are of one colour, the picture has no noise and is no photograph,
or one of few colours."""
COLOURS = 4
BAND_BEGINS, BAND_GOES_ON, BAND_ENDS = 0.6, 0.3, 0.05
"""Share of the colour in the outermost row of blocks of a band, in its other rows (there are
letters), and beyond its end."""
DEEPEST_BAND = 0.4
THINNEST_BAND_BLOCKS = 2

BAND, AREA = "in a band of one colour at the frame", "of one colour at the frame"


@dataclass(frozen=True)
class FlatArea:
    """An area that shows nothing.

    Attributes
    ----------
    kind : str
        `BAND` or `AREA`.
    colour : (3,) int64
    blocks : (rows, columns) bool
        Of the whole photograph.
    slivers : (rows, columns) bool
        Blocks at the frame into which the area runs out, thinner than a block.
    """

    kind: str
    colour: np.ndarray
    blocks: np.ndarray
    slivers: np.ndarray


def _extremes(strip: np.ndarray, extreme: np.ufunc) -> np.ndarray:
    """Lowest or highest levels of the blocks of a strip; (rows, columns, 3) uint8."""
    for axis in (0, 1):
        # Line by line of all blocks: many times as fast as block by block.
        lines = np.moveaxis(strip, axis, 0)
        found = lines[::BLOCK_PX].copy()
        for k in range(1, BLOCK_PX):
            line = lines[k::BLOCK_PX]
            extreme(found[: len(line)], line, out=found[: len(line)])
        strip = np.moveaxis(found, 0, axis)
    return strip


class BlockLevels:
    """Lowest and highest levels of the blocks of a photograph, whose strips come from the top.

    Parameters
    ----------
    height, width : int
        Of the photograph, in pixels.
    """

    def __init__(self, height: int, width: int):
        size = (-(-height // BLOCK_PX), -(-width // BLOCK_PX), 3)
        self.low, self.high = np.empty(size, np.uint8), np.empty(size, np.uint8)
        self._next = 0

    def add(self, strip: np.ndarray, shown: np.ndarray | None = None) -> None:
        """Add a strip, (h, W, 3) uint8, whose h is a multiple of 8 but for the last.

        Blocks are never flat where `shown`, (h, W) bool, is not all True.
        """
        low, high = _extremes(strip, np.minimum), _extremes(strip, np.maximum)
        if shown is not None:
            three = np.repeat(shown.view(np.uint8)[..., None], 3, axis=2)
            partly = _extremes(three, np.minimum) == 0
            low[partly], high[partly] = 0, 255
        rows = slice(self._next, self._next + len(low))
        self.low[rows], self.high[rows] = low, high
        self._next = rows.stop


class _Blocks:
    """Blocks of a photograph, or of a part or a turned view of it."""

    def __init__(self, low: np.ndarray, high: np.ndarray):
        self.low, self.high = low, high
        self.level = (low.astype(np.int16) + high) // 2
        self.one_colour = (low == high).all(axis=2)
        self.dark = high.max(axis=2, initial=0) <= DARK
        # Blocks with pixels that are not shown span all levels, see `BlockLevels.add`.
        self.shown = int(((low > 0) | (high < 255)).any(axis=2).sum())
        self.flat = self.dark | ((high - low).max(axis=2, initial=0) <= 2 * NEAR)

    def of_colour(self, colour: np.ndarray) -> np.ndarray:
        """Flat blocks of a colour; (rows, columns) bool."""
        return (np.abs(self.level - colour) <= NEAR).all(axis=2) & self.flat

    def like(self, colour: np.ndarray, levels: int) -> np.ndarray:
        """Blocks all of whose pixels are about of a colour; (rows, columns) bool."""
        within = (self.low >= colour - levels) & (self.high <= colour + levels)
        return np.asarray(within.all(axis=2))

    def exact_share(self, blocks: np.ndarray, colour: np.ndarray) -> float:
        """Of some blocks, those that have exactly this colour."""
        exact = self.one_colour & (self.level == colour).all(axis=2)
        return float(exact[blocks].mean()) if blocks.any() else 0.0


def _commonest(levels: np.ndarray) -> np.ndarray:
    """Commonest of some colours (N, 3); (3,) int64."""
    packed = levels.astype(np.int64) @ np.array([65536, 256, 1])
    values, counts = np.unique(packed, return_counts=True)
    found = int(values[counts.argmax()])
    return np.array([found >> 16, found >> 8 & 255, found & 255])


def _band(low: np.ndarray, high: np.ndarray) -> tuple[int, np.ndarray | None]:
    """Rows of blocks of a band at the top, and its colour; 0 and None without one."""
    # No more rows than a band may have, and what is beyond: most photographs have none.
    most = int(DEEPEST_BAND * len(low))
    if most < THINNEST_BAND_BLOCKS or not _Blocks(low[:1], high[:1]).flat.mean() >= BAND_BEGINS:
        return 0, None
    blocks = _Blocks(low[: most + 2], high[: most + 2])
    colour = _commonest(blocks.level[0][blocks.flat[0]])
    member = blocks.of_colour(colour)
    share = member.mean(axis=1)
    ends = np.flatnonzero(share < BAND_GOES_ON)
    depth = int(ends[0]) if len(ends) else len(share)
    thinnest = max(THINNEST_BAND_BLOCKS, LEAST_SHARE * len(low))
    # The last row may lie half in the band, half in the photograph.
    sharp = depth <= most and share[depth + 1 : depth + 2].max(initial=0) <= BAND_ENDS
    if share[0] < BAND_BEGINS or depth < thinnest or not sharp:
        return 0, None
    member[depth:] = False
    if blocks.exact_share(member, colour) < EXACT_SHARE_OF_BAND:
        return 0, None
    return depth, colour


def _bands(low: np.ndarray, high: np.ndarray) -> tuple[list[FlatArea], tuple[slice, slice]]:
    """Bands at the four sides, and the rows and columns of blocks between them."""
    areas = []
    inside = [0, low.shape[0], 0, low.shape[1]]
    for side in range(4):
        kept = np.s_[inside[0] : inside[1], inside[2] : inside[3]]
        turn = (lambda a: a, lambda a: a[::-1], _across, lambda a: _across(a)[::-1])[side]
        depth, colour = _band(turn(low[kept]), turn(high[kept]))
        if not depth or colour is None:
            continue
        blocks = np.zeros(low.shape[:2], bool)
        turn(blocks[kept])[:depth] = True
        areas.append(FlatArea(BAND, colour, blocks, np.zeros_like(blocks)))
        # The next row of blocks lies half in the band.
        inside[side] += -depth - 1 if side % 2 else depth + 1
    return areas, np.s_[inside[0] : inside[1], inside[2] : inside[3]]


def _across(array: np.ndarray) -> np.ndarray:
    return array.swapaxes(0, 1)


def _at_frame(shape: tuple[int, int]) -> np.ndarray:
    frame = np.ones(shape, bool)
    frame[1:-1, 1:-1] = False
    return frame


def _connected_to(blocks: np.ndarray, start: np.ndarray) -> np.ndarray:
    """Those blocks that are connected, side by side, with some that are in `start` as well."""
    labels, count = label(blocks)
    kept = np.zeros(count + 1, bool)
    kept[np.unique(labels[start & blocks])] = True
    kept[0] = False
    return kept[labels]


def _without_holes(region: np.ndarray) -> np.ndarray:
    """A region with the small holes in it, as letters and lines are, filled."""
    labels, count = label(~region)
    sizes = np.bincount(labels.ravel(), minlength=count + 1)
    hole = sizes < HOLE_SHARE * region.size
    hole[0] = False
    hole[np.unique(labels[_at_frame(region.shape)])] = False
    return region | hole[labels]


def _is_painted(blocks: _Blocks, region: np.ndarray, colour: np.ndarray) -> bool:
    """Whether a region is of exactly one colour, but for its edge."""
    inside = binary_erosion(region, iterations=INSIDE_BLOCKS, border_value=1)
    return blocks.exact_share(inside if inside.any() else region, colour) >= EXACT_SHARE


def _at_the_frame(blocks: _Blocks, member: np.ndarray, frame: np.ndarray) -> np.ndarray | None:
    """Those of some blocks that are connected with the frame; None of too few or nearly all."""
    region = _connected_to(member, frame)
    if region.mean() < LEAST_SHARE or region.sum() > MOST_SHARE * blocks.shown:
        return None
    return region


def _area_of(blocks: _Blocks, frame: np.ndarray, colour: np.ndarray):
    """Region of a colour at the frame, and whether it shows nothing; None without one."""
    flat = _at_the_frame(blocks, blocks.of_colour(colour), frame)
    if flat is not None and _is_painted(blocks, flat, colour):
        whole = _without_holes(flat)
        # A JPEG frays the colour beside the section, and around letters.
        around = binary_dilation(flat, iterations=FRAYED_BLOCKS)
        frayed = _without_holes(flat | around & blocks.like(colour, FRAYED_LEVELS))
        for region in (whole, frayed):
            if is_shaped(region, colour, blocks.level):
                return region, True
        return whole, False
    if colour.max() > DARK:
        return None
    dark = _at_the_frame(blocks, blocks.dark, frame)
    if dark is None or not is_round(_without_holes(dark), blocks.level):
        return None
    return _without_holes(dark), True


def _areas(low: np.ndarray, high: np.ndarray):
    """Regions at the frame, with their colour, and whether they show nothing."""
    frame = _at_frame(low.shape[:2])
    # Of the frame alone at first: the others are looked at where something is flat there.
    at_frame = _Blocks(low[frame][:, None], high[frame][:, None])
    if at_frame.flat.mean() < LEAST_SHARE:
        return
    blocks = _Blocks(low, high)
    left = frame & blocks.flat
    for _ in range(COLOURS):
        if not left.any():
            return
        colour = _commonest(blocks.level[left])
        left &= ~blocks.of_colour(colour)
        found = _area_of(blocks, frame, colour)
        if found:
            left &= ~(found[0] | blocks.dark if colour.max() <= DARK else found[0])
            yield found[0], colour, found[1]


def _is_drawn(levels: BlockLevels, areas: list[FlatArea]) -> bool:
    """Whether the rest of the picture is of single colours too, so that none is painted into it."""
    low, high = levels.low, levels.high
    # Blocks with pixels that are not shown span all levels.
    rest = ((low > 0) | (high < 255)).any(axis=2)
    shown = rest.sum()
    for area in areas:
        rest &= ~area.blocks
    if rest.sum() <= (1 - MOST_SHARE) * shown:
        return True
    return bool((low == high).all(axis=2)[rest].mean() > DRAWN_SHARE)


def flat_areas(levels: BlockLevels) -> tuple[list[FlatArea], list[FlatArea]]:
    """Areas of one colour at the frame of a photograph.

    Parameters
    ----------
    levels : BlockLevels
        Of the whole photograph.

    Returns
    -------
    empty, doubtful : list of FlatArea
        Those that show nothing; and those that may be what the camera could not tell, which count
        as section.
    """
    empty, inside = _bands(levels.low, levels.high)
    doubtful, low, high = [], levels.low[inside], levels.high[inside]
    for region, colour, nothing in _areas(low, high):
        blocks, slivers = np.zeros((2, *levels.low.shape[:2]), bool)
        blocks[inside] = region
        holding = (low <= colour + NEAR).all(axis=2) & (high >= colour - NEAR).all(axis=2)
        slivers[inside] = _connected_to(_at_frame(region.shape) & (holding | region), region)
        area = FlatArea(AREA, colour, blocks, slivers)
        if nothing:
            empty.append(area)
        elif region.mean() >= DOUBTFUL_SHARE:
            doubtful.append(area)
    if (empty or doubtful) and _is_drawn(levels, empty + doubtful):
        return [], []
    return empty, doubtful
