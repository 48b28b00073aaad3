"""Links: names become files and addresses, each deposit its own."""

from oresurvey.presentation.links import deposit_links, href, page_names


def test_a_per_cent_sign_in_a_folder_is_one_in_a_link():
    assert href("fields/Alder%20Creek/a b.html") == "fields/Alder%2520Creek/a%20b.html"
    assert href("../../models/m/card.md") == "../../models/m/card.md"


def test_a_page_has_the_name_of_the_deposits_folder():
    assert page_names(["Alder Creek"]) == {"Alder Creek": "Alder%20Creek"}
    assert deposit_links(["Alder Creek"]) == {"Alder Creek": "deposits/Alder%2520Creek.html"}


def test_long_names_fit_a_file_system_and_stay_apart():
    # Letters of two bytes and a sign of twelve: as folders both are longer than 255 bytes.
    names = ["Ж" * 200, "Ж" * 199 + "Щ", "💎" * 200]
    found = page_names(names)
    assert len(set(found.values())) == 3
    assert max(len(name.encode()) for name in found.values()) <= 160


def test_names_that_differ_in_case_only_are_two_files_everywhere():
    found = page_names(["Ag", "AG", "Au"])
    assert len({name.casefold() for name in found.values()}) == 3
    assert found["Au"] == "Au"


def test_names_do_not_depend_on_the_order():
    assert page_names(["a", "A"]) == page_names(["A", "a"])
