"""Judges samscope's Hub against the real Python client (huggingface_hub); not part of ctest.

    python tests/hub_judge/judge.py BUILD_FOLDER      (needs: ninja serve_fake_hub samscope; pip install huggingface_hub)

First the fake Hub of the tests is judged: the client must be able to download from it, upload to it and scan what it
filled. Then samscope is judged: each must find what the other has put into the shared cache, and what samscope pushes
must come out of the client unchanged.
"""

import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

build = pathlib.Path(sys.argv[1]).resolve()
source = pathlib.Path(__file__).resolve().parents[2]
samscope = build / "bin" / "samscope"
failures = 0


def check(name, good, detail=""):
    global failures
    failures += not good
    print(f"{'ok  ' if good else 'FAIL'} {name}{'' if good else ': ' + str(detail)[-1500:]}")


def environment(home, **more):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("HF_") and "proxy" not in k.lower()}
    return kept | {"HF_HOME": str(home), "HF_ENDPOINT": endpoint, "HF_HUB_DISABLE_XET": "1", "HF_TOKEN": "hf_judge",
                   "HF_HUB_DISABLE_TELEMETRY": "1", "QT_QPA_PLATFORM": "offscreen"} | more


def python(code, home, **more):
    """Runs code with the client in a process of its own, because the client reads its environment once."""
    run = subprocess.run([sys.executable, "-W", "error::UserWarning", "-c", code], env=environment(home, **more),
                         capture_output=True, text=True, timeout=300)
    return run.returncode == 0, run.stdout.strip(), run.stderr


def program(*arguments, home, **more):
    run = subprocess.run([str(samscope), *map(str, arguments)], env=environment(home, **more), capture_output=True,
                         text=True, timeout=300)
    return run.returncode == 0, run.stdout.strip(), run.stderr


def layout(home):
    """Every name in the cache with what it is, locks and times left aside."""
    cache = pathlib.Path(home) / "hub"
    found = {}
    for path in sorted(cache.rglob("*")):
        name = path.relative_to(cache).as_posix()
        if name.startswith(".locks") or path.is_dir() and not path.is_symlink():
            continue
        found[name] = "-> " + os.readlink(path) if path.is_symlink() else path.read_bytes()
        if name.split("/")[1:2] == ["trees"]:
            found[name] = json.loads(found[name])
    return found


def contents(folder):
    folder = pathlib.Path(folder)
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


SCAN = """
from huggingface_hub import scan_cache_dir
info = scan_cache_dir()
assert not info.warnings, info.warnings
for repo in sorted(info.repos, key=lambda r: r.repo_id):
    for revision in repo.revisions:
        print(repo.repo_id, revision.commit_hash, sorted(revision.refs), len(revision.files), revision.size_on_disk)
"""

work = pathlib.Path(tempfile.mkdtemp(prefix="hub-judge-"))
repo = work / "repo"
(repo / "docs").mkdir(parents=True)
(repo / "config.json").write_text('{"model_type": "sam"}\n')
(repo / "preprocessor_config.json").write_text("{}\n")
(repo / "docs" / "note é #1.txt").write_text("a name with a blank, an accent and a hash\n")
(repo / "README.md").write_text("---\nlibrary_name: transformers\n---\n")
(repo / "model.safetensors").write_bytes(random.Random(1).randbytes(3_000_000))

server = subprocess.Popen([str(build / "tests" / "serve_fake_hub"), "org/tiny", str(repo)], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True)
endpoint = server.stdout.readline().strip()
print("fake hub at", endpoint)
expected = contents(repo)

print("\nthe client against the fake Hub")
ok, out, err = python("from huggingface_hub import snapshot_download; print(snapshot_download('org/tiny'))", work / "p")
check("snapshot_download", ok and contents(out) == expected, err)
ok, out, err = python("from huggingface_hub import hf_hub_download; print(hf_hub_download('org/tiny', 'model.safetensors'))",
                      work / "p1")
check("hf_hub_download", ok and pathlib.Path(out).read_bytes() == expected["model.safetensors"], err)
ok, scanned, err = python(SCAN, work / "p")
check("scan_cache_dir", ok and "org/tiny" in scanned, err)
ok, out, err = python("""
from huggingface_hub import hf_hub_download
from huggingface_hub.errors import EntryNotFoundError, RepositoryNotFoundError, RevisionNotFoundError
for error, arguments in ((EntryNotFoundError, ('org/tiny', 'nothing')), (RepositoryNotFoundError, ('org/none', 'x')),
                         (RevisionNotFoundError, ('org/tiny', 'config.json', 'no-such-branch'))):
    try:
        hf_hub_download(*arguments[:2], revision=(arguments + ('main',))[2])
        raise SystemExit('no ' + error.__name__)
    except error:
        pass
""", work / "p2")
check("EntryNotFound, RepositoryNotFound, RevisionNotFound", ok, err)
ok, out, err = python(f"""
from huggingface_hub import CommitOperationAdd, HfApi
api = HfApi()
api.create_repo('tester/up', private=True)
api.create_repo('tester/up', exist_ok=True)
import pathlib
folder = pathlib.Path({str(repo)!r})
operations = [CommitOperationAdd(p.relative_to(folder).as_posix(), str(p)) for p in folder.rglob('*') if p.is_file()]
commit = api.create_commit('tester/up', operations, commit_message='all')
print(commit.oid)
request = api.create_commit('tester/up', [CommitOperationAdd('config.json', b'{{}}')], commit_message='pr', create_pr=True)
assert request.pr_url.endswith('/discussions/1')
""", work / "p3")
check("create_repo, create_commit (LFS in parts), pull request", ok, err)
ok, out, err = python("from huggingface_hub import snapshot_download; print(snapshot_download('tester/up'))", work / "p4")
check("what the client uploaded comes back", ok and expected.items() <= contents(out).items(), err)

