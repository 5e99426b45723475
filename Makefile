# The commands that others rely on. Each sets up what it needs first; running one again costs little.
PYTHON ?= python3
PORT ?= 8000
LEARNERS ?= 30
SECONDS ?= 300
STRANGERS ?= 0
MEMBERS ?= 0
SAMPLE ?= 200
SEED ?= 1
JOBS ?= 2
BIN := .venv/bin
SUITE ?= bookworm
FRESH ?= all
FRESH_DIR ?= /var/tmp/virtlearn-fresh
export PORT AGAIN IMAGE

.PHONY: system run serve image test test-fast check audit mutate bench load fresh python setup-test setup-fast setup-check setup-bench

python:
	@command -v $(PYTHON) >/dev/null || { \
	  echo "There is no $(PYTHON). On Debian and Ubuntu, as root: apt-get install python3-venv"; exit 1; }

setup-test setup-fast setup-check setup-bench: setup-%: python
	@$(PYTHON) -m virtlearn.setup $*

system: python  ## as root: all that check, test and bench need of the system, for who may not install it
	@$(PYTHON) -B -m virtlearn.setup system

run: python  ## set up what is missing and serve the course at 127.0.0.1:PORT
	@$(PYTHON) -m virtlearn.setup run

serve: python  ## serve it without any set-up
	@$(PYTHON) -m virtlearn.setup serve

image: python  ## the site as a container image, IMAGE (virtlearn:latest); see docs/operate.md
	@$(PYTHON) -m virtlearn.setup image

test: setup-test  ## every test, with real containers and a real browser; ARGS for pytest
	@$(BIN)/python -m virtlearn.setup.suite $(ARGS)

test-fast: setup-fast  ## the tests that need no engine and no browser; ARGS for pytest
	@$(BIN)/python -m virtlearn.setup.suite --fast $(ARGS)

check: setup-check  ## format, lint, types, import contracts, templates, translations, course
	@$(BIN)/python -m virtlearn.setup.check

audit: setup-check  ## known vulnerabilities of what is installed; 1: found, 2: no registry answers
	@$(BIN)/python -m virtlearn.setup.audit

mutate: setup-check  ## breaks pure code SAMPLE times and says what no test notices; ONLY, SEED, JOBS
	@$(BIN)/python -m tests.mutation --only "$(ONLY)" --sample $(SAMPLE) --seed $(SEED) --jobs $(JOBS)

bench: setup-bench  ## one JSON line a figure; ONLY=name,… for some
	@$(BIN)/python -m bench $(ONLY)

load: setup-bench  ## a class of LEARNERS for SECONDS; FAULTS=web,keeper,… SIGN_UP=yes STRANGERS=500 CLASS=yes MEMBERS=1000
	@$(BIN)/python -m bench.classroom --learners $(LEARNERS) --seconds $(SECONDS) --faults "$(FAULTS)" \
	  --strangers $(STRANGERS) $(if $(filter yes,$(SIGN_UP)),--sign-up) \
	  $(if $(filter yes,$(CLASS)),--class --members $(MEMBERS))

fresh:  ## run and test on a bare SUITE (bookworm, trixie, noble), as root; CASES=name,… FRESH=run|test FRESH_TEST=… KEEP=yes IF_POSSIBLE=yes
	@$(PYTHON) -m virtlearn.setup.fresh --suite $(SUITE) --only $(FRESH) --cases "$(CASES)" \
	  --test="$(FRESH_TEST)" --folder "$(FRESH_DIR)" $(if $(filter yes,$(KEEP)),--keep) \
	  $(if $(filter yes,$(IF_POSSIBLE)),--if-possible)
