"""Probability maps: where to cut a patch so that a class is in it, eq. (1) and (2) of the paper.

For a mask M, patch size s and class c, P(x, y | c) is the number of class-c pixels in the patch
whose upper left corner is (x, y), for 0 <= x < W - s and 0 <= y < H - s, else 0 (eq. 1), normalised
to sum 1 over the image (eq. 2).

No map is kept. A patch is drawn from eq. (2) by drawing one of its class-c pixels, each with the
weight "valid patches that hold this pixel", and then one of those patches: every patch is reached
once for each of its class-c pixels. The weight is a product of a function of the row and one of the
column, so one cumulative count per row and class is all the index holds.
"""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.ndimage import distance_transform_edt

from oresurvey.errors import ConfigurationError, FieldError

METHODS = ("area", "distance", "uniform")
STRIDE_PX = 8
"""Side of the cells that share one weight in the distance-based map."""


def patches_holding(length: int, patch_px: int) -> np.ndarray:
    """How many valid patches hold each pixel, along one axis.

    Parameters
    ----------
    length : int
        W or H.
    patch_px : int
        s; corners are 0 .. length - s - 1.

    Returns
    -------
    (length,) int64
    """
    pixel = np.arange(length)
    return np.maximum(
        np.minimum(pixel, length - patch_px - 1) - np.maximum(pixel - patch_px + 1, 0) + 1, 0
    )


def _one_of(count: np.ndarray, rng: np.random.Generator) -> int:
    """Position in a cumulative count (integers) drawn with the counts as weights."""
    return int(np.searchsorted(count, rng.integers(count[-1]), side="right"))


def _corner(pixel: int, length: int, patch_px: int, rng: np.random.Generator) -> int:
    """One of the valid corners whose patch holds the pixel, along one axis, all equally likely."""
    low, high = max(pixel - patch_px + 1, 0), min(pixel, length - patch_px - 1)
    return int(rng.integers(low, high + 1))


@dataclass(frozen=True)
class AreaIndex:
    """Exact index of eq. (1), (2).

    Attributes
    ----------
    shape : (int, int)
        H, W of the mask.
    patch_px : int
    codes : tuple of int
    rows : (len(codes), H) int64
        Cumulative weight over the rows, one line per code.
    """

    shape: tuple[int, int]
    patch_px: int
    codes: tuple[int, ...]
    rows: np.ndarray

    def total(self, code: int) -> int:
        """Sum of eq. (1) over the image; 0 for a class that is not in it."""
        return int(self.rows[self.codes.index(code), -1]) if code in self.codes else 0

    def draw(self, code: int, mask: np.ndarray, rng: np.random.Generator) -> tuple[int, int]:
        """Corner (y, x) of one patch, drawn from eq. (2).

        Parameters
        ----------
        code : int
            A class with a total above zero.
        mask : (H, W) uint8
            The mask the index was made from; one row of it is read.
        rng : numpy.random.Generator
        """
        height, width = self.shape
        y = _one_of(self.rows[self.codes.index(code)], rng)
        columns = np.flatnonzero(mask[y] == code)
        weight = patches_holding(width, self.patch_px)[columns]
        x = int(columns[_one_of(np.cumsum(weight), rng)])
        return (_corner(y, height, self.patch_px, rng), _corner(x, width, self.patch_px, rng))

    def full_map(self, code: int, mask: np.ndarray) -> np.ndarray:
        """Eq. (1) for every corner, through a summed-area table.

        Returns
        -------
        (H, W) int64
            Zero outside 0 <= x < W - s, 0 <= y < H - s.
        """
        height, width = self.shape
        s = self.patch_px
        sums = np.zeros((height + 1, width + 1), np.int64)
        sums[1:, 1:] = (np.asarray(mask) == code).cumsum(0).cumsum(1)
        inside = sums[s:, s:] - sums[:-s, s:] - sums[s:, :-s] + sums[:-s, :-s]
        full = np.zeros((height, width), np.int64)
        full[: height - s, : width - s] = inside[: height - s, : width - s]
        return full


