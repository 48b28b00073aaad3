"""What a camera and an annotator made: photographs and masks."""
