/**
 * The prose of the reference: what no table can say.
 */

export const INTRODUCTION = `# The scenario language

<!-- Made by src/lib/scenario/text/write-reference.ts from the table that the parser reads. Do not edit. -->

A scenario says which kernel runs on which machine, who does what, and what is asked about the outcome. It is plain text
of at most 72 columns and survives a plain-text mail.

\`\`\`text
scenario "a page pinned in the second range"
about The removal word meets a page that does not move.
kernel v1p8 merged
node 0 ram=0-1G
node 1
dax dax0.0 node=1 ranges=4G+512M,5G+512M
set auto_online_blocks=online_movable

init:
  echo dax0.0 > kmem/bind
  pin memory42
driver:
  r1 = echo {unplug,unplugged} > dax0.0/{hotplug,state}
user:
  signal driver SIGINT

exists r1 = -EIO and memory32 absent and memory42 online
always driver hangs or r1 = ok or r1 < 0
\`\`\`

- One statement in a line. First what is there (\`scenario\`, \`about\`, \`kernel\`, \`machine\`, \`node\` …), then sections with
  lines, then conditions.
- A section begins with a name and a colon alone in a line. \`init:\` is done first, line by line, each to its end. Every
  other section is an actor. Actors run at the same time; an actor does its lines one after the other.
- In \`init:\` each line is done by whoever usually does such things; \`as root echo …\` names somebody.
- \`NAME = line\` gives what comes of a line a name, under which conditions ask for it.
- \`#\` begins a comment. Indentation and empty lines mean nothing.
- Texts in quotes know \`\\"\`, \`\\\\\`, \`\\n\` and \`\\t\`.

Pasted mail is read as it is: \`> \` in front of lines (once, several times or only here and there), CRLF, tabs,
typographic quotes, what stands above \`scenario\` and below \`-- \`, and answers
between and below the quoted lines. A line that ends with an open bracket or quote, with a
comma, \`|\`, \`and\`, \`or\`, a comparison, \`>\` or \`\\\`, goes on in the next; so does one whose next line begins with \`and\`,
\`or\`, a closing bracket, \`key=\` or a flag of the statement. A long \`about\` goes on in lines that begin with no word of the
language.`;

export const KERNEL_WORDS = `Names of files and words differ between kernels. \`{a,b}\` without spaces stands for the one that the kernel has:

- in a path, the attribute file that the kmem driver of this kernel makes: \`dax0.0/{hotplug,state}\`;
- in what is written, the first word that this attribute accepts: \`echo {unplug,unplugged} > …\`;
- in a condition, the first word that this attribute can show: \`dax0.0 {hotplug,state} = {offline,unplugged}\`.

If the kernel has none of them, it is the last; a shell is then told -ENOENT or -EINVAL, as on the real one.

A line may have alternatives: \`offline_memory(4G, 512M) or offline_and_remove_memory(4G, 512M)\`. The first is done whose
function this kernel exports with these arguments (or whose attribute file it has). A call that no alternative helps is
an error of the text for this kernel.`;

export const MACHINE_RULES = `The machine is x86-64. Without a \`node\` statement it is \`node 0 ram=0-4G\` and \`node 1\`; node ids that
are named, or below \`nodes=\`, are possible.

Derived from the addresses: zones (DMA below 16M, DMA32 below 4G, Normal above), their spans with holes, pages that are
present, memory blocks, \`System RAM\`, \`Soft Reserved\` for the region of a dax device, \`virtioN\` for virtio-mem. A block in
several zones reads \`none\` in valid_zones, memory0 for instance. Assumed: the entries below 1 MiB (a usual PC), the place
of the kernel code, and the managed pages (63 of 64; 3840 in ZONE_DMA), unless a \`zone\` statement says otherwise.

The module kmem is loaded and bound to nothing, so \`echo dax0.0 > kmem/bind\` binds; if any line says \`modprobe kmem\`, it is
not loaded before, and loading it binds every device. The default of the block size is what x86-64 chooses: 128M below
64G of RAM, else 2G (in a \`vm\` the largest of 2G, 1G … 128M that the end of RAM is a multiple of).`;

export const LINES = `Shell lines are \`echo TEXT > FILE\` (with a newline; \`echo -n\` without) and \`cat FILE\`. Words of a text are joined
with one space, as a shell does. The result of a write is 0 or a negative errno; of \`cat\` what it read.`;

