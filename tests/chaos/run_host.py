"""Runs a host as `python -m shared.messaging.host <service>` does; its watchdog sees sooner that it hangs."""

from shared.messaging import host  # first: it patches what all others import

from shared.messaging import consumer, vitals, watchdog  # isort: skip

consumer.LONGEST_SILENCE = vitals.LONGEST_SILENCE = 6.0
watchdog.WATCH = 1.0
host.main()
