"""Fields that tables of deposits are made of: there must be some."""

from oresurvey.errors import SheetError
from oresurvey.files.manifests import read_manifests


def as_the_model_has_them(entries: list[dict]) -> list[dict]:
    """Entries with the pixels of the model's own maps, where a person corrected some.

    Labels say how a model errs, so they correct what it says, and not what a person made of it.
    """
    return [
        entry | {"class_pixels": entry["model_pixels"]} if "model_pixels" in entry else entry
        for entry in entries
    ]


def table_entries(manifests: list[str]) -> list[dict]:
    """Entries of the manifests of a stage.

    Raises
    ------
    SheetError
        If there is none, because all fields are quarantined.
    """
    entries = read_manifests(manifests)
    if not entries:
        raise SheetError(
            f"no field is left to make tables of ({manifests[0]} is empty): all fields of the "
            "sheet, or all annotated ones, are quarantined; catalog/fields.csv has the reasons"
        )
    return entries
