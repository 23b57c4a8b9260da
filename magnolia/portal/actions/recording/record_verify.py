"""Check this record without the portal: every file against its checksum, every event against the chain, every anchor.

Run it with Python 3 in the folder that holds it: python3 verify.py. It needs nothing but Python's standard library.
Exit status 0: the record is whole. 1: something was altered or is missing, and each line says what.
"""

import hashlib
import json
import sys
from pathlib import Path


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def files(bag: Path) -> list[str]:
    """Sentences on files that are missing, altered or more than the manifest lists."""
    faults, listed = [], set()
    for manifest in ("tagmanifest-sha256.txt", "manifest-sha256.txt"):
        for line in (bag / manifest).read_text(encoding="utf-8").splitlines():
            digest, name = line.split(maxsplit=1)
            path = bag / name.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")
            listed.add(path)
            if not path.is_file():
                faults.append(f"{name} is missing.")
            elif hashlib.sha256(path.read_bytes()).hexdigest() != digest:
                faults.append(f"{name} was altered.")
    more = (path for path in (bag / "data").rglob("*") if path.is_file() and path not in listed)
    return faults + [f"{path.relative_to(bag)} is not in the manifest." for path in more]


def chain(case: dict, events: list[dict]) -> list[str]:
    """Sentences on events that are missing, altered, or out of their place."""
    faults, previous = [], ""
    for place, event in enumerate(events, start=1):
        header = json.loads(event["header"])
        if header["seq"] != place or header["case"] != case["id"]:
            faults.append(f"Event {place} is missing or in the wrong place.")
        if event["previous"] != previous or sha256(event["previous"] + event["header"]) != event["hash"]:
            faults.append(f"Event {place} was altered.")
        if event["text"] is not None and sha256(event["salt"] + event["text"]) != header["digest"]:
            faults.append(f"The text of event {place} was altered.")
        previous = event["hash"]
    if (len(events), previous) != (case["length"], case["head"]):
        faults.append("The end of the chain does not match the case.")
    return faults


def anchors(case: dict, events: list[dict], made: list[dict]) -> list[str]:
    """Sentences on daily anchors that do not hold, or that this case no longer matches."""
    faults = []
    for anchor in made:
        if sha256(anchor["previous"] + anchor["day"] + "\n".join(anchor["lines"])) != anchor["hash"]:
            faults.append(f"The anchor of {anchor['day']} was altered.")
        own = [line.split() for line in anchor["lines"] if line.startswith(case["id"])]
        for _, seq, head in own:
            if int(seq) > len(events) or events[int(seq) - 1]["hash"] != head:
                faults.append(f"The events no longer match the anchor of {anchor['day']}.")
        if not own:
            faults.append(f"The anchor of {anchor['day']} does not cover this case.")
    return faults


def main() -> int:
    data = Path(__file__).resolve().parent
    case = json.loads((data / "events" / "case.json").read_text(encoding="utf-8"))
    lines = (data / "events" / "events.jsonl").read_text(encoding="utf-8").splitlines()
    events = [json.loads(line) for line in lines]
    made = json.loads((data / "events" / "anchors.json").read_text(encoding="utf-8"))
    faults = files(data.parent) + chain(case, events) + anchors(case, events, made)
    for fault in faults:
        print(fault)
    if not faults:
        print(f"The record of {case['number']} is whole: events {len(events)}, anchors {len(made)}.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
