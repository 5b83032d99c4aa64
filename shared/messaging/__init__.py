"""How facts and commands travel; knows RabbitMQ and HTTP, knows no course. Importing the package imports nothing."""
