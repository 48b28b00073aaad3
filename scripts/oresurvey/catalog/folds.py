"""Folds of a cross-validation: frames taken one after the other stay on one side."""

FOLDS = 5


def block_folds(frames: list[dict], folds: int = FOLDS) -> dict[str, int]:
    """Cut a collection into folds of neighbouring frames.

    Frames taken within minutes of one another show the same corner of a section under the same
    exposure: drawn into folds at random they would be tested on what they were trained on. So
    frames are put in order, by time where there is one and by name elsewhere, and each of the two
    rows is cut into blocks. Frames that overlap go where the first of them went.

    Parameters
    ----------
    frames : list of dict
        field, group (overlap group, or a name of its own), exif_datetime ("" where unknown).
    folds : int

    Returns
    -------
    dict of str to int
        Fold, 0 to ``folds - 1``, by field.

    Examples
    --------
    >>> frames = [{"field": f, "group": f, "exif_datetime": ""} for f in "abcd"]
    >>> block_folds(frames, 2)
    {'a': 0, 'b': 0, 'c': 1, 'd': 1}
    """
    chosen: dict[str, int] = {}
    of_group: dict[str, int] = {}
    for dated in (True, False):
        row = [frame for frame in frames if bool(frame["exif_datetime"]) == dated]
        row.sort(key=lambda frame: (frame["exif_datetime"], frame["field"]))
        for place, frame in enumerate(row):
            fold = of_group.setdefault(frame["group"], place * folds // len(row))
            chosen[frame["field"]] = fold
    return chosen
