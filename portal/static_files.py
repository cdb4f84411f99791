"""Static files under names that carry their hash, compressed, ES modules included.

Django rewrites imports only in `*.js`, and only those that end in a semicolon; our
modules are `*.mjs` and written without. So the patterns are our own.
"""

from typing import ClassVar

from whitenoise.storage import CompressedManifestStaticFilesStorage

Pattern = str | tuple[str, str]

IMPORT_FROM = (
    r"""(?P<matched>(?P<head>\b(?:import|export)\s*(?:[\w*\s{},$]+?)\s*from\s*)"""
    r"""["'](?P<url>\.{1,2}/[^"']+)["'])""",
    """%(head)s"%(url)s\"""",
)
IMPORT_EFFECTS = (
    r"""(?P<matched>\bimport\s*["'](?P<url>\.{1,2}/[^"']+)["'])""",
    """import "%(url)s\"""",
)
IMPORT_LATER = (
    r"""(?P<matched>\bimport\(\s*["'](?P<url>\.{1,2}/[^"']+)["']\s*\))""",
    """import("%(url)s")""",
)


class HashedFiles(CompressedManifestStaticFilesStorage):
    patterns: ClassVar[tuple[tuple[str, tuple[Pattern, ...]], ...]] = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("*.mjs", (IMPORT_FROM, IMPORT_EFFECTS, IMPORT_LATER)),
    )
    # A module that imports a module changes its hash with it: passes until nothing moves.
    max_post_process_passes = 10
