"""Every sentence that a sender of returns reads, made from codes, headings and numbers."""
