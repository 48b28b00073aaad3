"""The account that `make soak` keeps of faults: what survived, and what differs."""

from faults.result_digests import result_digests, unlike
from faults_over_demo import Account, configuration


def write(folder, **files):
    for name, text in files.items():
        path = folder / name.replace("__", "/").replace("_dot_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def test_what_may_differ_is_left_out(tmp_path):
    write(
        tmp_path, logs__a_dot_log="1", benchmarks__b="2", records___dot_home="3",
        records__jobs__a_dot_json="4", first__modal_dot_csv="5", photographs__a_dot_jpg="6",
        logsheet_dot_csv="7",
    )  # fmt: skip
    found = result_digests(tmp_path, (tmp_path / "photographs",))
    assert sorted(found) == ["first/modal.csv", "logsheet.csv", "records/jobs/a.json"]


def test_files_that_differ_or_that_one_has():
    one, other = {"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "9", "d": "4"}
    assert unlike(one, other) == ["b", "c", "d"]


def test_faults_survive_with_the_next_equal_survey():
    account = Account()
    for name in ("kill", "kill", "disk"):
        account.injected[name] += 1
        account.pending += 1
    account.compare({"a": "1"}, {"a": "1"})
    account.injected["kill"] += 1
    account.pending += 1
    account.compare({"a": "1"}, {"a": "2"})
    rows = dict(account.rows(kills=3))
    assert rows["faults: kill"] == "3" and rows["faults: disk"] == "1"
    assert (rows["faults injected"], rows["faults survived"]) == ("4", "3")
    assert rows["faults not survived (0)"] == rows["faults: files different (0)"] == "1"


def test_the_demo_survey_trains_deterministically():
    train = configuration()["models"]["small"]["train"]
    assert train["deterministic"] and "minutes" not in train
