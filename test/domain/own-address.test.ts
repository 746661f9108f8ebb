import { expect, it } from 'vitest';
import { isOwnAddress } from '../../domain/own-address.ts';

it.each([
  ['dean@police.example', true],
  ['Dean@POLICE.example', true],
  ['dean@mail.police.example', false],
  ['dean@police.example.evil.example', false],
  ['dean@notpolice.example', false],
  ['"dean@police.example"@evil.example', false],
])('%s at an agency whose domain is police.example: %s', (email, own) => {
  expect(isOwnAddress(email, ['police.example'])).toBe(own);
});
