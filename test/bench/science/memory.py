"""`memory.py DOCUMENT DEVICE WAY TEXTS`: peak of an activation cache, in bytes, on the last line.

WAY is "scaffold", "files" (the scaffold, with float16 in files) or "instead". Each is a process of its
own, so that nothing is left over from another. On the CPU it is what the process takes of its own memory
(pages of mapped files can be given back at any time), on a GPU what PyTorch has there, beyond what was
taken before.
"""

import contextlib
import io
import re
import sys
import tempfile
import threading
from pathlib import Path

import torch
from common import run_document


def anonymous_memory():
    """Bytes of this process that are in memory and in no file; Linux only."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"RssAnon:\s*(\d+) kB", status)[1]) * 1024


class Peak:
    """The most memory that a block takes, beyond what was taken when it began: `bytes`."""

    def __init__(self, device):
        self.device, self.bytes = device, 0

    def __enter__(self):
        if self.device == "cuda":
            torch.cuda.synchronize()
            torch.cuda.reset_peak_memory_stats()
            self.before = torch.cuda.memory_allocated()
        else:
            self.before, self.done = anonymous_memory(), threading.Event()
            self.thread = threading.Thread(target=self.watch)
            self.thread.start()
        return self

    def watch(self):
        while not self.done.wait(0.002):
            self.bytes = max(self.bytes, anonymous_memory() - self.before)

    def __exit__(self, *error):
        if self.device == "cuda":
            torch.cuda.synchronize()
            self.bytes = torch.cuda.max_memory_allocated() - self.before
        else:
            self.done.set()
            self.thread.join()


def main(document, device, way, count):
    names = run_document(document, device)
    model, tokenizer = names["net"], names["my_tok"]
    texts = [names["random_text"](16 + 7 * i % 110) for i in range(int(count))]
    rows, layers = names["token_rows"](tokenizer, texts), names["block_names"](model)
    cache, run = names["cache_tokens"], names["run_transformer"]
    with (
        contextlib.redirect_stderr(io.StringIO()),
        tempfile.TemporaryDirectory() as folder,
        Peak(device) as peak,
    ):
        if way == "instead":
            batch = tokenizer(texts, padding=True, return_tensors="pt").to(device)
            with torch.no_grad():
                kept = model(**batch, output_hidden_states=True).hidden_states
        elif way == "files":
            kept = cache(run, model, rows, layers, dtype=torch.float16, folder=folder)
        else:
            kept = cache(run, model, rows, layers)
    assert kept
    print(peak.bytes)


main(*sys.argv[1:])
