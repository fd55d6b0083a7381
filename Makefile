# `make demo` and `make test` set everything up themselves, ask nothing, and can be repeated.
# A fresh machine needs Python 3.11 or later with venv, make, and a package registry. uv is used where it is there.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: help demo test lint check bench docs constraints clean
help: ## what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /\1|/' | awk -F'|' '{printf "  make %-12s %s\n", $$1, $$2}'

$(READY): pyproject.toml constraints.txt
	@if command -v uv >/dev/null 2>&1 && uv venv --quiet --clear --python $(PYTHON) $(VENV) \
	   && uv pip install --quiet --python $(BIN)/python -c constraints.txt -e '.[test]'; then :; \
	else rm -rf $(VENV) && $(PYTHON) -m venv $(VENV) \
	   && $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'; fi
	@touch $@

demo: $(READY) ## set up, assess examples/karabakh, and say where the report lies
	@$(BIN)/needline build examples/karabakh

test: $(READY) ## set up and pass the tests (those that need chromium, R or Java skip and say so)
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: $(READY) ## style, types, layers, dependencies
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/deptry src

check: lint test docs ## all of it: lint, tests, and the documentation site

bench: $(READY) ## benchmarks, each against a peer in the same run
	@for one in benchmarks/*.py; do [ -e "$$one" ] || { echo "No benchmark stands yet."; break; }; $(BIN)/python "$$one" || exit 1; done

docs: $(READY) ## the documentation site, into site/
	@$(BIN)/python -c 'import material' 2>/dev/null || $(BIN)/python -m pip install --quiet -c constraints.txt -e '.[docs]'
	@$(BIN)/python docs/generate.py && $(BIN)/python -m mkdocs build --quiet --strict

constraints: ## write constraints.txt anew from what the registry holds today; read its difference before committing
	@rm -rf .venv-constraints && $(PYTHON) -m venv .venv-constraints
	@.venv-constraints/bin/python -m pip install --quiet --disable-pip-version-check '.[test,docs]'
	@{ echo '# Exact versions the tests were run with. `make constraints` writes this file anew.'; \
	   echo '# numpy and scipy no longer make releases for Python 3.11; later Pythons take later ones.'; \
	   .venv-constraints/bin/python -m pip freeze --exclude needline \
	   | sed -E 's/^((numpy|scipy)==.*)$$/\1 ; python_version < "3.12"/'; } > constraints.txt
	@rm -rf .venv-constraints

clean: ## delete what can be made again
	@rm -rf $(VENV) site dist examples/*/out examples/*/.needline
