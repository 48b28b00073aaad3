"""The card of a model as a page."""

from section_tables import MINERALS

from oresurvey.presentation.card_page import card_html, write_card_page

CARD = """# best

A network of `residual` blocks, <b>8</b> filters.
On two lines.

## Data

- A, train: 47 fields
- B, train: 18 fields
- val_iou_7: 0.3785
- val_open_mean_iou_Norilsk: 0.6076

| deposit | mineral | IoU |
| --- | --- | --- |
| A | Gl | 0.888 |
| A & B | Py/Mrc | 0.975 |

```json
{"a": "<i>"}
```

## Terms
"""


def test_headings_lists_tables_and_code():
    html = card_html(CARD, MINERALS)
    assert html.startswith("<h1>best</h1>\n<p>A network of <code>residual</code> blocks, &lt;b&gt;")
    assert "filters.\nOn two lines.</p>" in html and html.endswith("<h2>Terms</h2>\n")
    assert "<ul>\n<li>A, train: 47 fields</li>" in html
    assert '<pre tabindex="0">{&#34;a&#34;: &#34;&lt;i&gt;&#34;}</pre>' in html


def test_labels_of_the_paper_become_symbols_of_the_report():
    html = card_html(CARD, MINERALS)
    assert "<td>A</td>\n<td>Gn</td>\n<td>0.888</td>" in html
    assert "<li>IoU of Pn: 0.3785</li>" in html
    assert "<li>mean IoU of Norilsk, all minerals open: 0.6076</li>" in html
    assert "<td>A &amp; B</td>\n<td>Py</td>" in html and '<th scope="col">mineral</th>' in html


def test_the_page_leads_back(tmp_path):
    write_card_page(CARD, "best", MINERALS, tmp_path / "card.html")
    page = (tmp_path / "card.html").read_text()
    assert '<a href="index.html">← Survey page</a>' in page and "<main>" in page
