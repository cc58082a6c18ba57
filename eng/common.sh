# shellcheck shell=bash
# What the commands of this repository share. Their working directory is its root.

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }
fail() { say "$*"; exit 1; }

help() { # script: the comment at its beginning
  sed -n '2,/^[^#]/{ /^#/ s/^# \{0,1\}//p }' "$1"
}

is_number() { [[ $1 =~ ^[0-9]+$ ]]; }
