/** Guards against a chart that was changed without its table. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { generatedFiles, generatedPath, generatedText } from './generate.ts';

describe('generated files', () => {
  test.each(generatedFiles)('%s is what its chart gives today', async (name) => {
    expect(readFileSync(generatedPath(name), 'utf8')).toBe(await generatedText(name));
  });

  test('do not carry XState into the kernel core', () => {
    for (const name of generatedFiles)
      expect(readFileSync(generatedPath(name), 'utf8')).not.toMatch(/\bimport\b/);
  });

  test('are known by name', async () => {
    await expect(generatedText('other.table.ts')).rejects.toThrow('other.table.ts is not a generated file');
  });
});
