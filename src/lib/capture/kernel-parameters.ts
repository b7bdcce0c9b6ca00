/**
 * Parameters on the command line of a kernel, as parse_args() of kernel/params.c tells them apart.
 */

/** Is a parameter on a command line, with any value or none? Minus and underscore are one to the kernel. */
export function hasParameter(cmdline: string, name: string): boolean {
  const words = cmdline.replaceAll(/"[^"]*"/g, '').split(/\s+/);
  const end = words.indexOf('--');
  const own = end < 0 ? words : words.slice(0, end);
  return own.some((word) => word.split('=')[0]!.replaceAll('-', '_') === name);
}
