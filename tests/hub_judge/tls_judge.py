"""Judges samscope over https; not part of ctest. Needs the openssl program; no other package.

    python tests/hub_judge/tls_judge.py BUILD_FOLDER      (needs: ninja serve_fake_hub samscope)

The fake Hub is put behind TLS with a certificate that nobody vouches for: samscope must refuse it in one line, ask
nothing, and try no second time; once SSL_CERT_FILE or SSL_CERT_DIR names the certificate, as the Python client has it,
the download must work. A certificate for another name must stay refused.
"""

import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

build = pathlib.Path(sys.argv[1]).resolve()
work = pathlib.Path(tempfile.mkdtemp(prefix="tls-judge-"))
failures = 0


def check(name, good, detail=""):
    global failures
    failures += not good
    print(f"{'ok  ' if good else 'FAIL'} {name}{'' if good else ': ' + str(detail)[-1500:]}")


def certificate(name, alternative):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={name}",
                    "-addext", f"subjectAltName={alternative}", "-keyout", work / f"{name}.key",
                    "-out", work / f"{name}.pem"], check=True, capture_output=True)
    return work / f"{name}.pem", work / f"{name}.key"


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


class TlsFront:
    """Takes TLS connections and passes what is inside them on to the fake Hub."""

    def __init__(self, hub_port, pem, key):
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(pem, key)
        self.hub_port, self.tries, self.passed = hub_port, 0, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"https://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            plain, _ = self.listener.accept()
            self.tries += 1
            threading.Thread(target=self.serve, args=(plain,), daemon=True).start()

    def serve(self, plain):
        try:
            inside = self.context.wrap_socket(plain, server_side=True)
        except OSError:  # the other side did not like the certificate
            return
        first = inside.recv(65536)
        if not first:
            return
        self.passed += 1
        hub = socket.create_connection(("127.0.0.1", self.hub_port))
        hub.sendall(first)
        threading.Thread(target=pump, args=(inside, hub), daemon=True).start()
        pump(hub, inside)


def download(front, home, **more):
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("HF_", "SSL_CERT")) and "proxy" not in k.lower()}
    env = kept | {"HF_HOME": str(work / home), "HF_ENDPOINT": front.url, "HF_TOKEN": "hf_judge"} | more
    return subprocess.run([build / "bin" / "samscope", "download", "org/tiny/config.json"], env=env,
                          capture_output=True, text=True, timeout=120)


repo = work / "repo"
repo.mkdir()
(repo / "config.json").write_text('{"model_type": "sam"}\n')
hub = subprocess.Popen([build / "tests" / "serve_fake_hub", "org/tiny", repo], stdin=subprocess.PIPE,
                       stdout=subprocess.PIPE, text=True)
port = int(hub.stdout.readline().strip().rsplit(":", 1)[1])
pem, key = certificate("right", "IP:127.0.0.1")
front = TlsFront(port, pem, key)

run = download(front, "untrusted")
check("an untrusted certificate is refused in one line", run.returncode == 2 and run.stderr.count("\n") == 1 and
      "certificate is not trusted" in run.stderr and "SSL_CERT_FILE" in run.stderr and not run.stdout, run.stderr)
print("    " + run.stderr.strip())
check("nothing was asked, and it was not tried again", (front.tries, front.passed) == (1, 0),
      (front.tries, front.passed))
check("nothing was put into the cache", not list((work / "untrusted").rglob("config.json")))

run = download(front, "file", SSL_CERT_FILE=str(pem))
check("SSL_CERT_FILE names the certificate", run.returncode == 0 and
      pathlib.Path(run.stdout.strip()).read_bytes() == (repo / "config.json").read_bytes(), run.stderr)
folder = work / "certificates"
folder.mkdir()
(folder / "mine.pem").write_bytes(pem.read_bytes())
run = download(front, "dir", SSL_CERT_DIR=str(folder))
check("SSL_CERT_DIR holds the certificate", run.returncode == 0, run.stderr)
run = download(front, "none", SSL_CERT_FILE=str(repo / "config.json"))
check("an SSL_CERT_FILE without certificates is named", run.returncode == 2 and run.stderr.count("\n") == 1 and
      "holds no certificate" in run.stderr, run.stderr)

other, other_key = certificate("other", "DNS:hub.example")
front = TlsFront(port, other, other_key)
run = download(front, "name", SSL_CERT_FILE=str(other))
check("a trusted certificate for another host is refused", run.returncode == 2 and front.passed == 0 and
      "certificate is not trusted" in run.stderr, run.stderr)
print("    " + run.stderr.strip())

hub.stdin.close()
hub.wait(timeout=10)
print(f"\n{failures} failed")
sys.exit(1 if failures else 0)
