/**
 * Gives the reader a file. It is made in the page and goes to the disk; no server sees it.
 */

/** Long enough for the browser to have begun the download. */
const KEPT_MS = 10_000;

export function saveFile(name: string, content: Blob): void {
  const url = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), KEPT_MS);
}
