"""What cells of the sheet may say: as people and spreadsheets write them, names, samples."""
