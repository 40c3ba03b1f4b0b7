"""What people open: protected values, pages, workbook, PDF, data files and releases."""
