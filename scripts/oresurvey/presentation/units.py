"""Units of columns, and words that the columns of an interval share."""

TEXT, YES_NO = "text", "yes or no"
COUNT, RATIO, P = "count", "ratio", "p value"
PCT, UM, PX, MM2, PER_UM, PER_PX = "%", "µm", "px", "mm²", "1/µm", "1/px"
PX_AREA, PER_CM2 = "px²", "1/cm²"
LOW, HIGH = "lower end of the 95 % interval", "upper end of the 95 % interval"
"""Of what every interval is named by."""
