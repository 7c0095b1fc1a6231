from . import quiet
