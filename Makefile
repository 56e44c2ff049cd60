# make run    the portal with demo data on http://127.0.0.1:8000/ (PORT=… for another port)
# make test   everything, on SQLite and on PostgreSQL, with a real browser (ARGS=… is passed to pytest)
# make check  style, types, import contracts, missing migrations, production settings
# make bench  speed: one line a figure
# make bench-big  the busiest pages with a million people against 200 (ARGS=… begins the names of pages)
# make mutants  would a test notice? a sample of small faults, and who survived (ARGS=…)
# make scale-out  several nodes on loopback, a crowd, and one part after another killed
# make roads  every route walked in a real browser, with pictures
# make setup  only install what is missing

.PHONY: run test check bench bench-big mutants scale-out roads setup

run:
	@bin/run

test:
	@bin/test $(ARGS)

check:
	@bin/check

bench:
	@bin/bench $(ARGS)

bench-big:
	@bin/bench-big $(ARGS)

mutants:
	@bin/mutants $(ARGS)

scale-out:
	@bin/scale-out

roads:
	@bin/roads

setup:
	@bin/setup run
