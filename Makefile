# Two commands for users: make run, make test. Both set everything up first. .ci/run also runs make lint and make rules.
PYTHON ?= python3
BIN := .venv/bin
# How many random examples: seeded, ci (twice as many) or nightly (twenty times as many, others each time).
EXAMPLES ?= seeded
# The tests start more than a hundred processes: bytecode is kept, whatever the shell says, for all but the first of each file.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test rules lint bench screenshots clean kernels libraries-run libraries-test

run: libraries-run .venv/.installed
	@$(BIN)/worktape

test: libraries-test kernels
	@$(BIN)/python -m pytest -m "not rules" -n auto --maxprocesses 4 --dist loadgroup --hypothesis-profile=$(EXAMPLES)

# What needs kernels compiled in another way: bounds checks.
rules: .venv/.installed
	@$(BIN)/python -m pytest -m rules

# Once, and not in each of the processes that run tests; a second when nothing has changed.
kernels: .venv/.installed
	@$(BIN)/python -c "import audio_engine.rt.callback"

lint: .venv/.installed
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: libraries-test .venv/.installed
	@$(BIN)/python -m tests.bench

# Every page and dialog in every theme, size and scale, and what is wrong with them; the tests look at a sample.
screenshots: libraries-test kernels
	@$(BIN)/python -m tests.screenshots build/screenshots

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
