"""Fields that tables of deposits are made of: there must be some."""

from oresurvey.errors import SheetError
from oresurvey.files.manifests import read_manifests


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
