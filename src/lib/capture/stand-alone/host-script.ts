/**
 * The host's side of a stand-alone test: finds kernel and tools, packs the guest's first file system, starts QEMU, does
 * what the machine itself has to do at the steps that ask for it, and keeps what the guest prints.
 */
import type { RecordPlan, RecordStep } from '../export-record.ts';
import { quoteWord } from '../shell-quote.ts';
import { kernelCommandLine } from '../record/kernel-args.ts';
import { comment, guestInit, type ShellPlan } from './guest-init.ts';

/** Settings and the search for what is needed. */
const PARTS = String.raw`
set -u
# What is used; each can be set in the environment.
: "${'${QEMU:=qemu-system-x86_64}'}"                 # the machine
: "${'${BUSYBOX:=$(command -v busybox.static || command -v busybox || echo busybox)}'}"  # the guest's programs: linked statically
: "${'${KERNEL:=/boot/vmlinuz-$(uname -r)}'}"        # a kernel for x86-64
: "${'${MODULES:=}'}"                                # its folder of modules; found beside the kernel when empty
: "${'${ACCEL:=}'}"                                  # kvm or tcg; kvm where the processor can when empty
: "${'${LIMIT:=1800}'}"                              # seconds after which a machine that is not done is given up

out=$name.run.txt dry=''
usage="usage: sh $0 [--dry-run] [--out FILE]
Boots a kernel in QEMU, does the steps of this test and writes what it answered to FILE ($out).
The playground shows FILE beside its model: drop it on the page.
Environment: KERNEL, MODULES, BUSYBOX, QEMU, ACCEL, LIMIT."
while [ $# -gt 0 ]; do
  case $1 in
  --dry-run) dry=1 ;;
  --out) [ $# -gt 1 ] || { echo "$usage" >&2; exit 2; }; out=$2; shift ;;
  --help) echo "$usage"; exit 0 ;;
  *) echo "$0: unknown word $1" >&2; echo "$usage" >&2; exit 2 ;;
  esac
  shift
done

stop() { printf '%s: %s\n' "$0" "$1" >&2; exit 1; }
# $1: a program, $2: where it comes from.
need() { command -v "$1" >/dev/null 2>&1 || missing="$missing
  $1: $2"; }
missing=''
need "$QEMU" 'apt install qemu-system-x86, dnf install qemu-system-x86-core; or set QEMU'
need "$BUSYBOX" 'apt install busybox-static, dnf install busybox; or set BUSYBOX'
need cpio 'apt install cpio'
need gzip 'apt install gzip'
[ -r "$KERNEL" ] || missing="$missing
  $KERNEL: the kernel cannot be read. Set KERNEL to one, or copy it with sudo; without installing one:
    apt-get download linux-image-NUMBER-amd64 && dpkg-deb -x linux-image-*.deb k && KERNEL=\$(echo k/boot/vmlinuz-*) sh $0"
# A program that needs libraries cannot be the guest's: ldd lists what it needs.
! ldd "$(command -v "$BUSYBOX")" 2>/dev/null | grep -q '=>' || missing="$missing
  $BUSYBOX: it needs libraries. Take a static one: apt install busybox-static; or set BUSYBOX"
release=${'${KERNEL##*/vmlinuz-}'}
if [ -z "$MODULES" ]; then
  for MODULES in "${'${KERNEL%/boot/*}'}/lib/modules/$release" "/lib/modules/$release"; do [ ! -d "$MODULES" ] || break; done
fi
if [ -n "$missing" ]; then
  [ -n "$dry" ] || stop "this is missing:$missing"
  printf 'missing:%s\n' "$missing"
fi

if [ -z "$ACCEL" ]; then
  ACCEL=tcg
  # A device file alone proves nothing: in a machine that is virtual itself it may be there and not work.
  [ ! -w /dev/kvm ] || ! grep -Eq '^flags.*(vmx|svm)' /proc/cpuinfo || ACCEL=kvm
fi

# The file of module $1 in the kernel's folder; both kinds of dashes are tried.
module_file() {
  find "$MODULES" -name "$(printf '%s' "$1" | sed 's/[-_]/[-_]/g').ko*" 2>/dev/null | head -n 1
}
# Files of what module $1 needs, first first, then its own. A package that was only unpacked has no modules.dep.
with_needs() {
  file=$(module_file "$1")
  [ -n "$file" ] || return 0
  [ ! -r "$MODULES/modules.dep" ] || awk -v it="${'${file#"$MODULES"/}'}:" -v at="$MODULES" '
    $1 == it { for (i = NF; i > 1; i--) print at "/" $i }' "$MODULES/modules.dep"
  printf '%s\n' "$file"
}
unpack() {
  case $1 in
  *.xz) xz -dc "$1" ;;
  *.zst) zstd -dcq "$1" ;;
  *.gz) gzip -dc "$1" ;;
  *) cat "$1" ;;
  esac
}
# Puts module $1 and what it needs into the first file system; fails when the kernel has none of that name.
pack_module() {
  files=$(with_needs "$1")
  if [ -z "$files" ]; then
    grep -q "/$(printf '%s' "$1" | sed 's/[-_]/[-_]/g')\.ko\$" "$MODULES/modules.builtin" 2>/dev/null || return 1
    : >"$folder/root/modules/$1.built-in"
    return 0
  fi
  printf '%s\n' "$files" | while read -r file; do
    short=${'${file##*/}'}
    short=$(printf '%s' "${'${short%%.ko*}'}" | tr - _)
    unpack "$file" >"$folder/root/modules/$short.ko" || exit 1
    printf '%s\n' "$short" >>"$folder/root/modules/$1.needs"
  done || stop "a module cannot be unpacked: $files"
}
`;

