"""Links of the Markdown pages lead somewhere, and files that any text names are there."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT, capture_output=True, text=True, check=True,
).stdout.splitlines()  # fmt: skip
# Cards are written by a training, with the names of its day.
TEXTS = [
    name
    for name in TRACKED
    if re.search(r"\.(md|py|smk|yaml|rst|in|toml|cff)$|file$", name)
    and not name.startswith("models/lumenstone-")
    and (ROOT / name).is_file()
]
PAGES = [name for name in TEXTS if name.endswith(".md")]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NAMED = re.compile(
    r"(?<![\w/])(?:(?:docs|config|profiles|rules)/[a-z_0-9/]*\.(?:md|yaml|tsv|smk)"
    r"|(?:tests|scripts)/[a-z_0-9/]*\.py)\b"
)


def anchors_of(page: Path) -> set[str]:
    """Anchors of the headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


def test_links_lead_somewhere():
    broken = []
    for page in PAGES:
        for link in LINK.findall((ROOT / page).read_text(encoding="utf-8")):
            path, _, anchor = link.partition("#")
            target = (ROOT / page).parent / path if path else ROOT / page
            if re.match(r"\w+:", link):
                continue
            if not target.exists() or (anchor and anchor not in anchors_of(target)):
                broken.append(f"{page}: {link}")
    assert broken == []


def test_files_that_are_named_are_there():
    """In pages, messages, comments and docstrings alike."""
    missing = [
        f"{name}: {path}"
        for name in TEXTS
        for path in sorted(set(NAMED.findall((ROOT / name).read_text(encoding="utf-8"))))
        if not (ROOT / path).exists()
    ]
    assert missing == []


def test_readme_can_be_read_at_one_go():
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 150
