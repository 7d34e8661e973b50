"""The report: one HTML page that shows a verdict, and everything that it rests on."""