const RUN = String.raw`
if [ -n "$dry" ]; then
  echo "would pack: $BUSYBOX as /bin/busybox, the guest's part of this script as /init, modules: $FIRST $LATER"
  echo "with: QEMU=$QEMU ACCEL=$ACCEL KERNEL=$KERNEL MODULES=$MODULES"
  echo 'would do:'
  steps_in_words
  echo "would write: $out"
  exit 0
fi

folder=$(mktemp -d) || stop 'there is no room for a temporary folder'
started=''
clean() {
  [ ! -s "$folder/pid" ] || kill "$(cat "$folder/pid")" 2>/dev/null
  [ -z "$started" ] || wait "$started" 2>/dev/null
  rm -rf "$folder"
}
trap clean EXIT
trap 'exit 1' INT TERM HUP

# The guest's first file system.
mkdir -p "$folder/root/bin" "$folder/root/dev" "$folder/root/proc" "$folder/root/sys" "$folder/root/modules"
cp "$(command -v "$BUSYBOX")" "$folder/root/bin/busybox"
ln -s busybox "$folder/root/bin/sh"
init >"$folder/root/init"
chmod 755 "$folder/root/init" "$folder/root/bin/busybox"
# All applets of the guest: a busybox of a rescue disk may lack some.
for applet in awk cat cmp cp dd dmesg head insmod mkfifo mount mv poweroff readlink rm rmmod sed sh sleep stty tail tr uname; do
  "$folder/root/bin/busybox" --list | grep -qx "$applet" || stop "$BUSYBOX has no $applet: take busybox-static"
done
for module in $FIRST; do
  pack_module "$module" || stop "the kernel has no module $module in $MODULES: set MODULES to its folder"
done
# A step may well ask for a module that is not there; the guest tells what comes of it.
for module in $LATER; do pack_module "$module" || :; done
(cd "$folder/root" && find . | cpio --quiet -o -H newc | gzip) >"$folder/initrd" || stop 'the first file system cannot be packed'

# QEMU with two lines to it: its monitor, and the second serial port of the guest.
mkfifo "$folder/monitor.in" "$folder/monitor.out" "$folder/guest.in" "$folder/guest.out"
# Opened before QEMU is there, so that nothing waits for a QEMU that ends at once; QEMU alone keeps 7 and 8: when it ends,
# reading ends.
exec 7<>"$folder/monitor.out" 8<>"$folder/guest.out"
exec 3<>"$folder/monitor.in" 4<"$folder/monitor.out" 5<"$folder/guest.out" 9<>"$folder/guest.in"
machine -accel "$ACCEL" -pidfile "$folder/pid" \
  -chardev "file,id=console,path=$folder/console" -serial chardev:console \
  -chardev "pipe,id=guest,path=$folder/guest" -serial chardev:guest \
  -chardev "pipe,id=monitor,path=$folder/monitor" -mon chardev=monitor,mode=control \
  -kernel "$KERNEL" -initrd "$folder/initrd" -append "$APPEND" >"$folder/qemu.log" 2>&1 &
started=$!
exec 7>&- 8>&-
(
  sleep "$LIMIT" &
  trap 'kill $!' TERM
  wait $! && echo "$0: not done after $LIMIT s: set LIMIT" >&2 && kill "$(cat "$folder/pid")"
) &
watchdog=$!
trap 'kill "$watchdog" 2>/dev/null; clean' EXIT

lost() {
  echo "$0: $1" >&2
  tail -n 20 "$folder/qemu.log" "$folder/console" >&2
  exit 1
}
# Reads what QEMU says until it is an answer ($1 empty) or matches $1; events go into the recording.
hear() {
  while IFS= read -r heard <&4; do
    case $heard in
    '{"return"'* | '{"error"'*) [ -n "$1" ] || return 0 ;;
    '{"QMP"'*) ;;
    *) printf 'q %s\n' "$heard" >&6 ;;
    esac
    [ -z "$1" ] || ! printf '%s' "$heard" | grep -Eq "$1" || return 0
  done
  lost 'QEMU ended'
}
# One command of QEMU's monitor (QMP); its answer is in $heard.
qmp() {
  printf '%s\n' "$1" >&3
  hear ''
}
# The same, and its answer belongs into the recording. Fails when QEMU refuses.
qmp_told() {
  qmp "$1"
  printf 'q %s\n' "$heard" >&6
  case $heard in '{"error"'*) return 1 ;; esac
}
# A DIMM is plugged: $1 its memory, $2 the device, $3 takes the memory back when QEMU refuses it.
plug() {
  qmp "$1"
  case $heard in '{"error"'*) lost "QEMU has no memory for the DIMM: $heard" ;; esac
  if qmp_told "$2"; then
    hear '"ACPI_DEVICE_OST".*"source": 1[,\}]'
    qmp_told '{"execute":"query-memory-devices"}'
  else
    qmp "$3"
  fi
}
# A DIMM is asked back: $1 says so, $2 takes its memory when it is gone.
unplug() {
  qmp_told "$1" || return 0
  hear '"DEVICE_DELETED"|"MEM_UNPLUG_ERROR"|"ACPI_DEVICE_OST".*"source": 3[,\}]'
  while case $heard in *'"status": 132'[,\}]*) true ;; *) false ;; esac; do
    hear '"DEVICE_DELETED"|"MEM_UNPLUG_ERROR"|"ACPI_DEVICE_OST".*"source": 3[,\}]'
  done
  # Success is told in two events, in this order.
  case $heard in *'"status": 0'[,\}]*) hear '"DEVICE_DELETED"' ;; esac
  case $heard in *'"DEVICE_DELETED"'*) qmp "$2" ;; esac
}

exec 6>"$out" || stop "$out cannot be written"
hear '"QMP"'
qmp '{"execute":"qmp_capabilities"}'
finished=''
while IFS= read -r line <&5; do
  case $line in
  'h '*) host_part "${'${line#h }'}"; echo go >&9 ;;
  'step '*) count=$((${'${count:-0}'} + 1)); printf '\rstep %s' "$count" >&2; printf '%s\n' "$line" >&6 ;;
  'lost '*) lost "${'${line#lost }'}" ;;
  end) finished=1; printf '%s\n' "$line" >&6; break ;;
  *) printf '%s\n' "$line" >&6 ;;
  esac
done
[ -n "$finished" ] || lost 'the machine ended before the last step; what it told so far is kept'
printf '\n%s is written: drop it on the page of the playground.\n' "$out" >&2
`;

