"""The clients of the checklist: `cast`, and JSON-RPC by hand where `cast` has no words for what is asked."""

import http.client
import json
import os
import subprocess
import urllib.parse


class RpcFailure(Exception):
    """An answer that is an error."""

    def __init__(self, error):
        super().__init__(f"{error.get('code')}: {error.get('message')}")
        self.code = error.get("code")
        self.message = error.get("message", "")
        self.data = error.get("data")


class Rpc:
    """JSON-RPC over one HTTP connection."""

    def __init__(self, url):
        address = urllib.parse.urlparse(url)
        self.connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)

    def post(self, body):
        """Sends JSON and returns JSON."""
        try:
            self.connection.request("POST", "/", json.dumps(body), {"content-type": "application/json"})
            return json.loads(self.connection.getresponse().read())
        except (http.client.HTTPException, OSError):
            # The next question opens a new connection.
            self.connection.close()
            raise

    def __call__(self, method, *params):
        answer = self.post({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
        if "error" in answer:
            raise RpcFailure(answer["error"])
        return answer["result"]

    def number(self, method, *params):
        """The same for answers that are hexadecimal numbers."""
        return int(self(method, *params), 16)

    def failure(self, method, *params):
        """The error that a call ends with."""
        try:
            result = self(method, *params)
        except RpcFailure as failure:
            return failure
        raise AssertionError(f"{method} answered {json.dumps(result)} where an error was due")

    def batch(self, calls):
        """The answers to a list of (method, params...), in order."""
        return self.post(
            [
                {"jsonrpc": "2.0", "id": index, "method": method, "params": params}
                for index, (method, *params) in enumerate(calls)
            ]
        )

    def send(self, raw):
        """Submits a signed transaction's bytes."""
        return self("eth_sendRawTransaction", "0x" + raw.hex())

    def refusal(self, raw):
        """The error that a signed transaction's bytes are refused with."""
        return self.failure("eth_sendRawTransaction", "0x" + raw.hex())


class CastFailure(Exception):
    """`cast` ended with a status other than 0; the text is what it said."""


class Cast:
    """The real `cast`, with nothing of the caller's own configuration."""

    def __init__(self, program, url):
        self.program = program
        self.environment = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("ETH_", "FOUNDRY_", "DAPP_", "CAST_", "TEMPO_"))
        }
        self.environment["ETH_RPC_URL"] = url
        self.environment["NO_COLOR"] = "1"

    def __call__(self, *arguments, offline=False):
        """What it prints."""
        environment = dict(self.environment)
        if offline:
            del environment["ETH_RPC_URL"]
        command = [self.program, *map(str, arguments)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        if done.returncode != 0:
            raise CastFailure((done.stderr + done.stdout).strip())
        return done.stdout.strip()

    def json(self, *arguments):
        """What it prints with `--json`."""
        return json.loads(self(*arguments, "--json"))

    def number(self, *arguments):
        """A decimal number it prints, without the remark behind it (`1000 [1e3]`)."""
        return int(self(*arguments).split()[0])

    def failure(self, *arguments):
        """What it says when it fails."""
        try:
            output = self(*arguments)
        except CastFailure as failure:
            return str(failure)
        raise AssertionError(f"cast {arguments[0]} printed {output!r} where an error was due")

    def send(self, key, *arguments):
        """The receipt of `cast send`."""
        return self.json("send", "--private-key", key, *arguments)
