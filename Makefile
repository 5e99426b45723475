# The commands that others rely on. Each sets up what it needs first; running one again costs little.
PYTHON ?= python3
PORT ?= 8000
LEARNERS ?= 30
SECONDS ?= 300
BIN := .venv/bin
# With ARGS none may be left of a kind: pytest ends with 5 then.
FEW = $(if $(ARGS),test $$? -eq 5,false)
SUITE ?= bookworm
FRESH ?= all
FRESH_DIR ?= /var/tmp/virtlearn-fresh
export PORT

.PHONY: run test check bench load fresh setup-run setup-test setup-check setup-bench

setup-run setup-test setup-check setup-bench: setup-%:
	@$(PYTHON) -m virtlearn.setup $*

run: setup-run  ## serve the course at 127.0.0.1:PORT
	@$(BIN)/python manage.py welcome
	@$(BIN)/honcho start || test $$? -eq 130  # Ctrl+C is how one stops it

test: setup-test  ## every test, with real containers and a real browser; ARGS for pytest
	@$(BIN)/python -m pytest -n 3 --no-loadscope-reorder -m "not alone and not browser" $(ARGS) || $(FEW)
	@$(BIN)/python -m pytest -n 2 --no-loadscope-reorder -m "browser and not alone" $(ARGS) || $(FEW)
	@$(BIN)/python -m pytest -m alone $(ARGS) || $(FEW)

check: setup-check  ## format, lint, types, import contracts, templates, translations, course
	@$(BIN)/python -m virtlearn.setup.check

bench: setup-bench  ## one JSON line a figure; ONLY=name,… for some
	@$(BIN)/python -m bench $(ONLY)

load: setup-bench  ## a class of LEARNERS for SECONDS; FAULTS=web,keeper,engine,disk,postgres
	@$(BIN)/python -m bench.classroom --learners $(LEARNERS) --seconds $(SECONDS) --faults "$(FAULTS)"

fresh:  ## run and test on a bare Debian SUITE, as root; CASES=name,… FRESH=run|test FRESH_TEST=… KEEP=yes
	@$(PYTHON) -m virtlearn.setup.fresh --suite $(SUITE) --only $(FRESH) --cases "$(CASES)" \
	  --test="$(FRESH_TEST)" --folder "$(FRESH_DIR)" $(if $(filter yes,$(KEEP)),--keep)
