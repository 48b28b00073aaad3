"""How the fields of each deposit were selected."""


def selections_of(entries: list[dict]) -> dict[str, set[str]]:
    """Deposit to the selections of its fields; "" where the sheet does not say.

    Parameters
    ----------
    entries : list of dict
        Manifest entries of the instances.
    """
    found: dict[str, set[str]] = {}
    for entry in entries:
        found.setdefault(entry["deposit"], set()).add(entry["selection"] or "")
    return found
