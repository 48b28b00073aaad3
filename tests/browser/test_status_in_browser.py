"""The status page in a browser: while a survey runs, and when it has ended."""

import pytest

from oresurvey.operations.progress.places import SurveyPlaces
from oresurvey.operations.progress.progress import PlannedJob, Progress
from oresurvey.operations.progress.status_page import write_status_page

HOSTILE = "<script>alert(1)</script> 'quoted' Руда " + "x" * 200


@pytest.fixture
def places(tmp_path):
    """A results folder with a report, a log and a quarantined field of a hostile name."""
    places = SurveyPlaces(tmp_path / "results #1", "small")
    for file in (places.catalog, places.report_page, places.raw_output):
        file.parent.mkdir(parents=True)
    places.catalog.write_text(
        f'deposit,field,status,reason\n"{HOSTILE}","f 1",quarantined,"{HOSTILE} is missing"\n'
    )
    places.report_page.write_text("<!doctype html><title>The report</title>")
    places.raw_output.write_text(f"ValueError: {HOSTILE}\n")
    return places


def run(places):
    """One batch done, one running, one failed, and a report that needs them."""
    jobs = [
        PlannedJob(
            number, "predict_batch", "inference", {"batch": f"b{number}"}, fields=number,
            log=str(places.raw_output),
        )
        for number in (1, 2, 3)
    ]  # fmt: skip
    jobs.append(PlannedJob(4, "write_report", "report", needs=frozenset({1, 2, 3})))
    progress = Progress({job.number: job for job in jobs}, begun=0.0)
    for number in (1, 2, 3):
        progress.start(number, 0.0)
    progress.finish(1, 60.0)
    progress.fail(3, 70.0)
    return progress


def test_a_running_survey(page, places):
    write_status_page(run(places), places, None, 90.0)
    page.goto(places.status_page.as_uri())
    assert page.title() == "1 of 4: The survey runs"
    cells = page.locator("#stages ~ div >> nth=0").locator("tr").nth(1).locator("td")
    # 1 of 1 + 2 + 3 fields; 60 s were needed for a batch, and 90 are over.
    assert cells.nth(2).inner_text() == "1/3 jobs, 1/6 fields"
    assert cells.nth(3).inner_text() == "nearly done, 1 failed"
    bar = page.locator(".bar").first
    inside = bar.locator("span").bounding_box()["width"]
    assert inside == pytest.approx(0.17 * bar.bounding_box()["width"], abs=1)
    assert page.locator("meta[http-equiv=refresh]").count() == 1
    assert "alert(1)" in page.locator("body").inner_text()


def test_the_end_leads_to_the_report(page, places):
    progress = run(places)
    for number in (2, 3, 4):
        progress.start(number, 90.0)
        progress.finish(number, 100.0)
    write_status_page(progress, places, ["All is well."], 100.0)
    page.goto(places.status_page.as_uri())
    assert page.locator("h1").inner_text() == "The survey is finished"
    assert page.locator("meta[http-equiv=refresh]").count() == 0
    page.locator("#report").click()
    assert page.title() == "The report"


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out(page, places, width):
    page.set_viewport_size({"width": width, "height": 900})
    write_status_page(run(places), places, ["Summary " + "y" * 300], 90.0)
    page.goto(places.status_page.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= width
