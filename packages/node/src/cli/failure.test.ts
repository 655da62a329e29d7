import { expect, it } from 'vitest';
import { failureOf } from './failure.js';

it('sends who lacks a part to the doctor, and who found a bug to us', () => {
  const missing = Object.assign(new Error("Cannot find package 'node-av'\nRequire stack: x"), {
    code: 'ERR_MODULE_NOT_FOUND',
  });
  expect(failureOf(missing, false)).toEqual({
    line: "a part cannot be loaded, which dync doctor looks at: Cannot find package 'node-av'",
    exitCode: 1,
  });
  expect(failureOf(new Error('x'), false).line).toMatch(/please report it: x$/);
});
