"""Build the scripts and maps that the pages ship: ``python tools/build_vendor.py`` (needs npm and its registry).

Everything comes from packages of the npm registry, whose versions and SHA-512 stand here; nothing is changed but the wrapping
of the map data, which pages opened from a disk can only load as scripts.
"""

import base64
import hashlib
import io
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path

PAGE = Path(__file__).parents[1] / "explore" / "page"
PACKAGES = {
    # charts; Apache-2.0
    "echarts@6.1.0": "q0yaFPggC9FUdsWH4blavRWFmxdrIodbkoKNAjJudAI6CA9gNPxHtV2RcZNEepZVlk4yvBYkOkbk6HIVpIyHZA==",
    # the last version that ships the shapes of China's provinces and cities; Apache-2.0
    "echarts@4.9.0": "+ugizgtJ+KmsJyyDPxaw2Br5FqzuBnyOWwcxPKO6y0gc5caYcfnEUIlNStx02necw8jmKmTafmpHhGo4XDtEIA==",
    # .xlsx files in the browser; MIT
    "write-excel-file@4.1.1": "MUnCnNtQrcZek832ZcU24uU0rSphFmKPD1DvIjXOlygVb93CV7Tme6H3jUTkxsMmjB2W7HIzERzjqTi5kui71A==",
}

NAMED = {"taiwan": "710000", "xianggang": "810000", "xizang": "540000"}
"""Files whose features have no codes."""


def main() -> None:
    new, old, excel = (package(name, digest) for name, digest in PACKAGES.items())
    vendor, maps = PAGE / "vendor", PAGE / "maps"
    for folder in (vendor, maps):
        folder.mkdir(exist_ok=True)
    (vendor / "echarts.min.js").write_bytes(new["dist/echarts.min.js"])
    (vendor / "echarts.LICENSE.txt").write_bytes(new["LICENSE"] + b"\n" + new["NOTICE"])
    (vendor / "write-excel-file.min.js").write_bytes(excel["bundle/write-excel-file.min.js"])
    (vendor / "write-excel-file.LICENSE.txt").write_bytes(excel["LICENSE"])
    country = json.loads(old["map/json/china.json"])
    write_map(maps / "100000.js", "100000", country)
    for name, data in sorted(old.items()):
        if name.startswith("map/json/province/"):
            shape = json.loads(data)
            adcode = NAMED.get(Path(name).stem) or province_of(shape)
            write_map(maps / f"{adcode}.js", adcode, shape)
    (maps / "LICENSE.txt").write_bytes(
        b"Shapes from the npm package echarts 4.9.0 (map/json), Apache-2.0. They are coarse and only for orientation;\n"
        b"they are no statement about borders.\n\n" + old["LICENSE"] + b"\n" + old["NOTICE"]
    )


def package(name: str, digest: str) -> dict[str, bytes]:
    """The files of an npm package.

    Raises:
        SystemExit: its bytes are not those that were looked at.
    """
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", name, "--silent"], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        data = next(Path(folder).glob("*.tgz")).read_bytes()
    found = base64.b64encode(hashlib.sha512(data).digest()).decode()
    if found != digest:
        raise SystemExit(f"{name}: sha512 {found}, not {digest}")
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        return {
            member.name.partition("/")[2]: archive.extractfile(member).read()  # type: ignore[union-attr]
            for member in archive.getmembers()
            if member.isfile()
        }


def province_of(shape: dict) -> str:
    """The adcode of the province whose cities a file has."""
    codes = {feature["id"][:2] for feature in shape["features"] if feature.get("id")}
    (code,) = codes
    return f"{code}0000"


def rounded(value: object) -> object:
    """Coordinates to a hundredth of a degree, about a kilometre."""
    return [rounded(v) for v in value] if isinstance(value, list) else round(value, 2)  # type: ignore[call-overload]


def write_map(path: Path, adcode: str, shape: dict) -> None:
    """A map as a script that hands it to the page."""
    for feature in shape["features"]:
        geometry = feature["geometry"]
        if isinstance(geometry["coordinates"], list) and not shape.get("UTF8Encoding"):
            geometry["coordinates"] = rounded(geometry["coordinates"])
    words = json.dumps(shape, ensure_ascii=False, separators=(",", ":"))
    path.write_text(f'S.map("{adcode}",{words});\n', "utf-8")


if __name__ == "__main__":
    main()
