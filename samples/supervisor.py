#!/usr/bin/env python3
"""Lists sessions and logs agents out, over HTTP. Uses only Python's standard library.

    HIS_KEY=... python3 supervisor.py list
    HIS_KEY=... python3 supervisor.py logout 1001 --by carol --interactions Wait
    HIS_KEY=... python3 supervisor.py cancel 1001

The key is the setting His:Api:Key of HIS.
"""
import argparse, json, os, sys, urllib.error, urllib.request

HIS = os.environ.get("HIS_URL", "http://localhost:5080")


def call(method, path="", body=None):
    """Calls HIS. Returns the status and the JSON of the response, or None if it has no body."""
    request = urllib.request.Request(f"{HIS}/api/v1/sessions{path}", method=method, data=None if body is None else json.dumps(body).encode())
    request.add_header("Authorization", f"Bearer {os.environ['HIS_KEY']}")
    request.add_header("Content-Type", "application/json")
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            text = response.read()
            return response.status, json.loads(text) if text else None
    except urllib.error.HTTPError as refused:  # problem details: "detail" is a sentence
        problem = json.load(refused) if "json" in refused.headers.get("Content-Type", "") else {}
        sys.exit(f"HIS refused with {refused.code}: {problem.get('detail') or refused.reason}")
    except urllib.error.URLError as unreachable:
        sys.exit(f"no response from {HIS}: {unreachable.reason}")


def session_of(agent):
    for entry in call("GET")[1]:
        if entry["session"]["agent"]["id"] == agent:
            return entry["session"]["id"]
    sys.exit(f"{agent} is not logged in")


def list_sessions(_):
    for entry in call("GET")[1]:
        agent = entry["session"]["agent"]
        channels = ", ".join(f"{it['id']} {it['agentState'] or it['activation']}" for it in entry["channels"])
        print(f"{agent['id']} ({agent['name']}): {channels}{'' if entry['connected'] else '; no browser'}")


def log_out(arguments):
    order = {"orderedBy": arguments.by, "cause": arguments.cause, "ongoingInteractions": arguments.interactions}
    status, _ = call("POST", f"/{session_of(arguments.agent)}/logout", order)
    print("logged out" if status == 200 else "will be logged out when no interaction is ongoing")


def cancel(arguments):
    call("DELETE", f"/{session_of(arguments.agent)}/logout")
    print("stays logged in")


parser = argparse.ArgumentParser(description="Lists the sessions of HIS and logs agents out.")
commands = parser.add_subparsers(required=True)
commands.add_parser("list", help="list the agents who are logged in").set_defaults(run=list_sessions)
logout = commands.add_parser("logout", help="log an agent out")
logout.add_argument("agent", help="the id of the agent")
logout.add_argument("--by", required=True, help="name of the requester, for the log")
logout.add_argument("--cause", default="Supervisor", choices=["Supervisor", "Inactivity", "AgentRemoved", "Maintenance"])
logout.add_argument("--interactions", default="Refuse", choices=["Refuse", "Wait", "End"], help="handling of ongoing interactions")
logout.set_defaults(run=log_out)
canceled = commands.add_parser("cancel", help="cancel a pending logout")
canceled.add_argument("agent", help="the id of the agent")
canceled.set_defaults(run=cancel)
arguments = parser.parse_args()
arguments.run(arguments)
