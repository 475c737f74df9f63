"""What Matinee does, for every face alike: command line, app and library call these."""
