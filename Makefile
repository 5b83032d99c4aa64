# The verbs. `make demo` and `make test` set up everything they need on a fresh Debian 12.
.DEFAULT_GOAL := help
.PHONY: help install up down clean demo test chaos chaos-proof check features contracts bench-messaging bench-registration lock

PYTHON ?= python3
RUN := .venv/bin/python

help: ## what each verb does
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-15s %s\n", $$1, $$2}' Makefile

install: ## set up .venv with the locked dependencies (done by the others when needed)
	@$(PYTHON) deploy/install.py

up: install ## start the whole system, empty or on the data of last time
	@$(RUN) -m deploy.local up

down: install ## stop exactly what `make up` or `make demo` started
	@$(RUN) -m deploy.local down

clean: install ## stop, and remove the data
	@$(RUN) -m deploy.local clean

demo: install ## play one whole edition and leave the system running
	@$(RUN) -m deploy.local demo

test: install ## all tests, on real servers
	@$(RUN) -m deploy.tools
	@$(RUN) -m pytest -n 3 --no-loadscope-reorder

chaos: install ## the whole system under load and faults: SEEDS=2 SECONDS=45 FIRST=1 JOBS=1
	@$(RUN) -W ignore -m tests.chaos --seeds $(or $(SEEDS),2) --seconds $(or $(SECONDS),45) \
		--first $(or $(FIRST),1) --jobs $(or $(JOBS),1)

chaos-proof: install ## the same on copies with a mechanism taken out each: every one must be caught
	@$(RUN) -W ignore -m tests.chaos.prove --jobs $(or $(JOBS),1)

check: install ## format, lint, types, imports, contracts, translations
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	PYTHONPATH=. .venv/bin/lint-imports --no-logo
	$(RUN) -m deploy.contracts --check
	$(RUN) -m services.gateway.translations --check

features: install ## every feature with its tests and their last result; writes docs/features.md
	@$(RUN) -m deploy.features

contracts: install ## write schemas, golden messages and the catalogue of events
	@$(RUN) -m deploy.contracts

bench-messaging: install ## messaging against its limits and its peers; ONLY=relay measures one figure alone
	@$(RUN) -m tests.bench $(ONLY)

bench-registration: install ## applications, receipts, lists of up to a million, against their aims; SMALL=1 only shows that it works
	@$(RUN) -m tests.bench.registration $(if $(SMALL),--small)

lock: install ## write requirements/ anew from pyproject.toml
	@$(RUN) -m uv pip compile $(LOCK) pyproject.toml -o requirements/service.txt
	@$(RUN) -m uv pip compile $(LOCK) --extra dev pyproject.toml -o requirements/dev.txt
	@$(RUN) -m uv pip compile $(LOCK) --group peers -o requirements/peers.txt

LOCK := --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links \
	--custom-compile-command "make lock"
