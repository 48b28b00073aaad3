"""All figures of the comparison of deposits, as far as there is something to draw."""

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from oresurvey.deposits.comparison.clusters import DEPOSITS, SECTIONS
from oresurvey.deposits.comparison.sections import NO_MINERAL
from oresurvey.errors import ConfigurationError
from oresurvey.presentation.looks import deposit_looks
from oresurvey.report.figures.comparison import (
    LARGEST_TREE,
    draw_biplot,
    draw_distances,
    draw_ratios,
    draw_tree,
)
from oresurvey.report.figures.ternary import commonest_three, draw_ternary
from oresurvey.survey.minerals import Minerals

KEY = "deposits: ternary"


def triples_of(symbols: Sequence[Sequence[str]], minerals: Minerals) -> list[tuple[int, ...]]:
    """Codes of the configured triples of symbols.

    Raises
    ------
    ConfigurationError
        Naming the key, the triple and the symbol.
    """
    codes = {minerals.symbol(code): code for code in minerals.codes if code not in NO_MINERAL}
    found = []
    for triple in symbols:
        for symbol in triple:
            if symbol not in codes:
                raise ConfigurationError(
                    f"{KEY}: {list(triple)}: {symbol!r} is no ore mineral of the table of "
                    f"minerals; take three of {', '.join(codes)}"
                )
        if len(set(triple)) != 3:
            raise ConfigurationError(f"{KEY}: {list(triple)}: give three different minerals")
        found.append(tuple(codes[symbol] for symbol in triple))
    return found


def _leaves(clusters: pd.DataFrame, scope: str) -> int:
    return int(((clusters["scope"] == scope) & clusters["left"].isna()).sum())


def draw_comparison(
    tables: dict[str, pd.DataFrame],
    shares: pd.DataFrame,
    minerals: Minerals,
    folder: Path,
    ternary: Sequence[Sequence[str]] = (),
    supported: dict[str, set[int]] | None = None,
) -> list[str]:
    """Draw what there is; the names of the figures, in the order of a page.

    Parameters
    ----------
    tables : dict of str to DataFrame
        standing, comparison, deposit_distances, ordination, clusters.
    shares : DataFrame
        As from `deposits.comparison.sections.section_shares`.
    minerals : Minerals
    folder : Path
    ternary : sequence of three symbols each
        Ternary plots to draw; the three commonest minerals that every map can name when empty.
    supported : dict of str to set of int, optional
        Codes that the maps of a deposit can name; every code when None.

    Returns
    -------
    list of str
        Without suffix. A tree of two deposits is none, and one of more than `LARGEST_TREE`
        sections cannot be read: they are not drawn.
    """
    standing = tables["standing"]
    kept_out = standing["deposit"][~standing["tested"].astype(bool)]
    looks = deposit_looks(standing["deposit"], kept_out)
    names = []

    def path(name: str) -> Path:
        names.append(name)
        return folder / name

    if len(tables["ordination"]):
        draw_biplot(tables["ordination"], looks, path("biplot"))
    for scope, fewest in ((DEPOSITS, 3), (SECTIONS, 3)):
        if fewest <= _leaves(tables["clusters"], scope) <= LARGEST_TREE:
            draw_tree(tables["clusters"], scope, looks, path(f"tree_{scope}"))
    if len(tables["deposit_distances"]) > 1:
        draw_distances(tables["deposit_distances"], path("distances"))
    if len(tables["comparison"]):
        draw_ratios(tables["comparison"], minerals, path("ratios"))
    triples = triples_of(ternary, minerals)
    if not triples:
        named = [code for code in shares.columns if code in minerals]
        if supported is not None:
            named = [code for code in named if all(code in supported[name] for name in looks)]
        triples = [found] if (found := commonest_three(shares, named)) else []
    for triple in triples:
        name = "ternary_" + "_".join(minerals.symbol(code) for code in triple)
        if draw_ternary(shares, triple, minerals, looks, folder / name, supported):
            names.append(name)
    return names
