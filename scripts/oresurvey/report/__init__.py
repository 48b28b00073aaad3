"""The report: pages, workbook, warnings and trust marks."""
