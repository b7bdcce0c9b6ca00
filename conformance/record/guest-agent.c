/*
 * The only program of a recorded machine. A shell would fork for every read and blur the errno of a write; this one
 * answers requests that come over the second serial port, one a line, and knows nothing of memory: which files matter
 * is told by the host.
 *
 *   watch PATTERN          look at these files (shell wildcards) whenever `changes` is asked
 *   slow PATTERN           the same, but `changes fast` leaves them out: their reader may have to wait
 *   changes [fast]         watched files that are new, different or gone since the last time
 *   read PATH
 *   write PATH HEX         one open and one write; HEX are the bytes
 *   begin JOB PATH HEX     the same in the background
 *   end JOB                wait for a background write
 *   signal JOB             interrupt it
 *   log                    records of the kernel log since the last time
 *   insert FILE [OPTIONS]  load a module                    remove NAME
 *   fill MEBIBYTES         keep kernel pages in pipes, where nothing can move them
 *   run HEX                run a program; HEX are its words, a NUL behind each. Two items: what it printed to standard
 *                          output and to standard error; the result is its exit code, 128 and the signal that killed it
 *   rest MILLISECONDS      sleep so long; the result is how much of it, in percent, nobody wanted the processor
 *   off
 *
 * Every answer is any number of items and a last line `= RESULT ERRNO`. An item is `file ERRNO LENGTH PATH` and that
 * many bytes, or `gone PATH`. Of a symbolic link the text is where it leads.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <glob.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/personality.h>
#include <sys/reboot.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { MOST_PATTERNS = 64, MOST_JOBS = 32, TABLE = 1 << 15, TEXT = 1 << 20, LINE = 1 << 14, MOST_WORDS = 64 };

/* What was last told about a path. Paths that are gone keep their place, with `told` false. */
struct known {
	char *path, *text;
	size_t length;
	int error;
	bool told, slow;
	unsigned round;
};

static struct known table[TABLE];
static struct { char *text; bool slow; } pattern[MOST_PATTERNS];
static int patterns, line_fd, log_fd;
static unsigned round_number;
static struct { pid_t pid; int result; } job[MOST_JOBS];
static char text[TEXT];

static void send_bytes(const char *bytes, size_t length)
{
	while (length) {
		ssize_t sent = write(line_fd, bytes, length);

		if (sent > 0) {
			bytes += sent;
			length -= sent;
		}
	}
}

static void say(const char *format, ...)
{
	char words[2048];
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(words, sizeof(words), format, args);
	va_end(args);
	send_bytes(words, length);
}

static void item(const char *path, const char *bytes, size_t length, int error)
{
	say("file %d %zu %s\n", error, length, path);
	send_bytes(bytes, length);
}

/* Reads a file or a link into `text`. */
static size_t read_text(const char *path, int *error)
{
	struct stat about;
	size_t length = 0;
	ssize_t got = -1;
	int fd;

	*error = 0;
	if (!lstat(path, &about) && S_ISLNK(about.st_mode)) {
		got = readlink(path, text, TEXT);
		if (got < 0)
			*error = errno;
		return got < 0 ? 0 : got;
	}
	fd = open(path, O_RDONLY);
	if (fd >= 0) {
		while ((got = read(fd, text + length, TEXT - length)) > 0)
			length += got;
	}
	if (got < 0) {
		*error = errno;
		length = 0;
	}
	if (fd >= 0)
		close(fd);
	return length;
}

static struct known *find(const char *path)
{
	unsigned hash = 2166136261u;
	const char *c;

	for (c = path; *c; c++)
		hash = (hash ^ (unsigned char)*c) * 16777619u;
	while (table[hash % TABLE].path && strcmp(table[hash % TABLE].path, path))
		hash++;
	return &table[hash % TABLE];
}

static void look(const char *path, bool slow)
{
	struct known *k = find(path);
	int error;
	size_t length = read_text(path, &error);

	if (error == ENOENT)
		return;
	if (!k->path)
		k->path = strdup(path);
	k->slow = slow;
	k->round = round_number;
	if (k->told && k->error == error && k->length == length && !memcmp(k->text, text, length))
		return;
	free(k->text);
	k->text = malloc(length + 1);
	memcpy(k->text, text, length);
	k->length = length;
	k->error = error;
	k->told = true;
	item(path, text, length, error);
}

