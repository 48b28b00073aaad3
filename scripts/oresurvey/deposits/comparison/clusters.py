"""Clusters: which deposits, and which sections, are alike in composition (Ward's method)."""

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import linkage

from oresurvey.deposits.comparison.deposits import centres
from oresurvey.deposits.comparison.sections import SubComposition

DEPOSITS, SECTIONS = "deposits", "sections"
COLUMNS = ["scope", "node", "left", "right", "height", "leaves", "deposit", "section"]


def clusters(sub: SubComposition) -> pd.DataFrame:
    """Content of ``clusters.csv``: Ward's tree of the deposits' centres, and that of the sections.

    Parameters
    ----------
    sub : SubComposition
        Of all deposits.

    Returns
    -------
    DataFrame
        Columns `COLUMNS`. Of each scope first the leaves, node 0 up, with their names; then the
        unions in the order of their height: `left` and `right` are nodes; `height` is Ward's, for
        two leaves their Aitchison distance. No rows of a scope with fewer than two leaves.

    Notes
    -----
    Source: Ward (1963), Journal of the American Statistical Association 58, 236-244.
    """
    if len(sub.codes) < 2:
        return pd.DataFrame(columns=COLUMNS)
    parts = [_tree(centres(sub), DEPOSITS), _tree(sub.log_ratios(), SECTIONS)]
    return pd.concat(parts, ignore_index=True).reindex(columns=COLUMNS)


def _tree(coordinates: pd.DataFrame, scope: str) -> pd.DataFrame:
    """Leaves and unions of one tree, from coordinates in which distance is Euclidean."""
    if len(coordinates) < 2:
        return pd.DataFrame(columns=COLUMNS)
    leaves = coordinates.index.to_frame(index=False).assign(leaves=1)
    found = linkage(coordinates.to_numpy(), method="ward")
    unions = pd.DataFrame(found, columns=["left", "right", "height", "leaves"])
    tree = pd.concat([leaves, unions], ignore_index=True)
    tree[["left", "right", "leaves"]] = tree[["left", "right", "leaves"]].astype("Int64")
    return tree.assign(scope=scope, node=np.arange(len(tree)))
