"""The status page: what it says while a survey runs and when it has ended."""

from dataclasses import replace
from html.parser import HTMLParser

from oresurvey.operations.progress.places import SurveyPlaces, side_target
from oresurvey.operations.progress.progress import PlannedJob, Progress
from oresurvey.operations.progress.status_page import (
    MOST_ROWS,
    REFRESH_S,
    status_content,
    write_status_page,
)

HOSTILE = """<script>alert("x")</script> =cmd 'quoted' Руда 🪨"""


class Page(HTMLParser):
    """Text, tags and links of a page."""

    def __init__(self, path):
        super().__init__()
        self.tags, self.links, self.words, self.refresh = [], [], [], None
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        attrs = dict(attrs)
        self.tags.append(tag)
        if tag == "a":
            self.links.append(attrs["href"])
        if attrs.get("http-equiv") == "refresh":
            self.refresh = attrs["content"]

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self):
        return "".join(self.words)


def places_in(folder, *rows):
    """A results folder whose catalog has these quarantined fields."""
    places = SurveyPlaces(folder, "small")
    places.catalog.parent.mkdir()
    lines = ["deposit,field,status,reason", "Alder,alder-1,accepted,"]
    lines += [f'"{name}","{name}",quarantined,"{name} is missing"' for name in rows]
    places.catalog.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return places


def quoted(text):
    return text.replace('"', '""')


def run(places):
    log = places.results / "logs" / "a log #1.log"
    log.parent.mkdir()
    log.write_text(f"ValueError: {HOSTILE}\n", encoding="utf-8")
    jobs = [
        PlannedJob(1, "train_model", "training", {"model": "small"}),
        PlannedJob(2, "predict_batch", "inference", {"batch": "b0"}, fields=4, log=str(log)),
        PlannedJob(3, "write_report", "report", {"model": "small"}, needs=frozenset({2})),
    ]
    return Progress({job.number: job for job in jobs}, begun=1000.0)


def test_a_running_survey_reads_itself_again(tmp_path):
    places = places_in(tmp_path)
    progress = run(places)
    progress.start(1, 1010.0)
    progress.hear(1, 120.0, "3 of 5 min, epoch 7")
    write_status_page(progress, places, None, 1070.0)
    page = Page(tmp_path / "status.html")
    assert page.refresh == str(REFRESH_S)
    assert "script" not in page.tags
    for words in ("The survey runs", "0 of 3", "3 of 5 min, epoch 7", "? left (2 min, and"):
        assert words in page.text
    # A running job is 60 s old.
    content = status_content(progress, places, None, 1070.0)
    assert content["running"][0]["since"] == "1 min"
    # Nothing else is left beside it.
    assert [path.name for path in tmp_path.iterdir() if path.suffix != ""] == ["status.html"]


def test_a_named_target_is_not_the_survey_and_leaves_its_page(tmp_path):
    assert side_target([]) == side_target(["all"]) == side_target(["report", "x"]) == ""
    assert side_target({"predict"}) == "predict" and side_target(["b", "a"]) == "a b"
    survey = places_in(tmp_path)
    progress = run(survey)
    write_status_page(progress, survey, ["The night."], 1002.0)
    places = replace(survey, target="predict")
    write_status_page(progress, places, None, 1002.0)
    side = tmp_path / "logs" / "status_predict.html"
    assert "The target predict runs" in Page(side).text
    for number in progress.jobs:
        progress.start(number, 1000.0)
        progress.finish(number, 1060.0)
    write_status_page(progress, places, ["Done."], 1060.0)
    assert "The target predict is finished" in Page(side).text
    assert "The night." in Page(tmp_path / "status.html").text
    hostile = replace(survey, target="results/../<b> " + "x" * 200).status_page
    assert hostile.parent == tmp_path / "logs" and len(hostile.name) < 80


def test_a_survey_that_has_ended_stands_still_and_leads_to_the_report(tmp_path):
    places = places_in(tmp_path)
    places.report_page.parent.mkdir(parents=True)
    places.report_page.write_text("")
    progress = run(places)
    for number in progress.jobs:
        progress.finish(number, 1100.0)
    write_status_page(progress, places, ["All is well.", "Next: sleep."], 1100.0)
    page = Page(tmp_path / "status.html")
    assert page.refresh is None
    assert page.links == ["small/report/index.html"]
    assert "The survey is finished" in page.text
    assert "All is well.\nNext: sleep." in page.text


def test_hostile_names_are_text(tmp_path):
    places = places_in(tmp_path, quoted(HOSTILE))
    progress = run(places)
    progress.start(2, 1000.0)
    progress.fail(2, 1001.0)
    progress.errors.append(HOSTILE)
    write_status_page(progress, places, [HOSTILE], 1002.0)
    page = Page(tmp_path / "status.html")
    assert "script" not in page.tags
    # Summary, error, end of the log, and deposit, field and reason of the catalog.
    assert page.text.count(HOSTILE) == 6
    assert page.links == ["logs/a%20log%20%231.log"]
    assert "1 cannot run" in page.text


def test_of_a_bad_night_some_rows_are_shown(tmp_path):
    places = places_in(tmp_path, *(f"field {number}" for number in range(MOST_ROWS + 3)))
    content = status_content(run(places), places, None, 1000.0)
    assert len(content["quarantined"]) == MOST_ROWS
    assert content["quarantined_count"] == MOST_ROWS + 3


def test_before_the_catalog_nothing_is_quarantined(tmp_path):
    places = SurveyPlaces(tmp_path, "small")
    assert status_content(run(places), places, None, 1000.0)["quarantined"] == []
