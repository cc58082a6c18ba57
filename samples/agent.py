#!/usr/bin/env python3
"""An agent in Python: logs in, goes Ready, takes every call, and logs out on Ctrl+C.

Python's standard library has no WebSocket client. This one is the package websocket-client, 1.2 or later:
pip install websocket-client, or on Debian and Ubuntu apt install python3-websocket.
"""
import itertools, json, os, random, signal, sys, time, uuid
import websocket

BUS = os.environ.get("HIS_BUS", "ws://localhost:5080/bus")
LOGIN = {"agentId": os.environ.get("HIS_AGENT", "1001"), "password": os.environ["HIS_PASSWORD"]}
RECONNECT = (1001, 4005)  # HIS is stopping, or this client was too slow; every other close code is final


class Failure(Exception):
    """HIS refused a request. Decide by error["data"]["failure"]; error["message"] is a sentence for people."""


class Agent:
    def __init__(self):
        self.ids, self.events, self.sequence, self.resume, self.leaving = itertools.count(1), [], 0, None, False
        signal.signal(signal.SIGINT, lambda *_: setattr(self, "leaving", True))

    def read(self):
        """Returns the next message, or {} if there is none for a second. Pings are answered in here."""
        try:
            opcode, frame = self.socket.recv_data_frame()
        except websocket.WebSocketTimeoutException:
            return {}
        if opcode == websocket.ABNF.OPCODE_CLOSE:
            code, reason = int.from_bytes(frame.data[:2], "big"), frame.data[2:].decode()
            print(f"closed: {code} {reason}", flush=True)
            raise ConnectionError(reason) if code in RECONNECT else SystemExit(code != 1000)
        message = json.loads(frame.data)
        if "method" in message and message["params"]["sequence"] > self.sequence:
            self.sequence = message["params"]["sequence"]
            self.events.append(message["params"])
            print(message["method"], json.dumps(message["params"]), flush=True)
        return message

    def request(self, method, **params):
        """Sends a request and returns its result. Events that come before it wait in self.events."""
        request = {"jsonrpc": "2.0", "id": next(self.ids), "method": method, "params": params}
        params.setdefault("requestId", str(uuid.uuid4()))  # HIS runs it once, even if it is sent again
        self.socket.send(json.dumps(request))
        while (message := self.read()).get("id", 0) != request["id"]:
            pass
        if "error" in message:
            raise Failure(message["error"])
        return message["result"]

    def connect(self):
        """Logs in, or resumes the session after a lost connection."""
        self.socket = websocket.create_connection(BUS, timeout=1, subprotocols=["his.v1"], suppress_origin=True)
        if self.resume:
            self.resume.setdefault("lastSequence", self.sequence)  # the same bytes in each attempt
            result = self.request("session.request.resume", **self.resume)
        else:
            result = self.request("session.request.login", **LOGIN)
            self.request("channelgroup.request.ready")
        self.resume = {"resumeToken": result["resumeToken"], "requestId": str(uuid.uuid4())}
        self.sequence = max(self.sequence, result["snapshot"]["session"]["sequence"])
        for channel in result["snapshot"]["channelGroup"]["channels"]:
            for interaction in channel["interactions"]:
                self.act(interaction["id"], interaction["state"])

    def act(self, interaction, state):
        if verb := {"Alerting": "accept", "Ended": "complete"}.get(state):  # Ended: the customer is gone, wrap-up
            try:
                self.request(f"interaction.request.{verb}", interactionId=interaction)
            except Failure as failure:
                print(f"{verb}: {failure}", flush=True)  # such as: the caller has hung up

    def log_out(self, **reason):
        try:
            self.request("session.request.logout", **reason)
        except Failure as failure:
            error, self.leaving = failure.args[0], False
            if error["data"]["failure"] == "NeedInfo" and not reason:  # a person would choose
                return self.log_out(reason={"code": error["data"]["reason"]["reasons"][0]["code"]})
            print(f"logout: {error['message']}", flush=True)  # such as during a call: Ctrl+C tries again

    def run(self):
        pause = 1
        while True:
            try:
                self.connect()
                pause = 1
                while True:
                    while self.events:
                        event = self.events.pop(0)
                        self.act(event.get("interactionId"), event.get("state"))
                    if self.leaving:
                        self.log_out()
                    self.read()
            except (OSError, websocket.WebSocketException) as lost:
                print(f"connecting again: {lost}", flush=True)
                time.sleep(random.uniform(pause / 2, pause))  # not all clients in the same moment
                pause = min(pause * 2, 30)


try:
    Agent().run()
except Failure as failure:
    sys.exit(failure.args[0]["message"])
