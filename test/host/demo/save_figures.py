"""A matplotlib backend for the demo: what would open in a window is saved as <script>-<n>.png, so that no run
overwrites the figure of another."""

import sys
from pathlib import Path

from matplotlib._pylab_helpers import Gcf
from matplotlib.backend_bases import FigureManagerBase
from matplotlib.backends.backend_agg import FigureCanvasAgg

FigureCanvas = FigureCanvasAgg
FigureManager = FigureManagerBase


def show(*_args, **_kwargs):
    for manager in Gcf.get_all_fig_managers():
        manager.canvas.figure.savefig(f"{Path(sys.argv[0]).stem}-{manager.num}.png", dpi=80)
