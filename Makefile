# `make run` shows VGG-D checked and built; `make check` runs what needs no PyTorch, `make test` everything,
# `make full` the same at length (docs/testing.md). Each sets itself up.
PYTHON ?= python3
BIN := .venv/bin
EXAMPLES ?= 3000
CUDA ?= yes
export PIP_CONSTRAINT := $(CURDIR)/constraints.txt
export PIP_DISABLE_PIP_VERSION_CHECK := 1
WHAT_IS_BUILT_IN := pyproject.toml constraints.txt build_tables.py $(wildcard grammar/*.lark cnndsl/layers/*.py cnndsl/syntax/parser_tables.py cnndsl/syntax/lalr.py)

.PHONY: run check test full format docs pictures golden mutants clean

run: .venv/core
	$(BIN)/cnndsl check vgg_d
	$(BIN)/cnndsl build vgg_d -o out/vgg_d.py
	@cat out/vgg_d.py

# Tests start processes; without bytecode each would compile the program anew.
check test full: export PYTHONDONTWRITEBYTECODE :=

check: .venv/dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	CNNDSL_EXAMPLES=10 $(BIN)/pytest -n 2 -m "not slow" --ignore tests/pytorch

test: check .venv/torch .venv/pictures
	$(BIN)/pytest -n 2 -rs

full: check .venv/libraries .venv/print .venv/engines
	rm -f out/full.xml
	CNNDSL_EXAMPLES=$(EXAMPLES) $(BIN)/pytest -n 2 --full --junitxml out/full.xml \
		$(if $(filter no,$(CUDA)),-m "not cuda"); status=$$?; \
	test ! -e out/full.xml || $(BIN)/python docs/full_run.py out/full.xml $(EXAMPLES); exit $$status

format: .venv/dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

docs: .venv/dev
	$(BIN)/python docs/generate.py

pictures: .venv/dev
	mkdir -p docs/pictures
	$(BIN)/python docs/generate.py pictures

golden: .venv/dev
	$(BIN)/pytest tests/test_golden.py tests/test_golden_figures.py tests/test_golden_modules.py --rewrite-golden
	git diff --stat tests/golden

# Faults planted one at a time, and whether a test notices; goes on where it was stopped. FAULTS="--faults 40 --seed 2"
mutants: .venv/torch
	PYTHONPATH=tests $(BIN)/python -m faults $(FAULTS)

clean:
	rm -rf .venv out dist

.venv/core: $(WHAT_IS_BUILT_IN)
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --editable .
	mkdir -p out
	touch $@

.venv/dev: .venv/core
	$(BIN)/pip install --quiet build coverage hatchling hypothesis joblib mypy pillow pyarrow pytest pytest-xdist ruff
	touch $@

.venv/torch: .venv/dev
	$(BIN)/pip install --quiet --editable '.[torch]' onnxruntime onnxscript scikit-learn
	$(BIN)/pip install --quiet --no-deps torchvision
	touch $@

# What people use PyTorch with, and whose networks ours are held against; several say that they need torchvision,
# whose wheel would bring another PyTorch.
.venv/libraries: .venv/torch
	$(BIN)/pip install --quiet accelerate lightning torchinfo
	$(BIN)/pip install --quiet --no-deps timm pytorchcv monai segmentation_models_pytorch ultralytics opencv-python-headless
	touch $@

# What pictures are looked at with.
.venv/pictures: .venv/dev
	$(BIN)/pip install --quiet cairosvg playwright
	sh tests/debian.sh "command -v chromium" chromium "fc-list | grep LiberationSans" "fonts-liberation fontconfig" \
		"$(BIN)/python -c 'import cairosvg'" libcairo2
	touch $@

.venv/print: .venv/pictures
	sh tests/debian.sh "kpsewhich tikz.sty" texlive-pictures "command -v rsvg-convert" librsvg2-bin \
		"command -v pdftotext" poppler-utils
	touch $@

# What shares a sweep out across machines, here on one.
.venv/engines: .venv/dev
	$(BIN)/pip install --quiet ray submitit
	sh tests/slurm.sh
	touch $@
