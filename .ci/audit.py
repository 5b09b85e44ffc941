"""Check the packages pinned in requirements.txt and requirements-dev.txt for known vulnerabilities with pip-audit.

Exit with 1 if there are any. If no vulnerability service is reachable (behind a mirror of PyPI), say so and succeed.
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
        sys.exit(f"{file}: pip-audit failed:\n{done.stderr}")
    asked = [package for package in packages if "skip_reason" not in package]
    print(f"{file}: {len(asked)} of {len(packages)} packages audited", flush=True)
    if not asked:
        print("  No vulnerability service can be reached, so NOTHING WAS AUDITED.")
    for package in asked:
        for known in package["vulns"]:
            failed = True
            fixed = ", ".join(known["fix_versions"]) or "no version yet"
            print(f"  {package['name']} {package['version']}: {known['id']}, fixed in {fixed}")
sys.exit(failed)
