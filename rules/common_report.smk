# What the report and the marks for `snakemake --report` need; no rule.
import json
from types import SimpleNamespace

import snakemake.report.html_reporter.data.results as reported_results

# Names from the sheet are data in that report too: Snakemake puts the parameters and labels of a
# result into a <script> element as they are, where a name with </script> would end the element.
reported_results.json = SimpleNamespace(
    dumps=lambda value: json.dumps(value).replace("<", r"\u003c")
)

# Where `snakemake --report` shows the figures of a report, by the first part of their names.
FIGURE_KINDS = {
    "Modal": ("modal", "mineral"),
    "Grain sizes": ("grain",),
    "Association": ("association", "locking", "textures"),
    "Comparison": ("biplot", "tree", "distances", "ratios", "ternary"),
}


def kind_of_figure(wildcards):
    """Subcategory of a figure; what is of no kind is an overview."""
    first = wildcards.name.split("_")[0]
    return next((kind for kind, names in FIGURE_KINDS.items() if first in names), "Overview")


# Tables of a change of model that the page of the new model reads.
PAGE_CHANGES = ("modal", "conclusions")


def change_of(wildcards):
    """What changes against the previous model; for the model of the report only."""
    if wildcards.model != MODEL or not BASELINE:
        return []
    return [f"{RESULTS}/comparison/{BASELINE}-vs-{MODEL}/{name}.csv" for name in PAGE_CHANGES]


def templates(own, *shared):
    """Digests of the templates of a page, as a parameter: their change is a rerun."""
    paths = [*(f"presentation/templates/{name}" for name in shared), own]
    return [FINGERPRINT(f"{SCRIPTS}/oresurvey/{path}") for path in paths]
