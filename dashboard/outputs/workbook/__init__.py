"""The accessible workbook of a release."""
