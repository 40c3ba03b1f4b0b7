"""What agencies are told of their files: texts and marked copies, in the inbox alone."""
