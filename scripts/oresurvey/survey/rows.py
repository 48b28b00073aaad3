"""Fields on their way through the stages: rows that rules hand to scripts, and folders."""

from pathlib import Path

from oresurvey.survey.field import Field

DUPLICATE_OF = "duplicate_of"
"""Key of a row whose photograph is that of another field too; see `duplicates`."""


def as_rows(fields: list[Field], fingerprint) -> list[dict]:
    """Rows for the parameters of a rule: the sheet's cells and the digests of the files.

    Paths are not in them: the same photograph elsewhere is no reason to compute anything again.
    ``session`` and ``calibration_digest`` are there where the sheet names one: rows of sheets
    without these columns are what they were before there were any.

    Parameters
    ----------
    fields : list of Field
    fingerprint : callable
        Path (or None) to digest.

    Returns
    -------
    list of dict
        JSON types only.
    """
    return [
        {
            "deposit": field.deposit,
            "section": field.section,
            "field": field.field,
            "split": field.split,
            "um_per_px": field.um_per_px,
            "selection": field.selection,
            "sample_type": field.sample_type,
            "extra": field.extra,
            "image_digest": fingerprint(field.image),
            "mask_digest": fingerprint(field.mask),
            **({"session": field.session} if field.session else {}),
            **({"calibration_digest": fingerprint(field.calibration)} if field.calibration else {}),
        }
        for field in fields
    ]


def paths_of(fields: list[Field]) -> dict[str, list]:
    """Where photograph and mask (None: there is none) of every field are, by field name.

    A third path, where there is one: the calibration photograph.
    """
    return {
        field.field: [
            str(field.image),
            str(field.mask) if field.mask else None,
            *([str(field.calibration)] if field.calibration else []),
        ]
        for field in fields
    }


def as_field(row: dict, paths: dict[str, list]) -> Field:
    """The field of a row made by `as_rows`, its files found through `paths_of`."""
    other = ("image_digest", "mask_digest", "calibration_digest", DUPLICATE_OF)
    cells = {key: value for key, value in row.items() if key not in other}
    image, mask, *calibration = paths[row["field"]]
    return Field(
        **cells,
        image=Path(image),
        mask=Path(mask) if mask else None,
        calibration=Path(calibration[0]) if calibration else None,
    )


def camera_settings(row: dict) -> tuple[str, str, str] | None:
    """What the fields of one exposure and white balance have in common.

    Parameters
    ----------
    row : dict
        As returned by `as_rows`, or an entry of the probability maps.

    Returns
    -------
    (str, str, str) or None
        Deposit, session and digest of the calibration photograph; None without one, as then
        nothing says that two fields share their settings.
    """
    digest = row.get("calibration_digest")
    return (row["deposit"], row.get("session", ""), digest) if digest else None


def field_folder(results: str | Path, model: str, field: Field) -> Path:
    """``RESULTS/MODEL/fields/DEPOSIT/FIELD``."""
    return Path(results) / model / "fields" / field.folder