const qmpLine = (execute: string, args: Readonly<Record<string, unknown>>): string =>
  quoteWord(JSON.stringify({ execute, arguments: args }));

/** What the machine does at a step, as lines of a shell; null where the guest does it alone. */
function hostLines(step: RecordStep): { readonly at: string; readonly after?: string } | null {
  switch (step.kind) {
    case 'device_add': {
      const { device, id, size, addr, node } = step;
      const memory = { 'qom-type': 'memory-backend-ram', id: `m${id}`, size, reserve: false };
      const place = addr === undefined ? {} : { addr };
      return {
        at: `plug ${qmpLine('object-add', memory)} \\\n    ${qmpLine('device_add', { driver: device, id, memdev: `m${id}`, ...place, node })} \\\n    ${qmpLine('object-del', { id: `m${id}` })}`,
      };
    }
    case 'device_del':
      return {
        at: `unplug ${qmpLine('device_del', { id: step.id })} ${qmpLine('object-del', { id: `m${step.id}` })}`,
      };
    case 'virtio_mem_request': {
      const path = `/machine/peripheral/${step.id}`;
      const set = { path, property: 'requested-size', value: step.requested };
      return {
        at: `qmp_told ${qmpLine('qom-set', set)} || :`,
        after: `qmp_told ${qmpLine('qom-get', { path, property: 'size' })} || :`,
      };
    }
    default:
      return null;
  }
}

function hostFunctions(plan: ShellPlan): string[] {
  const cases = plan.steps.flatMap(({ step, words }, i) => {
    const lines = hostLines(step);
    if (lines === null) return [];
    return [
      `  ${comment(`Step ${i + 1}. ${words}`)}`,
      `  ${i + 1}) ${lines.at} ;;`,
      ...(lines.after === undefined ? [] : [`  '${i + 1} after') ${lines.after} ;;`]),
    ];
  });
  return ['host_part() {', '  case $1 in', ...cases, '  *) lost "the guest asks for $1" ;;', '  esac', '}'];
}

