"""Which fields to annotate: invented surveys whose answer is known."""

from dataclasses import replace

from oresurvey.suggestions.fields import BY_HAND, MappedField, mapped_fields, suggested_fields
from oresurvey.survey.mineral_codes import VOID

PX = 8_000_000
SYMBOLS = {0: "BG", 1: "Ccp", 2: "Gn", 6: "Py"}


def field(name, section, confidence=0.9, annotated=False, distance=1.0, deposit="D", **pixels):
    codes = {1: PX // 2, 6: PX // 2} | {int(code[1:]): n for code, n in pixels.items()}
    return MappedField(deposit, section, name, annotated, codes, confidence, distance)


def names(fields, number=5):
    return [one.field.field for one in suggested_fields(fields, number, SYMBOLS)]


def test_not_five_of_one_section_even_if_it_holds_all_that_is_unsure():
    unsure = [field(f"a{k}", "a", 0.6) for k in range(5)]
    others = [field(f"{s}1", s, 0.97) for s in "bcdef"]
    found = names([*unsure, *others])
    assert found[0] == "a0"
    # One of the unsure section, then one of every other: its fields resemble one another.
    assert sorted(found[1:]) == ["b1", "c1", "d1", "e1"]


def test_where_the_other_sections_are_certain_the_unsure_one_goes_on():
    unsure = [field(f"a{k}", "a", 0.6) for k in range(3)]
    others = [field(f"{s}1", s, 0.9999999) for s in "bc"]
    assert names([*unsure, *others], 3) == ["a0", "a1", "a2"]


def test_a_rare_mineral_counts_like_a_common_one():
    fields = [field(f"f{k}", f"s{k}", 0.8) for k in range(6)]
    fields[4] = replace(fields[4], confidence=0.85, class_pixels=fields[4].class_pixels | {2: 9000})
    found = suggested_fields(fields, 3, SYMBOLS)
    assert found[0].field.field == "f4"
    assert "100 % of the Gn that the maps of the deposit show" in found[0].reasons
    # 20 wrong pixels of it are no more than noise.
    fields[4] = replace(fields[4], class_pixels=fields[4].class_pixels | {2: 100})
    assert names(fields, 1) == ["f0"]


def test_a_field_like_an_annotated_one_comes_last():
    fields = [
        field("known", "a", 0.6, annotated=True),
        *(field(f"a{k}", "a", 0.6) for k in range(2)),
        field("b", "b", 0.7),
        field("c", "c", 0.75),
    ]
    assert names(fields, 4) == ["b", "c", "a0", "a1"]
    # Without the annotated one it is the first.
    assert names(fields[1:], 1) == ["a0"]


def test_features_far_from_the_training_count_twice_at_most():
    fields = [field(f"f{k}", f"s{k}", 0.9, distance=2.0) for k in range(4)]
    fields[3] = replace(fields[3], distance=3.0)
    found = suggested_fields(fields, 4, SYMBOLS)
    assert found[0].field.field == "f3"
    far = "1.5 times as far from what trained the model as the middle field"
    assert [far in one.reasons for one in found] == [True, False, False, False]
    # As unsure as two of the others together, however far it lies.
    fields[3] = replace(fields[3], distance=900.0)
    fields[0] = replace(fields[0], confidence=0.75)
    assert names(fields, 2) == ["f0", "f3"]
    # A model without statistics of features goes by confidence.
    bare = [replace(one, distance=None) for one in fields]
    assert names(bare, 1) == ["f0"]


def test_reasons_are_numbers_of_the_field():
    fields = [field(f"f{k}", "s", 0.9) for k in range(3)] + [field("u", "t", 0.5)]
    (first, second) = suggested_fields(fields, 2, SYMBOLS)
    assert first.field.field == "u"
    assert first.reasons == (
        "mean confidence 0.50, of the middle field 0.90",
        "less than 1000 px of Ccp, Py on the maps of what is annotated or chosen before",
        "the first of its section",
    )
    assert second.reasons == ("unsure of Ccp, Py", "the first of its section")
    # What is annotated shows these minerals, however sure the model is of them.
    known = field("k", "t", 0.9999999, annotated=True)
    (first,) = suggested_fields([*fields, known], 1, SYMBOLS)
    assert first.reasons[1:] == ("unsure of Ccp, Py",)


def test_a_deposit_has_the_same_order_in_every_list():
    one = [field(f"a{k}", f"s{k % 3}", 0.6 + k / 20, deposit="A") for k in range(6)]
    other = [field(f"b{k}", f"s{k % 2}", 0.55 + k / 15, deposit="B") for k in range(6)]
    both = names([*one, *other], 12)
    assert len(both) == 12 and both != sorted(both)
    assert [name for name in both if name[0] == "a"] == names(one, 12)
    assert [name for name in both if name[0] == "b"] == names(other, 12)
    assert names([*reversed(one)], 12) != [] and names(one, 2) == names(one, 12)[:2]


def test_what_has_a_split_or_was_corrected_by_hand_is_annotated():
    rows = [("a", "train", {}), ("b", None, {BY_HAND: {"corrected_px": 3}}), ("c", None, {})]
    instances = [
        {"deposit": "D", "section": "s", "field": name, "split": split, "class_pixels": {"1": 5}}
        for name, split, _ in rows
    ]
    inference = [
        {"field": name, "mean_confidence": 0.5, "feature_distance": None} | more
        for name, _, more in rows
    ]
    found = mapped_fields(instances, inference)
    assert [one.annotated for one in found] == [True, True, False]
    assert mapped_fields(instances, inference[:1]) == found[:1]


def test_what_is_not_visible_is_no_reason():
    assert names([replace(field("a", "s", 0.5), class_pixels={VOID: PX})]) == []
