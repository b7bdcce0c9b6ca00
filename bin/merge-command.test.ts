/** `hotplug explore --shard` and `hotplug merge`: what they print, and what they refuse. */
import { beforeAll, describe, expect, it } from 'vitest';
import { hotplugWith, RACE } from './testing/fake-io.ts';

const files: Record<string, string> = { race: RACE, other: RACE.replaceAll('driver:', 'remover:') };

async function shard(name: string, ...words: readonly string[]): Promise<void> {
  const { code, out, err } = await hotplugWith(files, 'explore', ...words);
  expect([code, err]).toEqual([0, '']);
  files[name] = out;
}

beforeAll(async () => {
  for (const i of [1, 2, 3]) await shard(`${i}.json`, '--shard', `${i}/3`, 'race');
  await shard('text.json', '--shard', '2/3', 'other');
  await shard('kernel.json', '--shard', '2/3', '--kernel', 'v4', 'race');
  await shard('options.json', '--shard', '2/3', '--no-reduce', 'race');
  await shard('quarter.json', '--shard', '2/4', 'race');
});

describe('hotplug merge', () => {
  it('says what explore says of the whole, whatever the order of the files', async () => {
    for (const words of [[], ['--card'], ['--no-witness', '--strict']]) {
      const whole = await hotplugWith(files, 'explore', ...words, 'race');
      expect(await hotplugWith(files, 'merge', ...words, '3.json', '1.json', '2.json')).toEqual(whole);
    }
  });

  it('prints the same JSON, but for the time and the work that it took', async () => {
    const read = (text: string): unknown =>
      JSON.parse(text, (key, value: unknown) =>
        ['milliseconds', 'bytesPerState', 'movesWorkedOut'].includes(key) ? 0 : value,
      );
    const whole = await hotplugWith(files, 'explore', '--json', 'race');
    const merged = await hotplugWith(files, 'merge', '--json', '1.json', '2.json', '3.json');
    expect(read(merged.out)).toEqual(read(whole.out));
  });

  it.each([
    [['1.json', '3.json'], /shard 2\/3 missing; run hotplug explore --shard 2\/3/],
    [['1.json', '2.json', '2.json', '3.json'], /shard 2\/3 is given twice \(2.json, 2.json\); leave one out/],
    [['1.json', 'text.json', '3.json'], /1.json and text.json are shards of different texts/],
    [['1.json', 'kernel.json', '3.json'], /different kernels \(v1p3, merged; v4\); name the same/],
    [
      ['1.json', 'options.json', '3.json'],
      /different options \(.*; .*--no-reduce\); give all shards the same/,
    ],
    [['1.json', 'quarter.json'], /divide the work differently \(by 3, by 4\); take one N for all/],
    [['nowhere.json'], /nowhere.json: there is no such file/],
    [['race'], /race: this is not JSON \(.*\); write it again with hotplug explore --shard/],
  ])('refuses %j', async (paths, message) => {
    expect(await hotplugWith(files, 'merge', ...paths)).toEqual({
      code: 2,
      out: '',
      err: expect.stringMatching(message) as string,
    });
  });

  it.each([
    [(text: string) => text.slice(0, -9), /is not JSON/],
    [(text: string) => text.replace('"shard":1', '"shard":2'), /shard 2\/3 was changed after it was written/],
    [(text: string) => text.replace('"kind":"done"', '"kind":"deadlock"'), /shard 1\/3 was changed/],
    [(text: string) => text.replace('shard/1', 'shard/2'), /format: "hotplug-shard\/2" is not valid here/],
    [(text: string) => text.replace('"shard":1', '"shard":4'), /shard: 4 is not valid here: .* from 1 to 3/],
    [() => '[]', /\$: a list of 0 is not valid here/],
  ])('refuses a damaged file (%#)', async (damage, message) => {
    const damaged = { ...files, 'damaged.json': damage(files['1.json']!) };
    const { code, err } = await hotplugWith(damaged, 'merge', 'damaged.json', '2.json', '3.json');
    expect([code, err]).toEqual([2, expect.stringMatching(message)]);
  });

  it('refuses shards that another edition of the model has made', async () => {
    const { check, ...file } = JSON.parse(files['2.json']!) as {
      check: string;
      kernels: { fingerprint: string }[];
    };
    expect(check).toHaveLength(24);
    const { nameOfText, textOfName } = await import('#lib/explore/shard/names.ts');
    file.kernels[0]!.fingerprint = '0'.repeat(24);
    const forged = JSON.stringify({ ...file, check: textOfName(nameOfText(JSON.stringify(file))) });
    const { code, err } = await hotplugWith({ ...files, forged }, 'merge', '1.json', 'forged', '3.json');
    expect([code, err]).toEqual([2, expect.stringMatching(/different editions of hotplug/)]);
  });

  it('is not complete when one part is not, and ends with 3', async () => {
    const short: Record<string, string> = { race: RACE };
    for (const i of [1, 2]) {
      const { code, out, err } = await hotplugWith(
        short,
        'explore',
        '--max-states',
        '6',
        '--shard',
        `${i}/2`,
        'race',
      );
      expect([code, err]).toEqual([0, expect.stringMatching(/v1p3: this shard is not complete/)]);
      short[`${i}.json`] = out;
    }
    const { code, out } = await hotplugWith(short, 'merge', '1.json', '2.json');
    expect([code, out]).toEqual([3, expect.stringMatching(/not complete: the bound/)]);
  });
});

describe('hotplug explore --shard', () => {
  it.each([['0/3'], ['4/3'], ['1'], ['a/b'], ['1/99999']])('refuses %s', async (word) => {
    const { code, err } = await hotplugWith(files, 'explore', '--shard', word, 'race');
    expect([code, err]).toEqual([2, expect.stringMatching(/--shard wants I\/N with I from 1 to N/)]);
  });

  it('does not make a card of a part', async () => {
    const { code, err } = await hotplugWith(files, 'explore', '--shard', '1/2', '--card', 'race');
    expect([code, err]).toEqual([2, expect.stringMatching(/give --card to merge/)]);
  });
});
