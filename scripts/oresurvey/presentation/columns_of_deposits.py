"""What the columns of the tables of deposits are; see `presentation.columns`."""

from oresurvey.presentation.units import (
    COUNT,
    HIGH,
    LOW,
    MM2,
    PCT,
    PER_CM2,
    PER_PX,
    PER_UM,
    PX,
    PX_AREA,
    RATIO,
    TEXT,
    UM,
    YES_NO,
    P,
)

_SECTIONS = "number of sections that the row rests on"

_COMMON = {
    "level": (TEXT, "what the row speaks of: field, section or deposit"),
    "deposit": (TEXT, "deposit, as in the sheet"),
    "section": (TEXT, "polished section; empty in rows of deposits"),
    "field": (TEXT, "field (photograph); empty in rows of sections and deposits"),
    "code": (COUNT, "code of the mineral in masks and maps"),
    "mineral": (TEXT, "symbol of the mineral (IMA-CNMNC)"),
    "name": (TEXT, "name of the mineral"),
    "paper_label": (TEXT, "label of the mineral in Khvostikov et al. (2021)"),
    "code_a": (COUNT, "code of the mineral whose boundary is meant"),
    "mineral_a": (TEXT, "mineral whose boundary is meant"),
    "code_b": (COUNT, "code of its partner"),
    "mineral_b": (TEXT, "its partner; BG is the background"),
    "interval": (TEXT, "how the interval was made, or why there is none"),
    "sections": (COUNT, _SECTIONS),
    "replicate": (TEXT, "what the sample of the deposit is made of: section, hole or place"),
    "replicates": (COUNT, "how many of them: intervals and tests count these"),
    "note": (TEXT, "what a reader should know of this row"),
    "low_pct": (PCT, LOW),
    "high_pct": (PCT, HIGH),
    "unit": (TEXT, "unit of the diameters in this row: um or px"),
    "splitting": (TEXT, "how touching grains of one mineral were split; none: not at all"),
    "frame_area_pct": (PCT, "share of the area that lies in groups cut by the frame"),
    "pixels": (COUNT, "pixels of the mineral"),
    "deposit_a": (TEXT, "first deposit of the pair"),
    "deposit_b": (TEXT, "second deposit of the pair"),
    "sections_a": (COUNT, "sections, or holes where these are the sample, of the first deposit"),
    "sections_b": (COUNT, "sections, or holes where these are the sample, of the second deposit"),
    "tested": (YES_NO, "whether a test was made"),
    "conclusion": (TEXT, "differ (adjusted p below .05) or cannot reject; never: no difference"),
    "p": (P, "p of the test, not adjusted"),
    "p_holm": (P, "p adjusted over all tests of the table (Holm)"),
    "p_bh": (P, "p adjusted over all rows of the table (Benjamini and Hochberg)"),
    "p_holm_half_lod": (P, "the same with half the detection limits"),
    "p_holm_double_lod": (P, "the same with double the detection limits"),
    "family": (TEXT, "the tests that one adjusted p allows for together"),
    "p_family": (P, "p adjusted over the family; the conclusion rests on it"),
    "detectable": (RATIO, "smallest effect that 80 % of such surveys would have shown"),
    "lod_sensitivity": (TEXT, "whether conclusion and ratio hold at half and double the limits"),
    "smallest_p": (P, "smallest p that a permutation of these sections can give"),
    "smallest_p_holm": (P, "the same, adjusted (Holm)"),
    "smallest_p_bh": (P, "the same, adjusted (Benjamini and Hochberg)"),
    "permutations": (COUNT, "permutations that were counted"),
    "exact": (YES_NO, "all permutations were counted, not drawn"),
    "effect": (RATIO, "size of the difference; effect_kind says of what kind"),
    "effect_low": (RATIO, LOW),
    "effect_high": (RATIO, HIGH),
    "effect_kind": (TEXT, "ratio a / b, or difference a - b in percentage points"),
    "aitchison_distance": (RATIO, "Aitchison distance of the two compositions"),
}

