"""Does the filter say which extra it lacks, where it lacks it?"""

from __future__ import annotations

import subprocess
import sys


def test_the_error_names_the_extra() -> None:
    code = (
        "import sys; sys.modules['ahocorasick_rs'] = None\n"
        "from aftershock.errors import ExtraMissing\n"
        "try:\n    import aftershock.shield.decide\n"
        "except ExtraMissing as error:\n    print(error)\n"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "needs the extra 'shield'" in said.stdout