static void changes(bool fast)
{
	int p, i;

	round_number++;
	for (p = 0; p < patterns; p++) {
		glob_t found;

		if (fast && pattern[p].slow)
			continue;
		if (!glob(pattern[p].text, 0, NULL, &found))
			for (i = 0; i < (int)found.gl_pathc; i++)
				look(found.gl_pathv[i], pattern[p].slow);
		globfree(&found);
	}
	for (i = 0; i < TABLE; i++) {
		struct known *k = &table[i];

		if (k->told && k->round != round_number && !(fast && k->slow)) {
			k->told = false;
			say("gone %s\n", k->path);
		}
	}
}

static size_t bytes_of(const char *hex, char *bytes)
{
	size_t length = 0;
	unsigned value;

	for (; hex[0] && hex[1] && sscanf(hex, "%2x", &value) == 1; hex += 2)
		bytes[length++] = value;
	return length;
}

static int write_hex(const char *path, const char *hex)
{
	static char bytes[LINE];
	size_t length = bytes_of(hex, bytes);
	int fd, error = 0;

	fd = open(path, O_WRONLY);
	if (fd < 0)
		return errno;
	if (write(fd, bytes, length) < 0)
		error = errno;
	close(fd);
	return error;
}

static void woken(int signal_number)
{
	(void)signal_number;
}

static void begin(int id, const char *path, const char *hex)
{
	int ends[2];

	if (pipe(ends))
		return;
	job[id].result = ends[0];
	job[id].pid = fork();
	if (!job[id].pid) {
		struct sigaction action = { .sa_handler = woken };
		int error;

		sigaction(SIGUSR1, &action, NULL);
		error = write_hex(path, hex);
		_exit(write(ends[1], &error, sizeof(error)) == sizeof(error) ? 0 : 1);
	}
	close(ends[1]);
}

/* The errno of a job, or -1 for a writer that died inside the kernel. */
static int end(int id)
{
	int error;
	bool answered = read(job[id].result, &error, sizeof(error)) == sizeof(error);

	close(job[id].result);
	waitpid(job[id].pid, NULL, 0);
	return answered ? error : -1;
}

/* A message without its newline stays hidden until the next one comes: the host skips this one. */
static void tell_log(void)
{
	static const char flush[] = "<7>hotplug recorder: end of a step\n";
	int fd = open("/dev/kmsg", O_WRONLY);
	ssize_t got;

	if (fd >= 0) {
		got = write(fd, flush, sizeof(flush) - 1);
		close(fd);
	}
	for (;;) {
		got = read(log_fd, text, TEXT);
		if (got > 0)
			item("log", text, got, 0);
		else if (got == 0 || errno != EPIPE)
			return;
	}
}

static int insert(const char *file, const char *options)
{
	int fd = open(file, O_RDONLY), error = 0;

	if (fd < 0)
		return errno;
	if (syscall(SYS_finit_module, fd, options, 0))
		error = errno;
	close(fd);
	return error;
}

static int fill(int mebibytes)
{
	static char page[1 << 16];

	while (mebibytes-- > 0) {
		int ends[2], i;

		if (pipe2(ends, O_NONBLOCK) || fcntl(ends[1], F_SETPIPE_SZ, 1 << 20) < 0)
			return errno;
		for (i = 0; i < 16; i++)
			if (write(ends[1], page, sizeof(page)) < 0)
				return errno;
	}
	return 0;
}

/* The program of a child, always at the same addresses: words from `bytes`, output and errors into the two pipes. */
static void become(char *bytes, size_t length, int out, int err)
{
	static char *environment[] = { "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", "HOME=/root", "TERM=dumb", NULL };
	char *words[MOST_WORDS + 1];
	size_t at;
	int n = 0;

	for (at = 0; at < length && n < MOST_WORDS; at += strlen(bytes + at) + 1)
		words[n++] = bytes + at;
	words[n] = NULL;
	personality(ADDR_NO_RANDOMIZE);
	dup2(open("/dev/null", O_RDONLY), 0);
	dup2(out, 1);
	dup2(err, 2);
	execvpe(words[0], words, environment);
	_exit(127);
}

