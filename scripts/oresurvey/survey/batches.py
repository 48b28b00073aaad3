"""Batches of fields: one job's worth each, stable when fields come and go.

TensorFlow starts once per batch. A field added or removed changes one batch (or splits one), never
the others, whatever the order of the sheet: fields are dealt out by the bits of a digest of their
name, and a group that is too large is split by the next bit.
"""

import hashlib

ANNOTATED_FIELDS = 8
"""Annotated fields of a batch. No setting: batches of another size must not train a model anew."""


def _bits(name: str) -> str:
    return bin(int(hashlib.sha256(name.encode()).hexdigest(), 16) | 1 << 256)[3:]


def split_into_batches(names: list[str], largest: int) -> dict[str, list[str]]:
    """Deal names out to batches.

    Parameters
    ----------
    names : list of str
        Unique.
    largest : int
        Names in one batch at most.

    Returns
    -------
    dict of str to list of str
        Batch name ("b" and the bits that its members share) to sorted members.

    Examples
    --------
    >>> split_into_batches(["one", "two"], 16)
    {'b': ['one', 'two']}
    """
    waiting = [("", sorted(names))]
    batches = {}
    while waiting:
        prefix, members = waiting.pop()
        if not members:
            continue
        if len(members) <= largest:
            batches[f"b{prefix}"] = members
            continue
        for bit in "01":
            inside = [name for name in members if _bits(name)[len(prefix)] == bit]
            waiting.append((prefix + bit, inside))
    return dict(sorted(batches.items()))
