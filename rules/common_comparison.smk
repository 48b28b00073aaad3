# Tables, folders and judging fields of the rules that compare two models; no rule.
# Tables of a model that a comparison of models reads, and tables that it writes.
COMPARED = (
    *("modal", "grain_size", "association", "comparison", "deposit_tests"),
    *("size_tests", "association_tests"),
)
CHANGES = {
    "modal": "Modal shares",
    "grain_size": "Grain sizes",
    "association": "Association",
    "conclusions": "Conclusions",
    "transitions": "Maps",
    "fields": "Maps",
    "disagreements": "Which is right",
    "left_out": "Left out",
}
COMPARISON = f"{RESULTS}/comparison/{{a}}-vs-{{b}}"
MAP_CHANGES = expand(f"{COMPARISON}/batches/{{batch}}.json", batch=BATCHES, allow_missing=True)


def judging_rows(a, b):
    """Rows of the annotated fields that trained neither model: test fields if there are any."""
    of_b = {row["field"] for row in scored_rows(b)}
    both = [row for row in scored_rows(a) if row["field"] in of_b]
    return [row for row in both if row["split"] == "test"] or both


def judging_split(wildcards):
    """Split of these fields, for the table; "" where there are none."""
    found = judging_rows(wildcards.a, wildcards.b)
    return found[0]["split"] if found else ""