@dataclass(frozen=True)
class DistanceIndex:
    """Distance-based map of the predecessor (Kochkarev, Khvostikov, Korshunov et al. 2020).

    The weight of a patch is 1 / (1 + d), d in px from the patch's centre to the nearest pixel of
    the class. It is taken at the middle of each cell of 8 x 8 corners; a corner inside a cell is
    drawn uniformly.

    Attributes
    ----------
    shape, patch_px, codes :
        As in `AreaIndex`.
    rows : (len(codes), cell rows) float64
        Cumulative weight over the rows of cells.
    cells : (len(codes), cell rows, cell columns) float32
        Weight of each cell, corners in it included; memory-mapped.
    """

    shape: tuple[int, int]
    patch_px: int
    codes: tuple[int, ...]
    rows: np.ndarray
    cells: np.ndarray

    def total(self, code: int) -> float:
        """Sum of the weights over all corners; 0 for a class that is not in the image."""
        return float(self.rows[self.codes.index(code), -1]) if code in self.codes else 0.0

    def draw(self, code: int, mask: np.ndarray, rng: np.random.Generator) -> tuple[int, int]:
        """Corner (y, x) of one patch."""
        k = self.codes.index(code)
        corner = []
        cumulative = self.rows[k]
        for axis in (0, 1):
            cell = np.searchsorted(cumulative, rng.random() * cumulative[-1], side="right")
            cell = min(int(cell), len(cumulative) - 1)
            corners = self.shape[axis] - self.patch_px
            corner.append(int(rng.integers(cell * STRIDE_PX, min((cell + 1) * STRIDE_PX, corners))))
            if axis == 0:
                cumulative = np.cumsum(self.cells[k, cell], dtype=np.float64)
        return corner[0], corner[1]

    def full_map(self, code: int, mask: np.ndarray) -> np.ndarray:
        """Weight of every corner, cells shared out evenly; (H, W) float64."""
        height, width = (length - self.patch_px for length in self.shape)
        each = self.cells[self.codes.index(code)] / np.outer(_in_cells(height), _in_cells(width))
        full = np.zeros(self.shape)
        full[:height, :width] = np.kron(each, np.ones((STRIDE_PX, STRIDE_PX)))[:height, :width]
        return full


@dataclass(frozen=True)
class UniformIndex:
    """Plain uniform sampling: every valid corner alike, whatever the class."""

    shape: tuple[int, int]
    patch_px: int
    codes: tuple[int, ...]

    def total(self, code: int) -> int:
        """Number of valid corners."""
        return (self.shape[0] - self.patch_px) * (self.shape[1] - self.patch_px)

    def draw(self, code: int, mask: np.ndarray, rng: np.random.Generator) -> tuple[int, int]:
        """Corner (y, x) of one patch."""
        height, width = self.shape
        return (int(rng.integers(height - self.patch_px)), int(rng.integers(width - self.patch_px)))

    def full_map(self, code: int, mask: np.ndarray) -> np.ndarray:
        """1 at every valid corner; (H, W) int64."""
        full = np.zeros(self.shape, np.int64)
        full[: self.shape[0] - self.patch_px, : self.shape[1] - self.patch_px] = 1
        return full


PatchIndex = AreaIndex | DistanceIndex | UniformIndex


def _area_index(mask: np.ndarray, patch_px: int, codes: tuple[int, ...]) -> AreaIndex:
    height, width = mask.shape
    line_of = np.full(256, len(codes), np.int32)
    line_of[list(codes)] = np.arange(len(codes))
    lines = len(codes) + 1
    cell = line_of[mask] + (np.arange(height, dtype=np.int32) * lines)[:, None]
    # Sums of integers below 2^53 are exact in the float64 that bincount adds up in.
    weight = np.broadcast_to(patches_holding(width, patch_px).astype(np.float64), mask.shape)
    sums = np.bincount(cell.ravel(), weights=weight.ravel(), minlength=height * lines)
    per_row = sums.reshape(height, lines)[:, : len(codes)].astype(np.int64).T
    rows = np.cumsum(per_row * patches_holding(height, patch_px), axis=1)
    return AreaIndex((height, width), patch_px, codes, rows)


