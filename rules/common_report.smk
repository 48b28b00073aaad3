# What the marks for `snakemake --report` need; no rule.
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