_MODAL = {
    "basis": (TEXT, "total: share of the whole area; ore: share of the identified ore"),
    "pct": (PCT, "raw share: counted pixels; of a deposit: mean of its sections, or of its holes"),
    "fields": (COUNT, "number of fields that the row rests on"),
    "area_mm2": (MM2, "area of the mineral; empty without a scale"),
    "mass_pct": (PCT, "share of the mass of the ore, from raw shares; see best_mass_pct"),
    "corrected_pct": (PCT, "share corrected for the model's confusion, by the estimator"),
    "corrected_low_pct": (PCT, LOW + " of the corrected share"),
    "corrected_high_pct": (PCT, HIGH + " of the corrected share"),
    "corrected_interval": (TEXT, "how the corrected interval was made, or why there is none"),
    "estimator": (TEXT, "how the share was corrected; raw: not at all"),
    "correction_note": (TEXT, "what a reader should know of the correction"),
    "validated": (YES_NO, "yes: labels of the deposit itself give or correct the share; else no"),
    "l_c_pct": (PCT, "critical level L_C: 5 % of maps without the mineral show more"),
    "l_d_pct": (
        PCT,
        "detection limit L_D: a true share of the photographed area that 95 % of maps show above "
        "L_C",
    ),
    "below_l_c": (YES_NO, "yes: the raw share of the whole area is below L_C: taken for absent"),
    "blanks": (TEXT, "what L_C rests on, and whose labelled fields that are"),
    "lod_pct": (PCT, "l_c_pct, under the name that it had"),
    "lod_fields": (COUNT, "labelled fields free of the mineral that L_C may rest on"),
    "below_lod": (YES_NO, "below_l_c, under the name that it had"),
    "absent_sections_below_pct": (
        PCT,
        "not found: at 95 % less of the deposit shows it",
    ),
    "absent_grains_below_per_cm2": (PER_CM2, "not found: at 95 % fewer grains that maps can show"),
    "boundary_sensitivity_pct": (PCT, "change of the area if every boundary moves by 1 px"),
    "design_effect": (RATIO, "variance over sections, over that of as many independent fields"),
    "binomial_points": (COUNT, "independent points that would have the same standard error"),
    "equivalent_points": (COUNT, "binomial_points, under the name that it had"),
    "sections_needed": (COUNT, "sections (holes) for the precision in points (2)"),
    "sections_needed_relative": (
        COUNT,
        "sections (holes) for a precision in % of the share",
    ),
    "searched": (YES_NO, "no: the maps of the deposit cannot name it, which is not 0"),
    "best_pct": (PCT, "best share: corrected where labels allow, else raw; what pages print"),
    "best_low_pct": (PCT, LOW + " of the best share"),
    "best_high_pct": (PCT, HIGH + " of the best share"),
    "best_shares": (TEXT, "which the best shares are: raw, or the estimator of the corrected ones"),
    "best_mass_pct": (PCT, "share of the mass, of the ore or of the rock (basis), of best shares"),
    "best_mass_low_pct": (PCT, LOW + " of the share of the mass"),
    "best_mass_high_pct": (PCT, HIGH + " of the share of the mass"),
    "best_mass_interval": (TEXT, "how that interval was made, or why there is none, or no mass"),
    "closure_pct": (PCT, "points by which closing to 100, with no share below 0, moved the share"),
}

_ASSAY = {
    "element": (TEXT, "chemical element"),
    "ore_mass_pct": (PCT, "share of the element in the mass of the identified ore"),
    "ore_mass_low_pct": (PCT, LOW),
    "ore_mass_high_pct": (PCT, HIGH),
    "shares": (TEXT, "shares used: raw, or the estimator of the corrected ones"),
    "left_out_pct": (PCT, "ore without density or formula; together with the elements 100"),
    "rock_mass_pct": (PCT, "share of the element in the mass of the rock; needs gangue's density"),
    "rock_mass_low_pct": (PCT, LOW + " in the rock"),
    "rock_mass_high_pct": (PCT, HIGH + " in the rock"),
    "rock_interval": (TEXT, "how that interval was made, or why there is none"),
    "assayed_pct": (PCT, "assay of the sheet; of a deposit: mean of its sections by mass"),
    "assayed_low_pct": (PCT, LOW + " of the assays"),
    "assayed_high_pct": (PCT, HIGH + " of the assays"),
    "calculated_pct": (PCT, "share of the element in the mass of the rock, from the maps"),
    "calculated_low_pct": (PCT, LOW + " of what is calculated"),
    "calculated_high_pct": (PCT, HIGH + " of what is calculated"),
}

