"""Films, feedback, titles: what Matinee is about, free of any library."""
