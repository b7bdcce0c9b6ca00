/**
 * The first program of the guest: a script for busybox that does the steps and prints, over the second serial port, what
 * came of each (format: read-run.ts). It knows nothing of memory but which files to look at.
 */
import { quoteWord } from '../shell-quote.ts';
import { WATCHED } from '../record/condense.ts';
import type { PlannedStep, RecordPlan, RecordStep } from '../export-record.ts';

/** What does not depend on the scenario. */
const TOOLS = String.raw`#!/bin/sh
# The only program of the guest. It does the steps below and prints what came of each.
export PATH=/bin
/bin/busybox mount -t proc proc /proc
/bin/busybox mount -t sysfs sysfs /sys
/bin/busybox mount -t devtmpfs dev /dev
exec 0</dev/console >/dev/console 2>&1
/bin/busybox --install -s /bin
exec 3<>/dev/ttyS1
stty raw -echo clocal <&3

# One line to the host.
say() { printf '%s\n' "$*" >&3; }
# Asks the host to do what belongs to a step on its side, and waits until that is done.
ask() { say "h $1"; read -r _ <&3; }

# What of the guest is looked at.
list_files() {
  files='' links=''
  for path in $WATCHED; do
    case $path in
    */memory[0-9]*/node[0-9]*) [ -e "$path" ] && links="$links $path" ;;
    */driver) [ -e "$path" ] && links="$links $path" ;;
    *) [ -f "$path" ] && files="$files $path" ;;
    esac
  done
}

# Its text: a line "f PATH" and a line "t TEXT" for each line of the file. Counters that move all the time are left out.
look() {
  list_files
  {
    awk '
      FNR == 1 { print "f " FILENAME }
      FILENAME == "/proc/zoneinfo" && !/^Node |^ *(spanned|present|managed) |^ *start_pfn:/ { next }
      FILENAME == "/proc/meminfo" && FNR > 1 { next }
      { print "t " $0 }' $files
    for path in $links; do
      echo "f $path"
      case $path in */driver) echo "t $(readlink "$path")" ;; esac
    done
  } >/look.now 2>/look.trouble
}

# Hundredths of a second that the machine runs, and that its processor was idle.
uptime_of() {
  read -r up idle </proc/uptime
  up=$((100 * ${'${up%.*}'} + 1${'${up#*.}'} - 100))
  idle=$((100 * ${'${idle%.*}'} + 1${'${idle#*.}'} - 100))
}

# Waits until the processor rests and nothing has changed $1 times in a row: the kernel's own threads are done then.
settle() {
  same=0 rounds=0
  look
  while [ "$same" -lt "$1" ] && [ "$rounds" -lt 600 ]; do
    rounds=$((rounds + 1))
    uptime_of
    up0=$up idle0=$idle
    sleep 0.2
    uptime_of
    mv /look.now /look.was
    look
    if [ $((100 * (idle - idle0))) -ge $((60 * (up - up0))) ] && cmp -s /look.now /look.was; then
      same=$((same + 1))
    else
      same=0
    fi
  done
  [ "$rounds" -lt 600 ] || say 'late the guest did not come to rest'
}

# What is not as it was told last: "f" and "t" lines, "g PATH" for what is gone. Then what the kernel has logged.
tell() {
  awk '
    function keep() {
      if (path == "") return
      if (!now) { old[path] = text; return }
      seen[path] = 1
      if (!(path in old) || old[path] != text) printf "f %s\n%s", path, text
    }
    FILENAME == "/look.now" && !now { keep(); path = ""; now = 1 }
    /^f / { keep(); path = substr($0, 3); text = ""; next }
    { text = text $0 "\n" }
    END {
      if (!now) exit
      keep()
      for (path in old) if (!(path in seen)) print "g " path
    }' /look.told /look.now >&3
  cp /look.now /look.told
  # A message without its end stays hidden until another one comes.
  echo '<7>hotplug recorder: end of a step' >/dev/kmsg
  dmesg -c -r | sed 's/^/k /' >&3
}

# The result of a command: "a 0", or "a 1" and what it complained about.
answer() {
  if [ "$1" = 0 ]; then say 'a 0'; else say "a 1 $(tr '\n' ' ' </trouble)"; fi
}
# Writes $1 to the file $2 with one open and one write.
put() {
  # A shell would try to make a file that is not there; opening it for reading tells the right error.
  printf '%s' "$1" >/value
  if [ -e "$2" ]; then dd if=/value of="$2" bs=4096 2>/trouble; else cat "$2" 2>/trouble; fi
  answer $?
}
get() {
  cat "$1" >/got 2>/trouble
  result=$?
  sed 's/^/o /' /got >&3
  [ ! -s /got ] || [ -z "$(tail -c 1 /got)" ] || printf '\nn\n' >&3
  answer "$result"
}
# Loads a module after what it needs; nothing is to be done for one that is part of the kernel.
load() {
  if [ -e "/modules/$1.built-in" ]; then
    true
  else
    if [ -r "/modules/$1.needs" ]; then
      while read -r other; do [ "$other" = "$1" ] || insmod "/modules/$other.ko"; done </modules/$1.needs 2>/dev/null
    fi
    insmod "/modules/$1.ko" 2>/trouble
  fi
}
unload() {
  rmmod "$1" 2>/trouble
  answer $?
}
# Keeps so many mebibytes in pipes, where the kernel can move nothing.
fill() {
  {
    ulimit -n 1048576 || ulimit -n "$(ulimit -H -n)"
    mkfifo /pipe
    left=$(($1 * 16)) fd=10
    while [ "$left" -gt 0 ]; do
      rm -f /pipe && mkfifo /pipe && eval "exec $fd<>/pipe" && dd if=/dev/zero of=/pipe bs=65536 count=1 || break
      left=$((left - 1)) fd=$((fd + 1))
    done
  } 2>/trouble
  answer $((left > 0))
}

say 'hotplug-run 1'
say "scenario $SCENARIO"
say "release $(uname -r)"
say "arch $(uname -m)"
say "cmdline $(cat /proc/cmdline)"
for module in $MODULES; do
  load "$module" || say "lost the module $module cannot be loaded: $(cat /trouble)"
done
: >/look.told
say 'boot'
settle 2
tell
`;

