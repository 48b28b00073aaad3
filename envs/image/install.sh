#!/bin/sh
# What the images of Docker and Apptainer hold: run as root in a bare Debian, in a folder with Makefile and envs.
set -eu
apt-get update
apt-get install --yes --no-install-recommends ca-certificates make python3 python3-venv
rm -rf /var/lib/apt/lists/*
make setup
# Whoever runs a survey may not write there. Some packages have files of other Pythons, which do not compile.
"$VENV/bin/python" -m compileall -q "$VENV/lib" || true
