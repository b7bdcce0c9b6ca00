#!/bin/sh
# Prints what the memory hotplug playground needs to show this machine, as one text. It only reads; nothing is changed,
# nothing is sent anywhere. Run it as root for addresses and the kernel log; as a user it says what it could not read.
#
#     sh capture.sh > machine.txt

export LC_ALL=C
SYS=${CAPTURE_ROOT:-}/sys
PROC=${CAPTURE_ROOT:-}/proc
MEMORY=$SYS/devices/system/memory
NODE=$SYS/devices/system/node
DAX=$SYS/bus/dax/devices

# unread WHAT: says what is missing, and why if that is known.
unread() {
	if [ "$(id -u)" = 0 ]; then
		echo "=== unread $1"
	else
		echo "=== unread $1 (not root)"
	fi
}

# file PATH: the whole file as a section; nothing when there is none.
file() {
	[ -e "$1" ] || return 0
	if text=$(cat "$1" 2>/dev/null); then
		printf '=== file %s\n' "${1#"${CAPTURE_ROOT:-}"}"
		[ -z "$text" ] || printf '%s\n' "$text"
	else
		unread "${1#"${CAPTURE_ROOT:-}"}"
	fi
}

# some PATH PATTERN: the lines of a file that a pattern matches.
some() {
	[ -e "$1" ] || return 0
	if [ -r "$1" ]; then
		printf '=== file %s\n' "${1#"${CAPTURE_ROOT:-}"}"
		grep -E "$2" "$1"
	else
		unread "${1#"${CAPTURE_ROOT:-}"}"
	fi
}

# one NAME FILE: the first line of a file in a variable, - when it cannot be read.
one() {
	line=-
	if [ -r "$2" ]; then read -r line <"$2" 2>/dev/null || [ -n "$line" ] || line=-; fi
	[ -n "$line" ] || line=-
	eval "$1=\$line"
}

echo '=== capture 1'
echo "=== release $(uname -r)"
echo "=== arch $(uname -m)"
pagesize=$(getconf PAGESIZE 2>/dev/null) && echo "=== pagesize $pagesize"
# Of the command line only words about memory: others may be nobody's business.
if [ -r "$PROC/cmdline" ]; then
	read -r line <"$PROC/cmdline" || :
	words=
	for word in $line; do
		case $word in
		memhp_default_state=* | memory_hotplug.* | movable_node | kernelcore=* | movablecore=* | mem=* | memmap=* | numa*=*)
			words="$words $word"
			;;
		esac
	done
	printf '=== file /proc/cmdline\n%s\n' "${words# }"
fi
file "$MEMORY/block_size_bytes"
file "$MEMORY/auto_online_blocks"
[ ! -e "$MEMORY/probe" ] || printf '=== file /sys/devices/system/memory/probe\n'
for parameter in online_policy auto_movable_ratio auto_movable_numa_aware memmap_on_memory; do
	file "$SYS/module/memory_hotplug/parameters/$parameter"
done
for mask in possible online has_memory has_normal_memory has_cpu; do
	file "$NODE/$mask"
done

if [ -d "$MEMORY" ]; then
	echo '=== blocks'
	for block in "$MEMORY"/memory[0-9]*; do
		[ -d "$block" ] || continue
		one state "$block/state"
		one removable "$block/removable"
		one zones "$block/valid_zones"
		node=-
		for link in "$block"/node[0-9]*; do
			if [ -e "$link" ] || [ -h "$link" ]; then
				node=${link##*/}
				break
			fi
		done
		printf '%s %s %s %s %s\n' "${block##*/}" "$state" "$removable" "$node" "$zones"
	done
else
	unread "$MEMORY"
fi

some "$PROC/zoneinfo" '^Node |^ +(spanned|present|managed|start_pfn:) '
some "$PROC/meminfo" '^MemTotal:'
file "$PROC/iomem"
if [ -r "$PROC/iomem" ] && ! grep -Eqv '^ *0+-0+ : ' "$PROC/iomem"; then
	unread 'the addresses of /proc/iomem'
fi

for device in "$DAX"/dax*; do
	[ -e "$device" ] || continue
	for name in size align target_node resource memmap_on_memory hotplug state; do
		file "$device/$name"
	done
	for mapping in "$device"/mapping[0-9]*; do
		[ ! -d "$mapping" ] || for name in start end; do file "$mapping/$name"; done
	done
	if [ -h "$device/driver" ]; then
		target=$(ls -l "$device/driver" 2>/dev/null)
		printf '=== file %s/driver\n%s\n' "${device#"${CAPTURE_ROOT:-}"}" "${target##*/}"
	fi
done

if text=$(numactl -H 2>/dev/null); then
	printf '=== nodes\n%s\n' "$text"
fi
if [ -z "${CAPTURE_ROOT:-}" ] && text=$(dmesg 2>/dev/null) && [ -n "$text" ]; then
	echo '=== log'
	printf '%s\n' "$text" |
		grep -E 'Memory block size|SRAT: Node|virtio_mem |paravirtualized kernel|Hypervisor detected|emory offlining|removing memory fails|kmem '
elif [ -z "${CAPTURE_ROOT:-}" ]; then
	unread 'the kernel log'
fi
echo '=== end'