/** A step that a shell of busybox can do. */
export type ShellStep = Exclude<RecordStep, { readonly kind: 'tool' }>;

/** A plan of such steps alone. */
export interface ShellPlan extends Omit<RecordPlan, 'steps'> {
  readonly steps: readonly (PlannedStep & { readonly step: ShellStep })[];
}

/** As the kernel calls it. */
const plainModule = (name: string): string => quoteWord(name.replaceAll('-', '_'));

function stepLines(step: ShellStep, n: number): string[] {
  switch (step.kind) {
    case 'sysfs_write':
      return [
        `put ${quoteWord(step.value + (step.newline === false ? '' : '\n'))} ${quoteWord(step.path)}`,
        'look',
      ];
    case 'sysfs_read':
      return [`get ${quoteWord(step.path)}`, 'look'];
    case 'bind':
    case 'unbind':
      return [
        `put ${quoteWord(`${step.device}\n`)} /sys/bus/dax/drivers/${quoteWord(step.driver)}/${step.kind}`,
        'settle 2',
      ];
    case 'modprobe':
      return [`load ${plainModule(step.module)}; answer $?`, 'settle 2'];
    case 'rmmod':
      return [`unload ${plainModule(step.module)}`, 'settle 2'];
    case 'pin':
      return [`fill ${step.mib}`, 'look'];
    case 'device_add':
    case 'device_del':
      return [`ask ${n}`, 'settle 2'];
    case 'virtio_mem_request':
      // A driver that got nowhere sleeps before it looks again: twelve quiet looks are longer than that sleep's start.
      return [`ask ${n}`, 'settle 12', `ask "${n} after"`];
  }
}

/** A sentence as a comment of one line. */
export const comment = (text: string): string => `# ${text.replaceAll(/\s+/g, ' ')}`;

/** The whole script. Steps are numbered from 1. */
export function guestInit({ name, title, about, machine, steps }: ShellPlan): string {
  const { memory, qemuArgs, modules, note } = machine;
  const scenario = JSON.stringify({
    ...{ name, title, about },
    machine: { qemuArgs: ['-M', 'q35', '-smp', '1', '-m', memory, ...qemuArgs], modules, note },
  });
  const patterns = WATCHED.map(({ pattern }) => `  ${pattern}`).join('\n');
  const [first, rest] = [TOOLS.slice(0, TOOLS.indexOf('\n\n')), TOOLS.slice(TOOLS.indexOf('\n\n'))];
  const settings = [
    `SCENARIO=${quoteWord(scenario)}`,
    `MODULES=${quoteWord(modules.map((module) => module.replaceAll('-', '_')).join(' '))}`,
    `WATCHED='\n${patterns}'`,
  ];
  const body = steps.flatMap(({ step, words }, i) => [
    '',
    comment(`Step ${i + 1}. ${words}`),
    `say ${quoteWord(`step ${JSON.stringify(step)}`)}`,
    ...stepLines(step, i + 1),
    'tell',
  ]);
  return `${[first, ...settings, rest.trimEnd(), ...body, '', 'say end', 'poweroff -f'].join('\n')}\n`;
}
