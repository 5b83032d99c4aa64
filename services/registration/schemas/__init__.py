"""What registration is asked, field by field, and the JSON that it answers."""
