"""What a release is written as: site, PDF, workbook and data files."""
