"""Files of several pictures: which is meant only a person knows, and what to do."""

ONE = "export the one that is meant as a TIFF of its own"


class UnclearPagesError(Exception):
    """It cannot be known which picture is the photograph; the message says what to do."""


def refuse_several(sizes: dict[str, int]) -> None:
    """Refuse what is no one picture, in the words of its kind.

    Parameters
    ----------
    sizes : dict of str to int
        Of the axes Z (focal planes), T (times), C (channels, where colours count as one), and of
        pictures under any other name.

    Raises
    ------
    UnclearPagesError
    """
    several = {axis: size for axis, size in sizes.items() if size > 1}
    if "Z" in several:
        raise UnclearPagesError(
            f"has {several['Z']} focal planes, none sharp everywhere; export the sharpest, or "
            "one of extended focus, as a TIFF of its own"
        )
    if "T" in several:
        raise UnclearPagesError(f"has {several['T']} points of time; {ONE}")
    if "C" in several:
        raise UnclearPagesError(
            f"has {several['C']} channels that are not red, green and blue; export it as RGB"
        )
    for name, size in several.items():
        raise UnclearPagesError(f"has {size} {name}; {ONE}")
