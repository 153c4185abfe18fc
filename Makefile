# A short front for meson and ninja. The programs appear in build/: tracktwo, tracktwo-relay, sealed-run, kat-run.

TESTS = $(shell pkg-config --exists cmocka && echo true || echo false)

.PHONY: page e2e screenshots build test check check-all memory sanitize ct lint cover install demo demo-week demo-line bench bench-line fuzz soak clean

build: build/build.ninja
	ninja -C build

build/build.ninja:
	meson setup build -Dtests=$(TESTS)

# The tests on the usual build, for daily work; `check` is the pass that CI runs.
test: build
	meson configure build -Dtests=true
	meson test -C build --no-suite ct --no-suite looks

check:
	./check

check-all: check
	tools/setup-debian all
	$(MAKE) memory sanitize ct lint
	tools/run-fuzz 60

# Unit tests of the gcc build under valgrind; the sanitizers of `check` do not see uninitialised memory.
memory:
	CC=gcc meson setup build-memory -Dtests=true
	meson test -C build-memory --suite unit --timeout-multiplier 50 \
	    --wrap 'valgrind -q --suppressions=$(CURDIR)/tools/valgrind.supp --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=definite'

# The tests that `check` leaves out with sanitizers: whole programs, soundings many times over.
sanitize:
	CC=gcc meson setup build-sanitize -Dtests=true -Doptimization=1 -Db_lundef=false -Db_sanitize=address,undefined \
	    -Dc_args=-fno-sanitize-recover=all
	UBSAN_OPTIONS=halt_on_error=1 meson test -C build-sanitize --suite e2e --timeout-multiplier 10

# Secrets are marked undefined: a branch or an index that depends on one is an error.
ct:
	tools/ct-run

lint:
	tools/lint

cover:
	CC=gcc meson setup build-cover -Dtests=true -Db_coverage=true -Doptimization=0
	meson test -C build-cover --no-suite ct --no-suite house
	gcovr -r . -f src -f include build-cover

install: build
	meson install -C build

# The page: what is written (web/src) into what is kept (web/built); its tests in a browser; pictures of its places.
page:
	tools/setup-page
	cd web && npm run build && npm run check

e2e: build
	tools/setup-debian check && tools/setup-page
	meson configure build -Dtests=true
	meson test -C build --suite page --suite browser --suite looks

screenshots: build
	tools/setup-debian check && tools/setup-page
	T2_PROGRAMS=$(CURDIR)/build node web/tests/screenshots.mjs $(CURDIR)/build/screenshots

demo:
	./demo

# A week at the example table: five desks and a relay, real programs whose clock is set.
demo-week:
	@tools/setup-debian check
	@test -f build/build.ninja || meson setup build -Dtests=true
	@ninja -C build -t query tests/week/demo-week >/dev/null 2>&1 || meson configure build -Dtests=true
	@ninja -C build tests/week/demo-week tests/e2e/tracktwo-dated tests/e2e/tracktwo-relay-dated
	@T2_PROGRAMS=build T2_EXAMPLES=examples build/tests/week/demo-week

# The example table's cease-fire, from the map to the talks on day 41; and the Korean line where its data are.
demo-line:
	@tools/setup-debian check
	@test -f build/build.ninja || meson setup build -Dtests=true
	@ninja -C build -t query tests/line_story/demo-line >/dev/null 2>&1 || meson configure build -Dtests=true
	@ninja -C build tests/line_story/demo-line tests/e2e/tracktwo-dated tests/e2e/tracktwo-relay-dated
	@T2_PROGRAMS=build T2_EXAMPLES=examples build/tests/line_story/demo-line

bench: build
	build/bench/bench-kernel
	build/bench/bench-table
	for n in 2 3; do build/bench/bench-sealed $$n 1000000; done
	build/bench/bench-sealed 5 500000
	build/bench/bench-relay
	$(MAKE) bench-line

# Verdicts beside GEOS and, where it is installed, PostGIS.
bench-line: build
	bench/line-postgis build

fuzz:
	tools/run-fuzz 600

soak:
	meson setup build -Dtests=true
	meson test -C build --suite soak --timeout-multiplier 0

clean:
	rm -rf build build-*
