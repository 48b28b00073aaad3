"""The workbook: every table of the report, in one file for a spreadsheet."""
