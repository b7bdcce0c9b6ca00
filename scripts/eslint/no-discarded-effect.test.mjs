// Shows that the lint rule catches a discarded effect however it was imported, and nothing else.
import { RuleTester } from 'eslint';
import { describe, expect, it } from 'vitest';
import { noDiscardedEffect } from './no-discarded-effect.mjs';

RuleTester.describe = describe;
RuleTester.it = (name, run) => it(name, () => expect(run).not.toThrow());

const tester = new RuleTester({ languageOptions: { ecmaVersion: 'latest', sourceType: 'module' } });
const filename = 'src/lib/hotplug/core/base-memory.ts';
const errors = [{ messageId: 'discarded' }];

/**
 * @param {string} name
 * @param {string} statement the body of a kernel function
 * @param {string} [imports]
 */
const inKernelFunction = (
  name,
  statement,
  imports = "import { step, call, loop, become } from '#lib/hotplug/run/effects.ts';",
) => ({ name, filename, code: `${imports}\nexport function* device_online(fn) { ${statement} }` });

tester.run('no discarded effect', noDiscardedEffect, {
  valid: [
    inKernelFunction('accepts a yielded step', 'yield step(fn);'),
    inKernelFunction('accepts an effect that is kept in a variable', 'const e = call(fn); return yield e;'),
    inKernelFunction('accepts an effect handed to another function', 'fn(loop(fn));'),
    inKernelFunction(
      'accepts other functions of the effects module',
      'log(fn);',
      "import { log } from '../run/effects.ts';",
    ),
    inKernelFunction(
      'accepts a function of the same name from elsewhere',
      'step(fn);',
      "import { step } from './motor.ts';",
    ),
    inKernelFunction('accepts a local function that shadows the import', 'const step = fn; step(1);'),
    inKernelFunction('accepts a method of an imported effect', 'step.describe(1);'),
  ],
  invalid: [
    { ...inKernelFunction('catches a bare step', 'step(fn);'), errors },
    { ...inKernelFunction('catches a bare call', 'call(fn, 1);'), errors },
    { ...inKernelFunction('catches a bare loop', 'loop(fn);'), errors },
    { ...inKernelFunction('catches a bare become', 'become(fn);'), errors },
    { ...inKernelFunction('catches an effect behind a condition', 'fn && step(fn);'), errors },
    {
      ...inKernelFunction('catches both arms of a choice', 'fn ? step(fn) : call(fn);'),
      errors: [{ messageId: 'discarded' }, { messageId: 'discarded' }],
    },
    { ...inKernelFunction('catches an effect silenced with void', 'void step(fn);'), errors },
    {
      ...inKernelFunction(
        'catches a renamed import',
        's(fn);',
        "import { step as s } from '../run/effects.ts';",
      ),
      errors,
    },
    {
      ...inKernelFunction(
        'catches a namespace import',
        'e.call(fn);',
        "import * as e from '../run/effects.ts';",
      ),
      errors,
    },
    {
      ...inKernelFunction(
        'catches an import from inside the run folder',
        'step(fn);',
        "import { step } from './effects.ts';",
      ),
      filename: 'src/lib/hotplug/run/locks.ts',
      errors,
    },
  ],
});
