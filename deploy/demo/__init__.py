"""One whole edition of the course, played through the doors that people and other systems use."""
