"""The operators' command line: `./cimi` in a checkout, `python -m services.gateway.console` in the gateway's image."""
