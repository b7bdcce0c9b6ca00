/**
 * From what a program complains about to the errno: the texts of strerror(3), of the C libraries that a static busybox
 * is linked with.
 */

/** glibc first; where musl says it in other words, those follow. Longer texts come before those that they begin with. */
const MESSAGES: readonly (readonly [errno: string, ...messages: readonly string[]])[] = [
  ['EPERM', 'Operation not permitted'],
  ['ENOENT', 'No such file or directory'],
  ['EINTR', 'Interrupted system call'],
  ['EIO', 'Input/output error', 'I/O error'],
  ['ENXIO', 'No such device or address'],
  ['E2BIG', 'Argument list too long'],
  ['ENOEXEC', 'Exec format error', 'invalid module format'],
  ['EBADF', 'Bad file descriptor'],
  ['EAGAIN', 'Resource temporarily unavailable'],
  ['ENOMEM', 'Cannot allocate memory', 'Out of memory'],
  ['EACCES', 'Permission denied'],
  ['EFAULT', 'Bad address'],
  ['EBUSY', 'Device or resource busy', 'Resource busy'],
  ['EEXIST', 'File exists'],
  ['ENODEV', 'No such device'],
  ['ENOTDIR', 'Not a directory'],
  ['EISDIR', 'Is a directory'],
  ['EINVAL', 'Invalid argument'],
  ['EMFILE', 'Too many open files', 'No file descriptors available'],
  ['EFBIG', 'File too large'],
  ['ENOSPC', 'No space left on device'],
  ['EROFS', 'Read-only file system'],
  ['ERANGE', 'Numerical result out of range', 'Result not representable'],
  ['ENOSYS', 'Function not implemented'],
  ['ENODATA', 'No data available'],
  ['ETIME', 'Timer expired'],
  ['EOVERFLOW', 'Value too large for defined data type', 'Value too large for data type'],
  ['EOPNOTSUPP', 'Operation not supported', 'Not supported'],
  ['ETIMEDOUT', 'Connection timed out', 'Operation timed out'],
  ['EHWPOISON', 'Memory page has hardware error'],
];

/** Name of the error that a complaint ends with; null when it is none that is known. */
export function errnoOfMessage(message: string): string | null {
  const said = message.toLowerCase();
  let found: { readonly errno: string; readonly at: number; readonly length: number } | null = null;
  for (const [errno, ...messages] of MESSAGES) {
    for (const text of messages) {
      const at = said.lastIndexOf(text.toLowerCase());
      if (at < 0) continue;
      if (found === null || at > found.at || (at === found.at && text.length > found.length))
        found = { errno, at, length: text.length };
    }
  }
  return found?.errno ?? null;
}