_GRAIN_SIZE = {
    "grains": (COUNT, "grains found"),
    "grains_inside": (COUNT, "grains that the frame does not cut"),
    "grains_corrected": (RATIO, "those, each weighted for the chance of being cut"),
    "edge_area_pct": (PCT, "share of the area in grains cut by the frame"),
    "frame_um": (UM, "side of a square as large as the frames with the mineral, on average"),
    "frame_px": (PX, "the same in pixels"),
    "polished_area_mm2": (MM2, "area of all frames of the place, with the mineral or without"),
    "area_error_pct": (PCT, "relative standard error of the share by grain size and area alone"),
    "area_needed_mm2": (MM2, "area of frames for a relative standard error of 10 %"),
    "ore_area_pct": (PCT, "share of the mineral in the area of all grains"),
    "smallest_grain_px": (COUNT, "smaller grains, in pixels of area, are left out"),
    "smallest_grain_um": (UM, "ECD of the smallest grain that counts"),
    "connectivity": (COUNT, "8: pixels that meet at a corner are one grain; 4: at sides alone"),
    "warning": (TEXT, "sizes are of sections through grains, not of grains"),
}
_SIZES = {
    "d20": "ECD below which 20 % of the area lies",
    "d50": "ECD below which 50 % of the area lies",
    "p80": "ECD below which 80 % of the area lies",
    "mean_chord": "mean chord through the grains",
    "boundary_density": "boundary per area",
}


def _size_columns() -> dict[str, tuple[str, str]]:
    """Sizes in both units: of all grains, over sections, and the interval."""
    columns = {}
    for stem, what in _SIZES.items():
        per = "_1" if stem == "boundary_density" else ""
        for short, length, inverse in (("um", UM, PER_UM), ("px", PX, PER_PX)):
            unit = inverse if per else length
            for middle, words in (
                ("", f"{what}, all grains together"),
                ("_sections", f"{what}, geometric mean of the sections"),
                ("_low", f"{LOW} of the sections' mean: {what}"),
                ("_high", f"{HIGH} of the sections' mean: {what}"),
            ):
                columns[f"{stem}{middle}{per}_{short}"] = (unit, words)
    for name in ("d20", "d50", "p80"):
        of = name.upper()
        columns |= {
            f"{name}_at_least": (YES_NO, f"yes: the frame cuts too much; {of} is at least that"),
            f"{name}_censored": (TEXT, "the same in words: at least"),
            f"{name}_sections_at_least": (YES_NO, f"yes: {of} is at least that in some section"),
        }
    return columns


_ASSOCIATION = {
    "length_px": (PX, "shared boundary"),
    "length_um": (UM, "shared boundary; empty without a scale"),
    "association_pct": (PCT, "share of the boundary of a that it has with b"),
    "index": (RATIO, "association over that of random contact: 1 is random"),
    "index_low": (RATIO, LOW + " of the index"),
    "index_high": (RATIO, HIGH + " of the index"),
    "index_interval": (TEXT, "how the interval of the index was made, or why there is none"),
    "length_after_px": (PX, "shared boundary after thin rims are healed"),
    "association_after_pct": (PCT, "association after thin rims are healed"),
    "association_after_low_pct": (PCT, LOW + " after"),
    "association_after_high_pct": (PCT, HIGH + " after"),
    "index_after": (RATIO, "index after thin rims are healed"),
    "index_after_low": (RATIO, LOW + " of the index after"),
    "index_after_high": (RATIO, HIGH + " of the index after"),
    "rim_share_pct": (PCT, "share of the mineral's area that lies in thin rims"),
    "association_a_pct": (PCT, "mean share of the boundary in the first deposit"),
    "association_b_pct": (PCT, "mean share of the boundary in the second deposit"),
}

_TEXTURES = {
    "rim_px": (PX, "thickness below which a piece is taken for a rim"),
    "area_px": (PX_AREA, "area of the mineral"),
    "rim_area_px": (PX_AREA, "its area in rims"),
    "combination": (TEXT, "all ore minerals of a group, in the order of the codes"),
    "minerals": (COUNT, "number of minerals of the combination"),
    "groups": (COUNT, "such groups inside the frame"),
    "groups_at_frame": (COUNT, "such groups cut by the frame"),
    "area_pct": (PCT, "share of the ore area in groups"),
    "median_ecd_px": (PX, "median ECD of the groups inside"),
    "median_ecd_um": (UM, "median ECD of the groups inside"),
    "largest_ecd_px": (PX, "ECD of the largest group"),
    "largest_ecd_um": (UM, "ECD of the largest group"),
    "largest_at_frame": (YES_NO, "yes: the frame cuts the largest group, so it is at least that"),
    "measure": (TEXT, "what the share is of: a kind of locking, a class of liberation"),
    "from_pct": (PCT, "class of liberation: share of the particle from"),
    "to_pct": (PCT, "class of liberation: share of the particle below"),
    "median_ecd_at_least": (YES_NO, "yes: over 20 % of the area is cut by the frame"),
    "largest_ecd_at_least": (YES_NO, "the same as largest_at_frame"),
    "term": (TEXT, "what mineral processing calls the measure in such a sample"),
    "size_fraction_um": (TEXT, "sieve fraction of the particles; empty: all fields together"),
    "particles": (COUNT, "particles inside the frame"),
    "particles_at_frame": (COUNT, "particles cut by the frame; they are only counted"),
}