export const VALUES = `- Sizes and addresses: \`4096\`, \`0x100000000\`, \`512M\`, \`4G\` (K, M, G, T, P), \`memory32\` (where that block begins),
  \`pfn:1048576\` (a page frame number), and sums of these: \`memory32+64M\`.
- Ranges: \`4G+512M\` (start and size), \`4G-5G\` (start and end, which does not belong to it), \`memory32\`, \`memory32-35\`
  (blocks, the last one belongs to it).
- Blocks: \`memory32\`, \`memory32-35\`, \`memory32-35,40\`.
- Errno: \`-EBUSY\`, or \`-16\`.
- A page: a block stands for the page in its middle, so \`pin memory42\` and \`unpin memory42\` mean the same page.`;

export const CONDITIONS = `\`exists F\` asks whether some order of events ends so, \`never F\` that none does, \`always F\` that all do. What is
looked at are the outcomes: states in which nothing goes on any more, because everybody is done, or stuck for ever. With
\`anytime\` (\`never anytime F\`) every state that another actor could see is looked at. \`~exists\` and \`forall\` are read as
\`never\` and \`always\`.

A formula joins questions with \`and\`, \`or\`, \`not\` and brackets; \`and\` binds stronger than \`or\`.

- \`r1 = -EIO\`, \`r1 = ok\` (0 or positive; of a program 0), \`r1 != ok\`, \`r1 < 0\`, \`r1 = 3\`; for \`cat\`: \`r1 = online\`,
  \`r1 = "a text"\`. All of them are false while the line has not ended: it then has no result.
- \`memory32 online\`; a block is BLOCK_STATES. \`memory32 in Movable\`: online in that zone. Lists mean all of them;
  \`any of memory32-35 online\`, \`none of memory32-35 present\`.
- \`memory32/state = offline\`, \`memory32 valid_zones = "Normal Movable"\`, \`dax0.0 size = 1G\`, \`node/online = 0-1\`: what \`cat\`
  prints, without the last newline; \`!=\` is its opposite. A file that is not there is equal to nothing.
  \`memory32/state exists\`, \`memory32/state absent\`.
- \`node1 Movable present = 256M\`: \`start\`, \`spanned\`, \`present\` or \`managed\` of a zone, as a size or as \`65536 pages\`; compare
  with \`=\`, \`!=\`, \`<\`, \`<=\`, \`>\`, \`>=\`.
- \`iomem "System RAM (kmem)" covers 4G+512M\`: one entry of that name covers the whole range.
- \`held device_hotplug_lock\`, \`held mem_hotplug_lock\`, \`held acpi_scan_lock\`, \`held dax0.0 lock\` (data->lock of kmem),
  \`held dax0.0 device_lock\`: somebody holds it.
- \`driver hangs\`: the actor never gets to its end. It sleeps for ever, or goes round without progress.
- \`dax0.0 leaks\`: something of an earlier binding is left that nobody will free; \`dax0.0 leaks PART\`: LEAK_WORDS.
  \`kmem leaks\`: the module was unloaded and its resource name was not freed. \`dax0.0 used-after-free\`: memory of its
  driver was used after it had been freed.
- \`count uevents "offline@/devices/system/memory/memory32" = 2\`, \`count events "GOING_OFFLINE" > 1\` (of the memory notifier
  chain), \`count log "hotremove" = 0\` (kernel log): how many of them, since the actors began, contain the text.`;

export const GRAMMAR = `\`\`\`text
scenario   = { about | title | fact } { section } { condition }
title      = "scenario" STRING
about      = "about" text to the end of the line
fact       = NAME { value | key "=" value { "," value } | flag }
section    = NAME ":" NEWLINE { line NEWLINE }
line       = [ NAME "=" ] [ "as" NAME ] action { "or" action }
action     = "echo" [ "-n" ] { word } ">" path | "cat" path
           | tool { word }
           | FUNCTION "(" [ argument { "," argument } ] ")"
           | verb { value | key "=" value | flag }
argument   = word { "|" word }
condition  = quantifier [ "anytime" ] formula
quantifier = "exists" | "never" | "always" | "~exists" | "forall"
formula    = term { "or" term }
term       = factor { "and" factor }
factor     = "not" factor | "(" formula ")" | question
question   = subject { word } comparison value [ "pages" ]
           | [ ( "all" | "any" | "none" ) "of" ] subject state
           | [ ( "all" | "any" | "none" ) "of" ] subject "in" ZONE
           | "iomem" STRING "covers" range
           | "held" word [ word ]
           | "count" ( "uevents" | "events" | "log" ) STRING comparison number
comparison = "=" | "!=" | "<" | "<=" | ">" | ">="
\`\`\``;
