"""The Hugging Face Hub on this machine: a server of folders that can fail, and a cache's layout."""

import hashlib
import json
import re
import shutil
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path


def commit_of(folder: Path) -> str:
    """The number of a commit of these files: other files, another commit."""
    content = (file.name.encode() + file.read_bytes() for file in sorted(folder.iterdir()))
    return hashlib.sha1(b"".join(content)).hexdigest()


def lay_out(cache: Path, repository: str, folder: Path) -> Path:
    """Put the files of a folder into a cache as the Hub's client does; returns the snapshot."""
    home = cache / f"models--{repository.replace('/', '--')}"
    snapshot = home / "snapshots" / commit_of(folder)
    for part in (home / "blobs", home / "refs", snapshot):
        part.mkdir(parents=True)
    (home / "refs" / "main").write_text(snapshot.name)
    for file in folder.iterdir():
        blob = home / "blobs" / hashlib.sha256(file.read_bytes()).hexdigest()
        shutil.copy(file, blob)
        (snapshot / file.name).symlink_to(Path("../../blobs") / blob.name)
    return snapshot


class LocalHub:
    """Serves repositories, name to folder, as the Hub does, or with one of the faults below.

    fault is None or one of: "404", "500", "garbage" (no JSON), "html" (a login page in place of
    everything), "hang" (no answer), "slow" (no weights), both until `go` is set, "half" (no
    weights at all), "truncate" (files end too soon), "corrupt" (weights of the right size with
    other bytes). asked holds the paths.
    """

    def __init__(self, repositories: dict[str, Path]):
        self.repositories = repositories
        self.fault: str | None = None
        self.go = threading.Event()
        self.asked: list[str] = []

    @contextmanager
    def serving(self):
        """Serve inside the block; gives the address."""
        server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            self.go.set()
            server.shutdown()
            server.server_close()

    def answer(self, path: str) -> tuple[int, bytes, dict[str, str]]:
        """Return status, body and headers of a healthy Hub."""
        if found := re.fullmatch(r"/api/models/([^/]+/[^/]+)(/revision/main|/tree/.*)?", path):
            folder = self.repositories.get(found[1])
            if folder and (found[2] or "").startswith("/tree/"):
                return 200, json.dumps(list(map(_entry, folder.iterdir()))).encode(), {}
            if folder:
                files = [{"rfilename": file.name} for file in folder.iterdir()]
                about = {
                    "id": found[1],
                    "modelId": found[1],
                    "sha": commit_of(folder),
                    "siblings": files,
                }
                return 200, json.dumps(about).encode(), {}
        if found := re.fullmatch(r"/([^/]+/[^/]+)/resolve/[^/]+/(.+)", path):
            folder = self.repositories.get(found[1])
            if folder and (folder / found[2]).exists():
                body = (folder / found[2]).read_bytes()
                etag = hashlib.sha256(body).hexdigest()
                return 200, body, {"ETag": f'"{etag}"', "X-Repo-Commit": commit_of(folder)}
        return 404, b"{}", {"X-Error-Code": "RepoNotFound"}


def _entry(file: Path) -> dict:
    oid = hashlib.sha1(file.read_bytes()).hexdigest()
    return {"type": "file", "path": file.name, "size": file.stat().st_size, "oid": oid}


def _handler(hub: LocalHub) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            path = self.path.partition("?")[0]
            hub.asked.append(path)
            status, body, headers = hub.answer(path)
            is_file = "/resolve/" in path
            weights = path.endswith((".safetensors", ".bin"))
            if hub.fault == "hang" or (hub.fault == "slow" and weights):
                hub.go.wait(30)
            if hub.fault in ("404", "500") or (hub.fault == "half" and weights):
                status, body, headers = 404 if hub.fault == "404" else 500, b"{}", {}
            if hub.fault == "garbage" and not is_file:
                body = b"\x00{[garbage"
            if hub.fault == "html":
                body, headers = b"<!doctype html><title>Log in</title>", {}
            if hub.fault == "corrupt" and weights:
                body = bytes(len(body))
            self.send(status, body, headers, cut=hub.fault == "truncate" and is_file)

        do_HEAD = do_GET

        def send(self, status, body, headers, cut):
            first = int((re.match(r"bytes=(\d+)-", self.headers.get("Range", "")) or [0, 0])[1])
            if first:
                headers |= {"Content-Range": f"bytes {first}-{len(body) - 1}/{len(body)}"}
                status, body = 206, body[first:]
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body[: len(body) // 2] if cut else body)
            self.close_connection = cut

        def log_message(self, *_):
            pass

    return Handler