print("\nsamscope's cache against the client")
ok, folder, err = program("download", "org/tiny", "--all", home=work / "s")
check("samscope download --all", ok and contents(folder) == expected, err)
mine, theirs = layout(work / "s"), layout(work / "p")
check("the same names, links, revisions, listings and tag", mine == theirs,
      {k: (mine.get(k), theirs.get(k)) for k in mine.keys() | theirs.keys() if mine.get(k) != theirs.get(k)})
ok, out, err = python(SCAN, work / "s")
check("scan_cache_dir says the same of both", ok and out == scanned, err + out + scanned)
ok, out, err = python("from huggingface_hub import snapshot_download; print(snapshot_download('org/tiny'))", work / "s",
                      HF_HUB_OFFLINE="1")
check("snapshot_download, offline", ok and out == folder, err)
for name in ("model.safetensors", "docs/note é #1.txt"):
    ok, out, err = python(f"from huggingface_hub import hf_hub_download; print(hf_hub_download('org/tiny', {name!r}))",
                          work / "s", HF_HUB_OFFLINE="1")
    check(f"hf_hub_download of {name}, offline", ok and pathlib.Path(out).read_bytes() == expected[name], err)
ok, out, err = python("from huggingface_hub import HfApi; v = HfApi().verify_repo_checksums('org/tiny'); "
                      "assert not v.mismatches and not v.missing_paths, v; print(v.checked_count)", work / "s")
check("verify_repo_checksums", ok and out == str(len(expected)), err + out)
ok, out, err = program("download", "org/tiny/model.safetensors", home=work / "s1")
ok2, out2, err2 = python(SCAN, work / "s1")
check("a single file: scan_cache_dir", ok and ok2, err + err2)
ok, out, err = program("download", "org/tiny/config.json", home=work / "s2", HF_HUB_DISABLE_SYMLINKS="1")
ok2, out2, err2 = python(SCAN, work / "s2")
check("without symbolic links: scan_cache_dir", ok and ok2, err + err2)
ok, out, err = python("from huggingface_hub import scan_cache_dir as s; i = s(); "
                      "i.delete_revisions(*[r.commit_hash for p in i.repos for r in p.revisions]).execute()", work / "s1")
check("the client deletes what samscope downloaded", ok and not list((work / "s1" / "hub").glob("models--*")), err)

print("\nthe client's cache against samscope")
ok, out, err = program("download", "org/tiny", "--all", home=work / "p", HF_HUB_OFFLINE="1")
check("samscope download --all, offline", ok and contents(out) == expected, err)
ok, out, err = program("download", "org/tiny/model.safetensors", home=work / "p1", HF_HUB_OFFLINE="1")
check("samscope download of one file, offline", ok and pathlib.Path(out).read_bytes() == expected["model.safetensors"], err)

print("\nsamscope's push against the client")
demo, converted = source / "resources" / "demo" / "demo_sam.pth", work / "converted"
ok, out, err = program("convert", "--checkpoint_path", demo, "--pytorch_dump_folder_path", converted, "--push_to_hub",
                       "--repo-id", "tester/demo", home=work / "c")
check("samscope convert --push_to_hub", ok, err)
ok, out, err = python("from huggingface_hub import snapshot_download; print(snapshot_download('tester/demo'))", work / "c1")
pushed = contents(out) if ok else {}
check("what samscope pushed comes back", ok and contents(converted).items() <= pushed.items(), err)
ok, out, err = python("from huggingface_hub import ModelCard; c = ModelCard.load('tester/demo'); "
                      "print(c.data.library_name, c.data.pipeline_tag); print(c.text)", work / "c1")
check("its model card is read", ok and "transformers mask-generation" in out and "demo_sam.pth" in out and
      "identical to the source" in out, err + out)
ok, out, err = program("push", converted, "--repo-id", "tester/demo", "--source", demo, home=work / "c")
check("a second push finds nothing to do", ok and "nothing to do" in out, out + err)

server.stdin.close()
server.wait(timeout=10)
print(f"\n{failures} failed")
sys.exit(1 if failures else 0)
