"""How the system is put together and run: the local start, the image, the settings, the demo."""