static int run(const char *hex)
{
	static char bytes[LINE], said[2][TEXT];
	static const char *const name[] = { "stdout", "stderr" };
	size_t length = bytes_of(hex, bytes), got[2] = { 0, 0 };
	struct pollfd from[2];
	int ends[2][2], i, status = 0, open_ends = 2;
	pid_t child;

	bytes[length] = 0;
	for (i = 0; i < 2; i++)
		if (pipe2(ends[i], O_CLOEXEC))
			return -1;
	child = fork();
	if (!child)
		become(bytes, length, ends[0][1], ends[1][1]);
	for (i = 0; i < 2; i++) {
		close(ends[i][1]);
		from[i] = (struct pollfd){ .fd = ends[i][0], .events = POLLIN };
	}
	while (open_ends && poll(from, 2, -1) > 0)
		for (i = 0; i < 2; i++) {
			ssize_t more;

			if (from[i].fd < 0 || !from[i].revents)
				continue;
			more = read(from[i].fd, said[i] + got[i], TEXT - got[i]);
			if (more > 0) {
				got[i] += more;
				continue;
			}
			close(from[i].fd);
			from[i].fd = -1;
			open_ends--;
		}
	waitpid(child, &status, 0);
	for (i = 0; i < 2; i++)
		item(name[i], said[i], got[i], 0);
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

/* Seconds since the start of the machine, and those of them that the processor was idle. */
static void uptime(double *since_start, double *idle)
{
	int error;
	size_t length = read_text("/proc/uptime", &error);

	text[length < TEXT ? length : TEXT - 1] = 0;
	if (sscanf(text, "%lf %lf", since_start, idle) != 2)
		*since_start = *idle = 0;
}

static int rested(int milliseconds)
{
	double start, end, idle_before, idle_after;

	uptime(&start, &idle_before);
	usleep(milliseconds * 1000);
	uptime(&end, &idle_after);
	return end > start ? (idle_after - idle_before) * 100 / (end - start) : 0;
}

static void obey(char *line)
{
	char *verb = strtok(line, " "), *first = strtok(NULL, " "), *rest = strtok(NULL, "");
	int result = 0, error = 0;

	if (!verb)
		return;
	if (!first)
		first = "";
	if (!rest)
		rest = "";
	if ((!strcmp(verb, "watch") || !strcmp(verb, "slow")) && patterns < MOST_PATTERNS) {
		pattern[patterns].text = strdup(first);
		pattern[patterns++].slow = verb[0] == 's';
	} else if (!strcmp(verb, "changes")) {
		changes(*first);
	} else if (!strcmp(verb, "read")) {
		size_t length = read_text(first, &error);

		item(first, text, length, error);
	} else if (!strcmp(verb, "write")) {
		error = write_hex(first, rest);
	} else if (!strcmp(verb, "begin")) {
		char *hex = strchr(rest, ' ');

		if (hex)
			*hex++ = 0;
		begin(atoi(first) % MOST_JOBS, rest, hex ? hex : "");
	} else if (!strcmp(verb, "end")) {
		error = end(atoi(first) % MOST_JOBS);
	} else if (!strcmp(verb, "signal")) {
		kill(job[atoi(first) % MOST_JOBS].pid, SIGUSR1);
	} else if (!strcmp(verb, "log")) {
		tell_log();
	} else if (!strcmp(verb, "insert")) {
		error = insert(first, rest);
	} else if (!strcmp(verb, "remove")) {
		error = syscall(SYS_delete_module, first, O_NONBLOCK) ? errno : 0;
	} else if (!strcmp(verb, "fill")) {
		error = fill(atoi(first));
	} else if (!strcmp(verb, "run")) {
		result = run(first);
		if (result < 0)
			error = errno;
	} else if (!strcmp(verb, "rest")) {
		result = rested(atoi(first));
	} else if (!strcmp(verb, "off")) {
		reboot(RB_POWER_OFF);
	} else {
		error = ENOSYS;
	}
	say("= %d %d\n", result, error);
}

static void open_line(void)
{
	struct termios mode;

	line_fd = open("/dev/ttyS1", O_RDWR | O_NOCTTY);
	tcgetattr(line_fd, &mode);
	cfmakeraw(&mode);
	mode.c_cflag |= CLOCAL;
	cfsetspeed(&mode, B115200);
	tcsetattr(line_fd, TCSANOW, &mode);
}

int main(void)
{
	static char line[LINE];
	/* `fill` needs two for each mebibyte. */
	const struct rlimit many = { 1 << 16, 1 << 16 };
	size_t length = 0;

	setrlimit(RLIMIT_NOFILE, &many);
	mount("proc", "/proc", "proc", 0, NULL);
	mount("sysfs", "/sys", "sysfs", 0, NULL);
	mount("dev", "/dev", "devtmpfs", 0, NULL);
	open_line();
	log_fd = open("/dev/kmsg", O_RDONLY | O_NONBLOCK);
	say("= 0 0\n");
	for (;;) {
		ssize_t got = read(line_fd, line + length, sizeof(line) - 1 - length);
		char *newline;

		if (got <= 0)
			continue;
		length += got;
		line[length] = 0;
		while ((newline = strchr(line, '\n'))) {
			*newline = 0;
			length -= newline + 1 - line;
			obey(line);
			memmove(line, newline + 1, length + 1);
		}
	}
}