/** A here-document whose end no line of the text is. */
function hereDocument(command: string, text: string): string[] {
  const lines = text.replace(/\n$/, '').split('\n');
  let end = 'END_OF_TEXT';
  while (lines.includes(end)) end += '_';
  return [`${command} <<'${end}'`, ...lines, end];
}

/** Why a shell in the guest cannot do a step as it was done; null when it can. */
export function beyondShell(step: RecordStep): string | null {
  const texts = Object.values(step).filter((value) => typeof value === 'string');
  if (texts.some((text) => text.includes('\0'))) return 'no shell can hold a NUL byte';
  if (step.kind === 'modprobe' || step.kind === 'rmmod') {
    return /^[\w-]+$/.test(step.module) ? null : 'this is no name of a module';
  }
  if (step.kind === 'tool') return 'the guest has busybox alone; say what it writes to sysfs';
  if (step.kind !== 'sysfs_write') return null;
  if (step.value === '' && step.newline === false)
    return 'a shell writes nothing where nothing is to be written';
  const bytes = new TextEncoder().encode(step.value).length;
  return bytes >= MOST_BYTES ? 'a shell would write so many bytes in pieces' : null;
}

/** One write of the guest's `dd`. */
const MOST_BYTES = 4096;

export interface StandAlone {
  readonly text: string;
  /** What is not in it, one sentence each. */
  readonly omitted: readonly string[];
}

/** The part of a plan that a shell can do, and a sentence for each step that it cannot. */
export function shellPlan(whole: RecordPlan): {
  readonly plan: ShellPlan;
  readonly omitted: readonly string[];
} {
  const steps: ShellPlan['steps'][number][] = [];
  const omitted: string[] = [];
  for (const { step, words } of whole.steps) {
    const why = beyondShell(step);
    if (why !== null) omitted.push(`${words}: ${why}.`);
    else if (step.kind !== 'tool') steps.push({ step, words });
  }
  return { plan: { ...whole, steps }, omitted };
}

/** The script: plain sh, to be run on any Linux with QEMU, without this project. */
export function standAloneScript(whole: RecordPlan): StandAlone {
  const { plan, omitted } = shellPlan(whole);
  const notDone = [...whole.omitted, ...omitted];
  const { machine, name, title, about } = plan;
  const words = ['-M', 'q35', '-smp', '1', '-m', machine.memory, ...machine.qemuArgs];
  const own = ['-nodefaults', '-nographic', '-no-reboot', '-rtc', 'base=2026-01-14T00:00:00'];
  const modules = plan.steps.flatMap(({ step }) => (step.kind === 'modprobe' ? [step.module] : []));
  const plain = (names: readonly string[]): string =>
    quoteWord([...new Set(names)].map((module) => module.replaceAll('-', '_')).join(' '));
  const inWords = [
    ...plan.steps.map((step, i) => `  ${i + 1}. ${step.words.replaceAll(/\s+/g, ' ')}`),
    ...notDone.map((text) => `  not done: ${text.replaceAll(/\s+/g, ' ')}`),
  ];
  const text = [
    '#!/bin/sh',
    comment(title),
    comment(about),
    '#',
    '# A test for a real kernel: boots one in QEMU, does the steps of a scenario of the memory hotplug playground and writes',
    '# what it answered to a file that the playground shows beside its model. Needs no root, changes nothing here but that',
    '# file, sends nothing. What it would do: sh THIS_FILE --dry-run',
    ...notDone.map((sentence) => comment(`Not done here: ${sentence}`)),
    PARTS.trimEnd().replace('\nset -u\n', () => `\nset -u\nname=${quoteWord(name)}\n`),
    '',
    '# Modules that are loaded before the first step, and those that a step asks for.',
    `FIRST=${plain(machine.modules)}`,
    `LATER=${plain(modules)}`,
    '# Kernel command line: a quiet console, no random addresses, debug messages of the memory core; then the policies.',
    `APPEND=${quoteWord(kernelCommandLine(machine.kernelArgs))}`,
    '# The machine: those words that matter for memory, no devices but those named, a clock that starts at the same moment.',
    'machine() {',
    `  exec "$QEMU" ${words.map(quoteWord).join(' ')} \\`,
    `    ${own.map(quoteWord).join(' ')} "$@"`,
    '}',
    'steps_in_words() {',
    ...hereDocument('  cat', inWords.join('\n')),
    '}',
    "# The guest's part: its first program.",
    'init() {',
    ...hereDocument('  cat', guestInit(plan)),
    '}',
    ...hostFunctions(plan).flatMap((line, i) =>
      i === 0 ? ['# What the machine does at the steps that the guest cannot do.', line] : [line],
    ),
    RUN.trim(),
    '',
  ].join('\n');
  return { text, omitted: notDone };
}
