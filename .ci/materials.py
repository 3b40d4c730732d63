"""A software bill of materials (CycloneDX 1.5) from `cargo metadata` on standard input.

Packages that the program is built from, without those for its tests. The same lock file gives the same bytes.
"""

import json
import sys

metadata = json.load(sys.stdin)
packages = {package["id"]: package for package in metadata["packages"]}
nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
root = metadata["resolve"]["root"]

# Only what is compiled into the program or makes it: no dependencies for tests.
found, waiting = {root}, [root]
while waiting:
    for dependency in nodes[waiting.pop()]["deps"]:
        kinds = {kind["kind"] for kind in dependency["dep_kinds"]}
        if dependency["pkg"] not in found and kinds & {None, "build"}:
            found.add(dependency["pkg"])
            waiting.append(dependency["pkg"])


def purl(package: dict) -> str:
    return f"pkg:cargo/{package['name']}@{package['version']}"


def component(package: dict) -> dict:
    made = {"type": "library", "bom-ref": purl(package), "name": package["name"], "version": package["version"]}
    made["purl"] = purl(package)
    if package["license"]:
        made["licenses"] = [{"expression": package["license"].replace("/", " OR ")}]
    return made


def by_name(ids: set) -> list:
    return sorted((packages[i] for i in ids), key=lambda package: (package["name"], package["version"]))


json.dump(
    {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": "shortlist", "name": "shortlist", "version": sys.argv[1]}
        },
        "components": [component(package) for package in by_name(found - {root})],
        "dependencies": [
            {
                "ref": "shortlist" if package["id"] == root else purl(package),
                "dependsOn": [purl(p) for p in by_name({d["pkg"] for d in nodes[package["id"]]["deps"]} & found)],
            }
            for package in by_name(found)
        ],
    },
    sys.stdout,
    indent=1,
)
print()
