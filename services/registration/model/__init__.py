"""The rules of registration: editions, people, applications, the selection and the waiting list. No clock, no I/O."""
