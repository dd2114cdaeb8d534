# Two commands for users: make run, make test. Both set everything up first.
PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test lint bench clean libraries-run libraries-test

run: libraries-run .venv/.installed
	@$(BIN)/worktape

test: libraries-test .venv/.installed
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadgroup

lint: .venv/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: libraries-test .venv/.installed
	@$(BIN)/python -m tests.bench

clean:
	rm -rf .venv build *.egg-info

libraries-run:
	@.ci/system-libraries run

libraries-test:
	@.ci/system-libraries test

.venv/.installed: pyproject.toml .ci/constraints.txt
	@echo "Setting up .venv (once; about a minute)"
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -q --disable-pip-version-check -c .ci/constraints.txt -e ".[dev]"
	@touch $@