def _in_cells(corners: int) -> np.ndarray:
    """Corners in each cell along an axis; the last cell may hold fewer."""
    starts = np.arange(0, corners, STRIDE_PX)
    return np.minimum(starts + STRIDE_PX, corners) - starts


def _distance_index(mask: np.ndarray, patch_px: int, codes: tuple[int, ...]) -> DistanceIndex:
    counts = [_in_cells(length - patch_px) for length in mask.shape]
    centres = [np.arange(len(count)) * STRIDE_PX + count // 2 + patch_px // 2 for count in counts]
    present = tuple(code for code in codes if (mask == code).any())
    cells = np.zeros((len(present), len(counts[0]), len(counts[1])), np.float32)
    for k, code in enumerate(present):
        away = distance_transform_edt(mask != code)[np.ix_(*centres)]
        cells[k] = np.outer(*counts) / (1.0 + away)
    rows = np.cumsum(cells.sum(axis=2, dtype=np.float64), axis=1)
    return DistanceIndex(mask.shape, patch_px, present, rows, cells)


def build_index(
    mask: np.ndarray, patch_px: int, codes: tuple[int, ...], method: str = "area"
) -> PatchIndex:
    """Index of a mask for drawing patches.

    Parameters
    ----------
    mask : (H, W) uint8
        Mineral codes; 255 is void.
    patch_px : int
        s, in pixels of this mask.
    codes : tuple of int
        Classes that may be asked for.
    method : str
        One of `METHODS`.

    Raises
    ------
    FieldError
        If no patch fits: eq. (1) needs H > s and W > s.
    ConfigurationError
        For another method.
    """
    if method not in METHODS:
        raise ConfigurationError(
            f"train.sampling: {method!r} is not offered; use {', '.join(METHODS)}"
        )
    if min(mask.shape) <= patch_px:
        raise FieldError(
            f"mask of {mask.shape[1]} x {mask.shape[0]} px has no room for patches of "
            f"{patch_px} px; lower train.patch_px or use larger photographs"
        )
    if method == "uniform":
        return UniformIndex(mask.shape, patch_px, tuple(codes))
    build = _area_index if method == "area" else _distance_index
    return build(np.asarray(mask), patch_px, tuple(codes))


def save_index(index: PatchIndex, folder: Path) -> None:
    """Write an index into the folder of its field, atomically."""
    method = {AreaIndex: "area", DistanceIndex: "distance", UniformIndex: "uniform"}[type(index)]
    content = {
        "method": np.array(method),
        "shape": np.array(index.shape),
        "patch_px": np.array(index.patch_px),
        "codes": np.array(index.codes, np.int64),
    }
    if method != "uniform":
        content["rows"] = index.rows
    if method == "distance":
        fresh = folder / f".cells.{os.getpid()}.new.npy"
        np.save(fresh, index.cells)
        os.replace(fresh, folder / "cells.npy")
    fresh = folder / f".index.{os.getpid()}.new.npz"
    np.savez_compressed(fresh, **content)
    os.replace(fresh, folder / "index.npz")


def load_index(folder: str | Path) -> PatchIndex:
    """Read the index of a field, as written by `save_index`."""
    folder = Path(folder)
    with np.load(folder / "index.npz") as content:
        shape = tuple(int(length) for length in content["shape"])
        patch_px = int(content["patch_px"])
        codes = tuple(int(code) for code in content["codes"])
        method = str(content["method"])
        rows = content["rows"] if method != "uniform" else None
    if method == "uniform":
        return UniformIndex(shape, patch_px, codes)
    if method == "area":
        return AreaIndex(shape, patch_px, codes, rows)
    cells = np.load(folder / "cells.npy", mmap_mode="r")
    return DistanceIndex(shape, patch_px, codes, rows, cells)