_CURVES = {
    "ecd": (RATIO, "equivalent circle diameter, in the unit of the row"),
    "pct_finer": (PCT, "area in finer grains, mean over sections"),
    "cumulative_area_pct": (PCT, "area in finer grains, all grains together"),
    "class": (COUNT, "class of diameters, from the smallest"),
    "diameter_from": (RATIO, "diameter from, in the unit of the row"),
    "diameter_to": (RATIO, "diameter to, in the unit of the row"),
    "sections_per_area": (RATIO, "sections of grains per area, by the unit squared"),
    "spheres_per_volume": (RATIO, "spheres per volume, by the unit cubed"),
    "volume_pct": (PCT, "share of the volume of the spheres"),
    "set_to_zero": (YES_NO, "yes: came out negative and was set to zero"),
}

_COMPARISON = {
    "pct_a": (PCT, "mean share in the first deposit"),
    "pct_b": (PCT, "mean share in the second deposit"),
    "difference_pct": (PCT, "difference a - b, percentage points"),
    "ratio": (RATIO, "ratio a / b of the geometric means of the sections' shares"),
    "ratio_kind": (TEXT, "ratio; at least, at most: low_ratio or high_ratio is a bound"),
    "ratio_half_lod": (RATIO, "the ratio with half the detection limits"),
    "ratio_double_lod": (RATIO, "the ratio with double the detection limits"),
    "w_d": (RATIO, "W_d* of the centres, which the p is of"),
    "low_ratio": (RATIO, LOW),
    "high_ratio": (RATIO, HIGH),
    "zeros_a": (COUNT, "sections of the first deposit below the detection limit"),
    "zeros_b": (COUNT, "sections of the second deposit below the detection limit"),
    "distance_half_lod": (RATIO, "the distance with half the detection limits"),
    "distance_double_lod": (RATIO, "the distance with double the detection limits"),
    "kind": (TEXT, "section: a score; mineral: a loading; explained_pct: % of the variance"),
    "pc1": (RATIO, "first principal component"),
    "pc2": (RATIO, "second principal component"),
    "pc3": (RATIO, "third principal component"),
    "fitted": (YES_NO, "yes: helped to choose the axes; no: projected on them"),
    "scope": (TEXT, "all or pair: deposits tested; deposits or sections: leaves of the tree"),
    "node": (COUNT, "number of the node of the tree"),
    "left": (COUNT, "first node that is joined here; empty for a leaf"),
    "right": (COUNT, "second node that is joined here; empty for a leaf"),
    "leaves": (COUNT, "leaves below the node"),
    "deposits": (TEXT, "deposits that are tested"),
    "pseudo_f": (RATIO, "F of PERMANOVA; the p is not of this"),
    "r2": (RATIO, "sum of squares between deposits over the total: size of the effect"),
    "dispersion_f": (RATIO, "F of PERMDISP: does the spread differ"),
    "dispersion_ratio": (RATIO, "largest mean distance to the centroid over the smallest"),
    "dispersion_p": (P, "p of PERMDISP"),
    "dispersion_smallest_p": (P, "smallest p that PERMDISP can give with so few sections"),
    "size_a_um": (UM, "geometric mean of the sections of the first deposit"),
    "size_b_um": (UM, "geometric mean of the sections of the second deposit"),
    "size_a_at_least": (YES_NO, "yes: the first is at least that: the frame cuts too much"),
    "size_b_at_least": (YES_NO, "yes: the second is at least that: the frame cuts too much"),
    "reason": (TEXT, "why not: kept out of tests, or quarantined"),
    "remarks": (TEXT, "what a reader should know although the deposit is tested"),
}

OF_DEPOSITS = (
    _COMMON
    | _MODAL
    | _ASSAY
    | _GRAIN_SIZE
    | _size_columns()
    | _ASSOCIATION
    | _TEXTURES
    | _CURVES
    | _COMPARISON
)
"""Column -> unit and meaning, of the tables of deposits, where nothing else is said of a table."""
