"""Asks pip-audit for known vulnerabilities of what requirements.txt and requirements-dev.txt pin.

Ends with 1 where there are any. Behind a mirror that knows no vulnerabilities nothing can be asked: that is said, and
is no failure, as it tells nothing about the packages.
"""

import json
import subprocess
import sys

failed = False
for file in ("requirements.txt", "requirements-dev.txt"):
    command = [sys.executable, "-m", "pip_audit", "--requirement", file, "--disable-pip", "--require-hashes"]
    done = subprocess.run([*command, "--format", "json"], capture_output=True, text=True, check=False, timeout=600)
    try:
        packages = json.loads(done.stdout)["dependencies"]
    except ValueError:
        sys.exit(f"{file}: pip-audit gave no answer:\n{done.stderr}")
    asked = [package for package in packages if "skip_reason" not in package]
    print(f"{file}: {len(asked)} of {len(packages)} packages audited", flush=True)
    if not asked:
        print("  No source of known vulnerabilities can be reached from here, so NOTHING WAS AUDITED.")
    for package in asked:
        for known in package["vulns"]:
            failed = True
            mended = ", ".join(known["fix_versions"]) or "no version yet"
            print(f"  {package['name']} {package['version']}: {known['id']}, mended in {mended}")
sys.exit(failed)
