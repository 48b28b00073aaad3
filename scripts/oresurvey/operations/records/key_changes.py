"""What differs between two settings, in words that name the key."""

MISSING = object()
MOST = 40
"""Letters of a value that are shown."""


def _shown(value) -> str:
    text = repr(value)
    return text if len(text) <= MOST else f"{text[: MOST - 3]}..."


def key_changes(old, new, key: str = "") -> list[str]:
    """Differences, one a line, keys in order.

    Parameters
    ----------
    old, new : JSON types
    key : str, optional
        Name of the whole.

    Examples
    --------
    >>> key_changes({"a": {"b": 1}, "c": 2}, {"a": {"b": 3}, "d": 4})
    ['a.b changed from 1 to 3', 'c is gone, was 2', 'd is new: 4']
    """
    if isinstance(old, dict) and isinstance(new, dict):
        changes = []
        for part in sorted({*old, *new}, key=str):
            name = f"{key}.{part}" if key else str(part)
            before, now = old.get(part, MISSING), new.get(part, MISSING)
            if before is MISSING:
                changes.append(f"{name} is new: {_shown(now)}")
            elif now is MISSING:
                changes.append(f"{name} is gone, was {_shown(before)}")
            else:
                changes += key_changes(before, now, name)
        return changes
    if old == new:
        return []
    return [f"{f'{key} ' if key else ''}changed from {_shown(old)} to {_shown(new)}"]
