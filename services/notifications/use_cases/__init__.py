"""What facts and people cause in notifications."""
