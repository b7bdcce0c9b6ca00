/**
 * What stands in docs/command-line.md besides the table of commands.
 */

export const INTRODUCTION = `# The command line

<!-- Made by bin/write-reference.ts from the table of commands. Do not edit. -->

Everything that the page finds out about a scenario can be asked without a browser:

\`\`\`sh
npm install
npx hotplug explore my-suspicion.txt
\`\`\`

A FILE named \`-\` is stdin. Pasted and quoted mail is read as it is, so \`npx hotplug explore - < mail.txt\` answers a mail.
Errors go to stderr with line, column, what was expected and what would help. Exit codes are the same everywhere: 0 is yes,
1 is no, 2 is "this cannot be understood", 3 is "not known". Nothing is coloured, so output can be piped, and a reader that
stops early (\`| head\`) ends the command quietly.

[language.md](language.md) describes scenario texts.`;

export const CLOSING = `## Verdicts

The words are those of herd7. \`Sometimes\`, \`Always\` and \`Never\` say in how many of the final states a condition holds;
the two numbers behind them are the final states in which it does and in which it does not. \`Ok\` and \`No\` say whether that
is what the quantifier wants: \`exists\` wants Sometimes or Always, \`never\` wants Never, \`always\` wants Always. \`??\` stands
where the search was cut short before that was known.

A final state is one in which nobody can go on: everybody has come to the end of their lines, or sleeps for ever
(\`~deadlock\`), or goes round without an end (\`~livelock\`).

A witness is a shortest way. The numbers of its schedule are steps of the kernel model; \`run --schedule\` plays it again, on
the same text and the same kernel.

## On many machines

\`explore --shard I/N\` looks at one of N parts of the work and prints JSON; \`merge\` joins the parts. They need nothing of each
other while they run, so whatever starts jobs can spread them: every job reads the same text, writes one file, and needs no
network. What \`merge\` says is exact: verdicts, final states, witnesses and the numbers of states and runs are those of one
exploration of the whole.

With [GNU parallel](https://www.gnu.org/software/parallel/), on the processors of one machine, or with \`--sshlogin\` on several
that have the project in the same place:

\`\`\`sh
seq 16 | parallel 'npx hotplug explore --shard {}/16 pinned.txt > part-{}.json'
npx hotplug merge part-*.json
\`\`\`

Without it, \`xargs\` does the same on one machine (\`-P\`: so many at a time):

\`\`\`sh
seq 16 | xargs -P "$(nproc)" -I{} sh -c 'npx hotplug explore --shard {}/16 pinned.txt > part-{}.json'
npx hotplug merge part-*.json
\`\`\`

On Kubernetes, as an [Indexed Job](https://kubernetes.io/docs/tasks/job/indexed-parallel-processing-static/): the index of a
pod counts from 0, shards count from 1. The image holds the project after \`npm install\`; the text comes from a ConfigMap
(\`kubectl create configmap suspicion --from-file=pinned.txt\`), the parts go to a volume that all pods can write to.

\`\`\`yaml
apiVersion: batch/v1
kind: Job
metadata:
  name: explore
spec:
  completionMode: Indexed
  completions: 16
  parallelism: 16
  backoffLimitPerIndex: 2
  template:
    spec:
      restartPolicy: Never
      containers:
        - name: shard
          image: registry.example.org/hotplug
          workingDir: /playground
          command:
            - sh
            - -c
            - |
              part=$((JOB_COMPLETION_INDEX + 1))
              npx hotplug explore --shard "$part/16" /scenario/pinned.txt > "/parts/$part.tmp" &&
                mv "/parts/$part.tmp" "/parts/$part.json"
          resources:
            requests: { cpu: '1', memory: 1Gi }
          volumeMounts:
            - { name: scenario, mountPath: /scenario }
            - { name: parts, mountPath: /parts }
      volumes:
        - name: scenario
          configMap: { name: suspicion }
        - name: parts
          persistentVolumeClaim: { claimName: parts }
\`\`\`

When the job has completed, \`npx hotplug merge /parts/*.json\` in any pod with that volume gives the answer.

How the work is divided: how far the actors have come is a point, a run is a way of points that never turns back, and every
run crosses the middle in one point. Shards divide these points among themselves; each looks at what leads to its points and
at what follows from them. The price:

- Parts overlap, because a state can be reached through the points of several shards. On the program of the measurements
  (three actors, two ranges) a shard of 8 looks at a quarter to a half of all states. Shards divide memory and time on one
  machine, they do not divide the sum: use them for what is too large for one machine, not for what takes seconds.
- No shard knows what the others see. When one has passed over a step as if nobody could notice it and another has seen that
  somebody does, \`merge\` searches that part again, with what all of them know, before it says anything.
- A file holds a name of 96 bits for every state (16 characters each), so that states that several shards have seen count once.
- \`--max-states\` bounds each shard. A shard that reaches the bound says so and ends with 0 all the same, so that a job runner
  does not start it again; the answer of \`merge\` is "not complete" then, and its exit code 3.`;
