#!/bin/sh
# Makes the caller's clips, with flite 2.2 (Debian: apt install flite) in the voice slt.
# 16 kHz, 16 bit, mono, as flite writes them. Usage: sh make.sh, in this folder.
set -eu

say() {
	flite -voice slt -t "$2" -o "$1.wav"
}

say greeting "Good evening!"
say question "When is the museum open on Saturday?"
say story "Please tell me a story."
say interruption "Sorry, when is the library open on Sunday?"
say correction "No, I mean the museum."
say goodbye "Thank you, goodbye."
