"""Which annotated fields train and which validate: drawn by names that nobody chose."""

import hashlib
import itertools
from collections import defaultdict


def validation_groups(frames: list[dict], share: float) -> set[str]:
    """Groups for validation, chosen by names and classes alone.

    Groups are taken in the order of a digest of their name, which nobody chose, until the share is
    reached. Then groups move so that every class is trained, and every class is validated that a
    group can bring there without being the last to train some class.

    Parameters
    ----------
    frames : list of dict
        group: fields that must be on one side; codes: classes of the mask.
    share : float
        Of the frames.
    """
    members = defaultdict(list)
    for frame in frames:
        members[frame["group"]].append(frame)
    order = sorted(members, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    wanted = round(share * len(frames))
    chosen: set[str] = set()
    for name in order:
        if sum(len(members[group]) for group in chosen) + len(members[name]) <= wanted:
            chosen.add(name)

    def classes(groups) -> set[int]:
        return {code for group in groups for frame in members[group] for code in frame["codes"]}

    everything = classes(order)
    for code in sorted(everything - classes(set(order) - chosen)):
        if code not in classes(set(order) - chosen):
            chosen.remove(
                next(name for name in order if name in chosen and code in classes([name]))
            )
    for code in sorted(everything - classes(chosen)):
        if code not in classes(chosen):
            spare = (
                name
                for name in order
                if name not in chosen
                and code in classes([name])
                and classes(set(order) - chosen - {name}) == everything
            )
            chosen.update(itertools.islice(spare, 1))
    return chosen


def proposed_splits(frames: list[dict], share: float, known: dict[str, str]) -> dict[str, str]:
    """Split of every annotated field.

    Parameters
    ----------
    frames : list of dict
        As `validation_groups`, and field.
    share : float
    known : dict of str to str
        Split of groups that have one already.

    Returns
    -------
    dict of str to str
        Field to "train" or "validation". Two groups or more bring at least one to validation,
        unless the sheet has some: the smallest, where the share is too small for any.
    """
    fresh = [frame for frame in frames if frame["group"] not in known]
    chosen = validation_groups(fresh, share)
    sizes: dict[str, int] = defaultdict(int)
    for frame in fresh:
        sizes[frame["group"]] += 1
    if not chosen and "validation" not in known.values() and len(sizes) + bool(known) > 1:
        chosen = {min(sizes, key=lambda name: (sizes[name], name))}
    drawn = {name: "validation" if name in chosen else "train" for name in sizes}
    return {frame["field"]: (drawn | known)[frame["group"]] for frame in frames}
