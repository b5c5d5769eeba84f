"""The other way to search without a server: a tantivy index, all of which a function fetches before it can answer.

`app.py FOLDER` reads articles as JSON lines from stdin, writes their index to FOLDER, then answers each further line, a
query; it says what it measured as one line of JSON each.
"""

import json
import sys
import time
from pathlib import Path

import tantivy

folder = Path(sys.argv[1])
builder = tantivy.SchemaBuilder()
for field in ("headline", "lead", "body"):
    builder.add_text_field(field, stored=False, tokenizer_name="nl", index_option="position")
builder.add_text_field("slug", stored=True, tokenizer_name="raw")
dutch = (
    tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
    .filter(tantivy.Filter.lowercase())
    .filter(tantivy.Filter.stemmer("dutch"))
    .build()
)
index = tantivy.Index(builder.build(), path=str(folder))
index.register_tokenizer("nl", dutch)
writer = index.writer(heap_size=200_000_000, num_threads=1)
started = time.process_time()
for line in sys.stdin:
    if not line.strip():
        break
    writer.add_document(tantivy.Document(**json.loads(line)))
writer.commit()
writer.wait_merging_threads()
made = {
    "seconds": time.process_time() - started,
    "bytes": sum(file.stat().st_size for file in folder.iterdir()),
}
print(json.dumps(made), flush=True)
for line in sys.stdin:
    started = time.perf_counter()
    fresh = tantivy.Index.open(str(folder))
    fresh.register_tokenizer("nl", dutch)
    searcher = fresh.searcher()
    times = []
    for _ in range(6):
        found = searcher.search(fresh.parse_query(line.strip(), ["headline", "lead", "body"]), 20)
        slugs = [searcher.doc(address)["slug"][0] for _, address in found.hits]
        times.append((time.perf_counter() - started) * 1000)
        started = time.perf_counter()
    answer = {"count": found.count, "cold_ms": times[0], "warm_ms": sorted(times[1:])[2], "slugs": slugs}
    print(json.dumps(answer), flush=True)
