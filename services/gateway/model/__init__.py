"""The rules at the door: who is who, what each role may do, how long a sign-in lasts and when guessing is stopped."""
