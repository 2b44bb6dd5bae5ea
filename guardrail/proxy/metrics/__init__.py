"""What Prometheus is told of a server: counts, times and states of all its workers, and nothing of what anybody said."""

from .cells import Cells, forget_dead
from .exposition import TEXT, content_type, expose
from .family import FAMILIES, Family, Kind
from .heard import CountedLog
from .meters import Meters
from .process import of_process

__all__ = ["FAMILIES", "TEXT", "Cells", "CountedLog", "Family", "Kind", "Meters", "content_type", "expose", "forget_dead", "of_process"]
